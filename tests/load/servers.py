"""What is measured, running: a database, the site as ``cocreate serve`` runs it, and the bare application beside it."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from cocreate.kernel import migrating, postgres, postgres_place

READY = "CoCreate is ready: "


@contextmanager
def database_server() -> Iterator[str]:
    """A PostgreSQL server set up as the embedded one, every commit on disk; the URL of a database on it."""
    place = postgres_place.scratch()
    try:
        process = postgres.launch(place)
        try:
            yield place.url
        finally:
            postgres.halt(place, process)
    finally:
        shutil.rmtree(place.folder)


def create(server: str, name: str) -> str:
    """A new, migrated database on the server of the URL `server`; its URL."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = urlsplit(server)._replace(path=f"/{name}").geturl()
    migrating.upgrade(url)
    return url


@contextmanager
def site(home: Path, url: str, workers: int) -> Iterator[int]:
    """The site on the database at `url`; its port."""
    command = [sys.executable, "-m", "cocreate.cli", "serve", "--port=0", f"--workers={workers}"]
    with _running(command, COCREATE_HOME=str(home), COCREATE_DATABASE_URL=url) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        if not said.startswith(READY):
            raise RuntimeError(f"the site did not start; it said {said!r}")
        yield urlsplit(said.removeprefix(READY).strip()).port or 0


@contextmanager
def bare(url: str, workers: int) -> Iterator[int]:
    """The bare application, served by the same web server with the same settings; its port."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        port: int = listener.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "--config=python:cocreate.kernel.gunicorn_config"]
        command += [f"--bind=fd://{listener.fileno()}", f"--workers={workers}", "tests.load.bare:create_app()"]
        os.set_inheritable(listener.fileno(), True)
        with _running(command, keep=listener.fileno(), COCREATE_DATABASE_URL=url):
            _await(port)
            yield port


@contextmanager
def _running(command: list[str], keep: int | None = None, **environment: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
        pass_fds=() if keep is None else (keep,),
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(60)


def _await(port: int) -> None:
    """Return when the server on `port` answers."""
    deadline = time.monotonic() + 60
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
