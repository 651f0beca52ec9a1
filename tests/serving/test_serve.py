"""``cocreate serve``: starts again after everything that can end it, and loses nothing it acknowledged."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from cocreate.cli.serve import say
from cocreate.kernel import postgres_place
from tests.serving import processes
from tests.serving.processes import eventually
from tests.serving.served import COMMAND, Served, command, served


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """The folder of a site for all tests here.

    Its path is too long for a socket, and open to the user as whom root runs the database.
    """
    folder = Path(tempfile.mkdtemp(prefix="cocreate-test-"))
    folder.chmod(0o755)
    long = folder / ("long" * 30)
    long.mkdir(mode=0o755)
    yield long / "home"
    shutil.rmtree(folder)


def database(home: Path) -> str:
    """The URL of the running database of the site in `home`."""
    return postgres_place.find(home).url


class Writer:
    """Writes numbers, one a transaction, until the database goes away; knows which were acknowledged."""

    def __init__(self, url: str) -> None:
        self.acknowledged: list[int] = []
        self._url = url
        self._thread = threading.Thread(target=self._write)
        with psycopg.connect(url) as connection:
            connection.execute("DROP TABLE IF EXISTS written")
            connection.execute("CREATE TABLE written (number int)")
        self._thread.start()
        eventually(lambda: len(self.acknowledged) > 20)

    def _write(self) -> None:
        try:
            with psycopg.connect(self._url, autocommit=True) as connection:
                for number in range(1_000_000):
                    connection.execute("INSERT INTO written VALUES (%s)", (number,))
                    self.acknowledged.append(number)
        except psycopg.OperationalError:
            return

    def missing(self, url: str) -> set[int]:
        """The acknowledged numbers that the database at `url` does not have."""
        self._thread.join(120)
        with psycopg.connect(url) as connection:
            kept = {row[0] for row in connection.execute("SELECT number FROM written")}
            connection.execute("DROP TABLE written")
        return set(self.acknowledged) - kept


class Keeper:
    """Serves the site in `home` whenever a test wants it, whatever the one before has done to it."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._served = ExitStack()
        self._site: Served | None = None

    def site(self) -> Served:
        """The running site, started if need be."""
        if self._site is None or self._site.process.poll() is not None:
            self.end()
            self._site = self.start(0)
        return self._site

    def start(self, port: int) -> Served:
        """A new start, though something of the one before may still be there."""
        self._site = self._served.enter_context(served(self._home, port))
        return self._site

    def end(self) -> None:
        """Stop it; nothing of it may run afterwards."""
        self._served.close()


@pytest.fixture(scope="module")
def keeper(home: Path) -> Iterator[Keeper]:
    keeper = Keeper(home)
    yield keeper
    keeper.end()


@pytest.fixture
def site(keeper: Keeper) -> Served:
    """The site, running."""
    return keeper.site()


def test_after_a_killed_supervisor_it_starts_at_once_on_the_same_port(home: Path, keeper: Keeper, site: Served) -> None:
    writer = Writer(database(home))
    site.process.kill()
    site.process.wait()
    assert keeper.start(site.port).port == site.port
    assert writer.missing(database(home)) == set()


def test_pages_are_served(site: Served) -> None:
    assert site.get("/healthz") == (200, "ok\n")
    assert site.get("/")[0] == 200


def test_a_site_is_served_once_and_commands_use_its_database(home: Path, site: Served) -> None:
    another = command(home, "serve", "--port=0")
    assert another.exit_code == 1
    assert "is being served already" in another.output
    before = site.child("postgres")
    assert command(home, "migrate").exit_code == 0
    assert site.child("postgres") == before


def test_killed_children_are_started_again_and_nothing_acknowledged_is_lost(home: Path, site: Served) -> None:
    writer = Writer(database(home))
    for name in ("cocreate-worker", "cocreate-web", "postgres"):
        site.kill(name)
        eventually(site.answers)
    assert writer.missing(database(home)) == set()


def test_a_request_in_flight_is_finished_before_it_stops_and_nothing_is_left(home: Path, site: Served) -> None:
    with psycopg.connect(database(home)) as connection, ThreadPoolExecutor() as pool:
        connection.execute("LOCK TABLE site IN ACCESS EXCLUSIVE MODE")
        answer = pool.submit(site.get, "/", 120)
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        eventually(lambda: (connection.execute(waiting).fetchone() or (0,))[0])
        site.process.terminate()
        eventually(lambda: "Stopping" in site.messages.read_text().rpartition("Stopped")[2])
        assert site.process.poll() is None
        assert not answer.done()
        connection.rollback()
        assert answer.result()[0] == 200
        assert site.process.wait(120) == 0
    with pytest.raises(ConnectionRefusedError):
        site.get("/healthz")
    assert command(home, "migrate").exit_code == 0  # it starts the database for itself
    assert processes.with_word(f"COCREATE_HOME={home}") == []


def test_a_terminal_that_was_closed_does_not_keep_it_from_stopping(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    monkeypatch.setattr(sys, "stderr", os.fdopen(writing, "wb", buffering=0))
    say("Stopping.", err=True)


def test_a_port_in_use_is_told_before_anything_else_happens(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = command(tmp_path / "home", "serve", f"--port={port}")
    assert done.exit_code == 1
    assert f"Error: cannot listen on 127.0.0.1, port {port} (Address already in use)" in done.output
    assert "choose another with --port" in done.output
    assert not (tmp_path / "home" / "postgres").exists()


def test_settings_of_production_are_asked_for(tmp_path: Path) -> None:
    done = command(tmp_path, "serve", COCREATE_ENV="production")
    assert done.exit_code == 1
    assert "COCREATE_SECRET_KEY is missing: make one with" in done.output


if os.geteuid() == 0:
    # Elsewhere every test here runs as an ordinary user anyway.

    def test_an_ordinary_user_can_serve() -> None:
        with tempfile.TemporaryDirectory(prefix="cocreate-test-") as folder:
            os.chown(folder, 65534, 65534)
            home = Path(folder) / "home"
            with served(home, command=(*as_ordinary_user(), *COMMAND)) as site:
                assert site.get("/")[0] == 200
                assert (home / "postgres" / "data").stat().st_uid == 65534
                assert site.stop(signal.SIGINT) == 0

    def as_ordinary_user() -> tuple[str, ...]:
        """What to put before a command to run it as nobody.

        Where environment or checkout lie in a folder closed to others, with leave to walk through it.
        """
        plain = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
        same = f"import cocreate.kernel.trouble, flask, sys; sys.exit(sys.version != {sys.version!r})"
        tried = subprocess.run([*plain, sys.executable, "-c", same], capture_output=True, check=False)
        if tried.returncode == 0:
            return plain
        return (*plain, "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
