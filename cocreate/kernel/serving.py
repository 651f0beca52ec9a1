"""``cocreate serve``: database, web server and worker as children of one process that keeps them running.

The supervisor owns the listening socket: a web server that is started again loses no connection, and a port in use is
known before anything else happens. It makes the application once; web server and worker are copies of it (see
`forking`), which share its memory and are there again at once when they were killed. Children are on a leash (see
`leash`): however the supervisor ends, they end. Only then is the lock on the site's folder free, for they hold it too.
"""

import gc
import http.client
import os
import signal
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from flask import Flask

from cocreate.kernel import jobs, postgres, postgres_place, web
from cocreate.kernel.children import Child, end, tend
from cocreate.kernel.forking import Forked
from cocreate.kernel.settings import Settings
from cocreate.kernel.trouble import Trouble

TICK = 0.05  # seconds between two looks at the children
PATIENCE = 35.0  # seconds web and worker have for what is in flight; more than the 30 they give themselves
LONGEST_START = 120.0
# Seconds and microseconds (C's timeval) a caller may stop within a request; a thread waits for each that does.
LONGEST_SILENCE = struct.pack("@ll", 10, 0)


class ServeError(Trouble):
    """The site cannot be served; the message says what to do."""


class _Stop(BaseException):
    """Somebody wants the site to stop."""


def serve(
    settings: Settings,
    prepare: Callable[[str], Flask],
    listener: socket.socket,
    workers: int,
    ready: Callable[[], None],
    tell: Callable[[str], None],
) -> None:
    """Serve a site until SIGTERM, SIGINT or SIGHUP; `ready` is called once it answers.

    `prepare` is given the URL of its database, which answers. It does what must be done before anything is served and
    makes the application, of which no connection and no thread may be left.

    Raises:
        ServeError: the same site is being served already, or it does not become ready.
        PostgresError, GivenUpError: the database does not start; a child dies again and again.
    """
    try:
        with _stopping_on_signals(), _database(settings, tell) as (url, database):
            app = prepare(url)
            gc.collect()
            gc.freeze()  # what was looked through by the copies would no longer be shared
            server = Child("web server", lambda: Forked("cocreate-web", lambda: web.run(app, listener, workers)))
            worker = Child("worker", lambda: Forked("cocreate-worker", lambda: _work(app, listener)))
            try:
                _keep_running([*database, server, worker], listener, ready, tell)
            finally:
                tell("Stopping; requests and jobs in flight are finished first.")
                listener.close()
                end([server, worker], PATIENCE, tell)
    except _Stop:
        tell("Stopped.")


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 stands for any free one.

    Raises:
        ServeError: the port is in use, or the address is not ours.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=1024)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, LONGEST_SILENCE)  # handed on to every connection
        return listener
    except PermissionError as error:
        raise ServeError(f"port {port} is reserved for root: choose another with --port, such as 8000") from error
    except OSError as error:
        advice = "stop what uses it or choose another with --port" if port else "choose another with --host"
        raise ServeError(f"cannot listen on {host}, port {port} ({os.strerror(error.errno or 0)}): {advice}") from error


def address(listener: socket.socket) -> str:
    """The web address `listener` answers on, seen from this machine."""
    host, port = _here(listener)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _here(listener: socket.socket) -> tuple[str, int]:
    host, port = listener.getsockname()[:2]
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port  # noqa: S104  # nosec B104


@contextmanager
def _stopping_on_signals() -> Iterator[None]:
    """Turn the first signal to stop into `_Stop`; while stopping, further ones are ignored."""
    signals = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

    def stop(_signum: int, _frame: FrameType | None) -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise _Stop

    before = {each: signal.signal(each, stop) for each in signals}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def _database(settings: Settings, tell: Callable[[str], None]) -> Iterator[tuple[str, list[Child]]]:
    """The URL of the site's database, and the embedded server as a child if there is none else."""
    if settings.database_url:
        yield settings.database_url, []
        return
    with _lock(settings):
        place = postgres_place.find(settings.home)
        database = Child("database", lambda: postgres.launch(place))
        tend(database, tell)
        try:
            yield place.url, [database]
        finally:
            if database.process is not None:
                postgres.halt(place, database.process)


@contextmanager
def _lock(settings: Settings) -> Iterator[None]:
    """Hold the lock of the site for ``serve``; a command that holds it is waited for."""
    began = time.monotonic()
    while True:
        with postgres.held(settings.home, "serve") as is_ours:
            if is_ours:
                yield
                return
        waited = time.monotonic() - began
        if waited > 3 and postgres.holder(settings.home) == "serve":
            raise ServeError(f"the site in {settings.home} is being served already: stop that first")
        if waited > 60:
            raise ServeError(f"another command has been using {settings.home} for a minute: wait until it has ended")
        time.sleep(0.1)


def _keep_running(
    children: list[Child], listener: socket.socket, ready: Callable[[], None], tell: Callable[[str], None]
) -> None:
    trouble: str | None = "not started"
    deadline = time.monotonic() + LONGEST_START
    while True:
        for child in children:
            tend(child, tell)
        if trouble:
            trouble = _trouble(listener)
            if trouble is None:
                ready()
            elif time.monotonic() > deadline:
                raise ServeError(f"the site did not become ready within {LONGEST_START:.0f} s: {trouble}")
        time.sleep(TICK)


def _trouble(listener: socket.socket) -> str | None:
    """Why the site does not serve yet; None when it does."""
    connection = http.client.HTTPConnection(*_here(listener), timeout=5)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        return None if answer.status == 200 else answer.read().decode(errors="replace").strip()
    except (OSError, http.client.HTTPException) as error:
        return f"no answer ({error})"
    finally:
        connection.close()


def _work(app: Flask, listener: socket.socket) -> None:
    listener.close()  # the port is free once the web server has ended
    jobs.work_until_stopped(app)
