"""The embedded PostgreSQL: a child process of whoever needs it, with its data in ``$COCREATE_HOME``.

``cocreate serve`` keeps it running; a command uses the running one, or starts it for itself. The lock file in
``$COCREATE_HOME`` is held by the process that runs the server, for as long as it does.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from cocreate.kernel import leash, postgres_place, secrets_file
from cocreate.kernel.children import Process
from cocreate.kernel.postgres_place import Place, PostgresError
from cocreate.kernel.settings import Settings

OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "300",
    "random_page_cost": "1.1",  # of solid-state disks; the default of spinning ones makes lists merge whole tables
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "log_error_verbosity": "terse",  # the detail of an error quotes rows, and with them members' data
    "log_min_error_statement": "panic",
}
WITHOUT_CARE_FOR_DATA = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
LONGEST_LOG = 10_000_000  # bytes; kept once more as log.old
LONGEST_RECOVERY = 600  # seconds until a server that went down badly must answer again
NO_PROCESS = 2**31 - 1  # beyond the largest process id of any kernel


@contextmanager
def running(settings: Settings) -> Iterator[str]:
    """The URL of the site's database, for a command beside ``serve``.

    A configured database is used as it is. Else the server that ``serve`` runs; without one a server is started, and
    stopped again at the end.

    Raises:
        PostgresError: the server does not start, or another command has kept it for a minute.
    """
    if settings.database_url:
        yield settings.database_url
        return
    deadline = time.monotonic() + 60
    while True:
        with held(settings.home, "command") as is_ours:
            if is_ours:
                place = postgres_place.find(settings.home)
                process = launch(place)
                try:
                    yield place.url
                finally:
                    halt(place, process)
                return
        if (url := _url_of_serve(settings.home)) is not None:
            yield url
            return
        if time.monotonic() > deadline:
            raise PostgresError(f"another command has been using {settings.home} for a minute: wait until it has ended")
        time.sleep(0.1)


@contextmanager
def throwaway() -> Iterator[str]:
    """The URL of an empty database on a server of its own, gone afterwards: for tests."""
    place = postgres_place.scratch()
    try:
        process = launch(place, **WITHOUT_CARE_FOR_DATA)
        try:
            yield place.url
        finally:
            halt(place, process, signal.SIGQUIT)
    finally:
        shutil.rmtree(place.folder)


@contextmanager
def held(home: Path, holder: str) -> Iterator[bool]:
    """Hold the lock of `home` as `holder`, ``serve`` or ``command``; yields whether it was free."""
    secrets_file.make_home(home)
    try:
        descriptor = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError as error:
        raise PostgresError(f"{home} belongs to another user: start CoCreate as that user") from error
    with os.fdopen(descriptor, "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        file.truncate()
        file.write(holder)
        file.flush()
        yield True


def holder(home: Path) -> str:
    """Who held the lock of `home` last."""
    return (home / "lock").read_text()


def launch(place: Place, **options: str) -> subprocess.Popen[bytes]:
    """Start the server, which dies with this process; returns when it answers and the site's database exists."""
    if not place.data.exists():
        _create(place)
    _await_predecessor(place.data)
    for stale in place.socket.iterdir():
        stale.unlink()
    deadline = time.monotonic() + 15
    while True:
        process = _spawn(place, OPTIONS | options)
        try:
            _await_ready(place, process)
        except PostgresError as error:
            # The last connections of a server that was killed need a moment to notice.
            if "still in use" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        except BaseException:
            halt(place, process)
            raise
        else:
            return process


def halt(place: Place, process: Process, signum: signal.Signals = signal.SIGINT) -> None:
    """Stop the server: SIGINT closes connections and writes everything out, SIGQUIT leaves that to the next start."""
    for each, seconds in ((signum, 60), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
        process.send_signal(each)
        try:
            process.wait(seconds)
            break
        except subprocess.TimeoutExpired:
            continue
    postgres_place.remove_socket(place)


def _create(place: Place) -> None:
    """Make the data folder, under another name until it is complete."""
    draft = place.folder / "data.draft"
    if draft.exists():
        shutil.rmtree(draft)
    uid, gid = place.account or (None, None)
    done = subprocess.run(
        [
            str(place.programs / "initdb"),
            f"--pgdata={draft}",
            "--username=cocreate",
            "--auth=trust",  # the socket's folder lets nobody else in
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        ],
        user=uid,
        group=gid,
        extra_groups=[] if place.account else None,
        cwd="/",
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode != 0:
        raise PostgresError(f"initdb failed in {place.folder}:\n{done.stdout.decode(errors='replace')}")
    draft.rename(place.data)


def _spawn(place: Place, options: dict[str, str]) -> subprocess.Popen[bytes]:
    if place.log.exists() and place.log.stat().st_size > LONGEST_LOG:
        place.log.replace(place.log.with_name("log.old"))
    options = options | {"unix_socket_directories": str(place.socket)}
    arguments = [str(place.programs / "postgres"), "-D", str(place.data)]
    arguments += [f"--{name}={value}" for name, value in options.items()]
    with place.log.open("ab") as log:
        return subprocess.Popen(
            leash.command(arguments, signal.SIGINT, place.account),
            cwd="/",
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _environment() -> dict[str, str]:
    return {"LC_ALL": "C", "PATH": os.defpath}


def _await_ready(place: Place, process: Process) -> None:
    written = place.log.stat().st_size
    deadline = time.monotonic() + LONGEST_RECOVERY
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with psycopg.connect(place.database_url("postgres"), autocommit=True, connect_timeout=5) as connection:
                found = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'cocreate'").fetchone()
                if found is None:
                    connection.execute(sql.SQL("CREATE DATABASE cocreate"))
                return
        except psycopg.OperationalError:
            time.sleep(0.02)
    with place.log.open("rb") as log:
        log.seek(max(0, written - 2000))
        tail = log.read().decode(errors="replace")
    raise PostgresError(f"PostgreSQL did not start; the end of {place.log} says:\n{tail}")


def _await_predecessor(data: Path) -> None:
    """Wait for a server whose starter was killed to go; see to it after a while.

    A process id in ``postmaster.pid`` that now belongs to another program (process ids begin anew in a restarted
    container) would keep PostgreSQL from starting. The id is overwritten then, the file stays: PostgreSQL reads in it
    which shared memory must be free.
    """
    pid_file = data / "postmaster.pid"
    for tenth in range(600):
        try:
            pid, _, rest = pid_file.read_text().partition("\n")
            folder = Path(f"/proc/{int(pid)}/cwd").readlink()
        except (FileNotFoundError, PermissionError, ValueError):
            return
        if folder != data:
            pid_file.write_text(f"{NO_PROCESS}\n{rest}")
            return
        if tenth in (50, 300):
            os.kill(int(pid), signal.SIGINT if tenth == 50 else signal.SIGQUIT)
        time.sleep(0.1)


def _url_of_serve(home: Path) -> str | None:
    """The URL of the database ``serve`` keeps running, or None while there is none."""
    if holder(home) != "serve" or not (home / "postgres").exists():
        return None
    place = postgres_place.find(home)
    try:
        psycopg.connect(place.url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return None
    return place.url
