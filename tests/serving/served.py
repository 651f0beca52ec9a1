"""A site served by the real command, in a process of its own."""

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from click.testing import CliRunner, Result

from cocreate.cli import main
from cocreate.kernel.settings import PREFIX
from tests.serving import processes

COMMAND = (sys.executable, "-m", "cocreate.cli")
READY = re.compile(r"^CoCreate is ready: (http://\S+)$")


@dataclass
class Served:
    """A running ``cocreate serve``. `messages` is the file its standard error goes to."""

    process: subprocess.Popen[str]
    address: str
    messages: Path

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0

    def get(self, path: str, timeout: float = 60) -> tuple[int, str]:
        """Status and text of a page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def answers(self) -> bool:
        """Whether the site is ready, asked just now."""
        try:
            return self.get("/readyz", 10)[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def child(self, name: str) -> int:
        """The child process of that name, waited for."""
        return processes.eventually(lambda: self._child_now(name))

    def _child_now(self, name: str) -> int | None:
        children = processes.children(self.process.pid)
        return next((pid for pid, each in children.items() if each == name), None)

    def kill(self, name: str) -> None:
        """Kill the child process of that name, and wait for another in its place."""
        victim = self.child(name)  # never 0: that would be this process's own group, the test run with it
        os.kill(victim, signal.SIGKILL)
        processes.eventually(lambda: self._child_now(name) not in (None, victim))

    def stop(self, signum: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop and wait; the exit status."""
        self.process.send_signal(signum)
        return self.process.wait(120)


def environment(home: Path, **more: str) -> dict[str, str]:
    """What a command for the site in `home` sees of the environment."""
    return {"PATH": os.environ["PATH"], "COCREATE_HOME": str(home), **more}


def run(home: Path, *arguments: str, command: tuple[str, ...] = COMMAND) -> subprocess.CompletedProcess[str]:
    """A command of the site in `home`, ended."""
    return subprocess.run(
        [*command, *arguments], env=environment(home), cwd=home.parent, capture_output=True, text=True, check=False
    )


def command(home: Path, *arguments: str, **more: str) -> Result:
    """A command of the site in `home`, within this process: what it needs is loaded already.

    One that serves although it should not is told to stop.
    """
    guard = threading.Timer(300, os.kill, (os.getpid(), signal.SIGTERM))
    guard.start()
    try:
        return CliRunner().invoke(main, arguments, env=_unset() | environment(home, **more))
    finally:
        guard.cancel()


def _unset() -> dict[str, str | None]:
    return dict.fromkeys(name for name in os.environ if name.startswith(PREFIX))


@contextmanager
def served(home: Path, port: int = 0, command: tuple[str, ...] = COMMAND) -> Iterator[Served]:
    """Serve the site in `home` until the block ends; nothing of it may run afterwards."""
    messages = home.parent / "messages"
    with (
        messages.open("a") as log,
        subprocess.Popen(
            [*command, "serve", f"--port={port}", "--workers=1"],
            env=environment(home),
            cwd=home.parent,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            match = READY.match(said)
            assert match, f"it said {said!r}, and {messages.read_text()}"
            yield Served(process, match[1], messages)
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait(120)
            processes.eventually(lambda: processes.with_word(str(home)) == [])
