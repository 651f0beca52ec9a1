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
from pathlib import Path

import psycopg
import pytest

from cocreate.kernel import postgres_place
from tests.serving import processes
from tests.serving.processes import eventually
from tests.serving.served import COMMAND, run, served


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A site for all tests here: each of them starts it, so each is a start after what the others did to it.

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
        self._thread.join(10)
        with psycopg.connect(url) as connection:
            kept = {row[0] for row in connection.execute("SELECT number FROM written")}
            connection.execute("DROP TABLE written")
        return set(self.acknowledged) - kept


def test_pages_are_served_until_it_is_told_to_stop(home: Path) -> None:
    with served(home) as site:
        assert site.get("/healthz") == (200, "ok\n")
        assert site.get("/")[0] == 200
        assert site.stop(signal.SIGINT) == 0
        with pytest.raises(ConnectionRefusedError):
            site.get("/healthz")


def test_a_request_in_flight_is_finished_before_it_stops(home: Path) -> None:
    with served(home) as site, psycopg.connect(database(home)) as connection, ThreadPoolExecutor() as pool:
        connection.execute("LOCK TABLE site IN ACCESS EXCLUSIVE MODE")
        answer = pool.submit(site.get, "/", 30)
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        eventually(lambda: (connection.execute(waiting).fetchone() or (0,))[0])
        site.process.terminate()
        eventually(lambda: "Stopping" in site.messages.read_text())
        assert site.process.poll() is None
        assert not answer.done()
        connection.rollback()
        assert answer.result()[0] == 200
        assert site.process.wait(20) == 0


def test_killed_children_are_started_again_and_nothing_acknowledged_is_lost(home: Path) -> None:
    with served(home) as site:
        writer = Writer(database(home))
        for name in ("cocreate-worker", "cocreate-web", "postgres"):
            site.kill(name)
            eventually(site.answers)
        assert writer.missing(database(home)) == set()
        assert site.stop() == 0


def test_after_a_killed_supervisor_it_starts_at_once_on_the_same_port(home: Path) -> None:
    with served(home) as first:
        writer = Writer(database(home))
        first.process.kill()
        first.process.wait()
        with served(home, first.port) as second:
            assert second.port == first.port
            assert writer.missing(database(home)) == set()


def test_a_port_in_use_is_told_before_anything_else_happens(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(tmp_path / "home", "serve", f"--port={port}")
    assert done.returncode == 1
    assert f"Error: cannot listen on 127.0.0.1, port {port} (Address already in use)" in done.stderr
    assert "choose another with --port" in done.stderr
    assert not (tmp_path / "home" / "postgres").exists()


def test_a_site_is_served_once_and_commands_use_its_database_or_else_start_it(home: Path) -> None:
    with served(home) as site:
        another = run(home, "serve", "--port=0")
        assert another.returncode == 1
        assert "is being served already" in another.stderr
        before = site.child("postgres")
        assert run(home, "migrate").returncode == 0
        assert site.child("postgres") == before
    assert run(home, "migrate").returncode == 0
    assert processes.with_word(f"COCREATE_HOME={home}") == []


def test_settings_of_production_are_asked_for(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "serve"],
        env={"PATH": os.environ["PATH"], "COCREATE_HOME": str(tmp_path), "COCREATE_ENV": "production"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "COCREATE_SECRET_KEY is missing: make one with" in done.stderr


if os.geteuid() == 0:
    # Elsewhere every test here runs as an ordinary user anyway.

    def test_an_ordinary_user_can_serve() -> None:
        with tempfile.TemporaryDirectory(prefix="cocreate-test-") as folder:
            os.chown(folder, 65534, 65534)
            home = Path(folder) / "home"
            with served(home, command=(*as_ordinary_user(), *COMMAND)) as site:
                assert site.get("/")[0] == 200
                assert (home / "postgres" / "data").stat().st_uid == 65534
                assert site.stop() == 0

    def as_ordinary_user() -> tuple[str, ...]:
        """What to put before a command to run it as nobody.

        Where environment or checkout lie in a folder closed to others, with leave to walk through it.
        """
        plain = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
        tried = subprocess.run([*plain, sys.executable, "-c", "import cocreate.cli"], capture_output=True, check=False)
        if tried.returncode == 0:
            return plain
        return (*plain, "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
