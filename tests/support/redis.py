"""As much of a Redis server as counting needs, on a loopback port, for the real client to speak to."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

Command = list[str]


class Store(socketserver.ThreadingTCPServer):
    """Keys with their count and the seconds they live."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.counts: dict[str, int] = {}
        self.seconds: dict[str, int] = {}

    def do(self, name: str, *words: str) -> bytes:
        """One command, answered as the protocol (RESP 3) has it."""
        if name == "SET":
            key, value, *options = words
            if "NX" in options and key in self.counts:
                return b"_\r\n"
            self.counts[key], self.seconds[key] = int(value), int(options[options.index("EX") + 1])
        elif name == "INCRBY":
            self.counts[words[0]] += int(words[1])
            return b":%d\r\n" % self.counts[words[0]]
        elif name == "TTL":
            return b":%d\r\n" % self.seconds[words[0]]
        return b"%1\r\n+proto\r\n:3\r\n" if name == "HELLO" else b"+OK\r\n"


class Talk(socketserver.StreamRequestHandler):
    """One client; what comes between MULTI and EXEC is done at once."""

    def handle(self) -> None:
        queued: list[Command] | None = None
        for name, *words in self._commands():
            if name == "MULTI":
                queued = []
                self.wfile.write(b"+OK\r\n")
            elif name == "EXEC" and queued is not None:
                answers = [self._do(*command) for command in queued]
                self.wfile.write(b"*%d\r\n" % len(answers) + b"".join(answers))
                queued = None
            elif queued is not None:
                queued.append([name, *words])
                self.wfile.write(b"+QUEUED\r\n")
            else:
                self.wfile.write(self._do(name, *words))

    def _do(self, *command: str) -> bytes:
        store: Any = self.server
        answer: bytes = store.do(*command)
        return answer

    def _commands(self) -> Iterator[Command]:
        while line := self.rfile.readline():
            yield [self._word() for _word in range(int(line[1:]))]

    def _word(self) -> str:
        length = int(self.rfile.readline()[1:])
        return self.rfile.read(length + 2)[:-2].decode()


@contextmanager
def running() -> Iterator[Store]:
    """A store that answers while the block lasts."""
    with Store() as store:
        thread = Thread(target=store.serve_forever)
        thread.start()
        try:
            yield store
        finally:
            store.shutdown()
            thread.join()
