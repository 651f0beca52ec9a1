"""A closed loop of callers: each sends a request, waits for the answer, sends the next.

One thread and the bare minimum of work for each answer, so that on a small machine little is taken from what is
measured. Answers must carry ``Content-Length``, which is how their end is found.
"""

import multiprocessing
import re
import selectors
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CLOSING = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


@dataclass(frozen=True)
class Run:
    """What one run came to: answers with status 200 a second, the seconds each took in order, and other answers."""

    rate: float
    latencies: list[float]
    failures: int

    @property
    def median(self) -> float:
        return self.latencies[len(self.latencies) // 2] if self.latencies else 0.0


@dataclass
class _Caller:
    requests: Iterator[bytes]
    socket: socket.socket
    began: float = 0.0
    received: bytearray = field(default_factory=bytearray)
    end: int = 0
    """Length of the whole answer, 0 while its head is not complete."""


@contextmanager
def apart() -> Iterator[Callable[[int, Sequence[Sequence[bytes]], float, float], Run]]:
    """The function `run`, done in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        yield lambda *arguments: pool.apply(run, arguments)


def run(port: int, requests: Sequence[Sequence[bytes]], seconds: float, warm_up: float) -> Run:
    """Let one caller for each of `requests` go round its own ones, for so many seconds after the warm-up."""
    callers = [_Caller(cycle(own), socket.create_connection(("127.0.0.1", port))) for own in requests]
    latencies: list[float] = []
    failures = 0
    with selectors.DefaultSelector() as selector:
        for caller in callers:
            selector.register(caller.socket, selectors.EVENT_READ, caller)
            _send(caller)
        start = time.perf_counter() + warm_up
        while (now := time.perf_counter()) < start + seconds:
            for key, _events in selector.select(1):
                caller = key.data
                if not _is_complete(caller):
                    continue
                now = time.perf_counter()
                if now >= start:
                    latencies.append(now - caller.began)
                    failures += not caller.received.startswith(b"HTTP/1.1 200")
                if _CLOSING.search(caller.received, 0, 2000):
                    _connect_again(caller, port, selector)
                _send(caller)
    for caller in callers:
        caller.socket.close()
    return Run((len(latencies) - failures) / seconds, sorted(latencies), failures)


def _send(caller: _Caller) -> None:
    caller.received.clear()
    caller.end = 0
    caller.began = time.perf_counter()
    caller.socket.sendall(next(caller.requests))


def _is_complete(caller: _Caller) -> bool:
    """Read what has come; whether that is all of the answer."""
    data = caller.socket.recv(262144)
    if not data:
        raise ConnectionError("the server hung up in the middle of an answer")
    caller.received += data
    if not caller.end:
        head = caller.received.find(b"\r\n\r\n")
        if head < 0:
            return False
        length = _LENGTH.search(caller.received, 0, head + 2)
        if length is None:
            raise ValueError(f"an answer without a length: {bytes(caller.received[:head])!r}")
        caller.end = head + 4 + int(length[1])
    return len(caller.received) >= caller.end


def _connect_again(caller: _Caller, port: int, selector: selectors.BaseSelector) -> None:
    selector.unregister(caller.socket)
    caller.socket.close()
    caller.socket = socket.create_connection(("127.0.0.1", port))
    selector.register(caller.socket, selectors.EVENT_READ, caller)
