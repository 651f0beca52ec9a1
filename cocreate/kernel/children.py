"""Child processes that are kept running: one that dies is started again, one that keeps dying ends it all."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from cocreate.kernel.trouble import Trouble

FORGIVEN_AFTER = 60.0  # seconds after which a death no longer counts
MOST_DEATHS = 6
FIRST_PAUSE = 0.1  # seconds before the first new start, doubled with each further death


class Process(Protocol):
    """A running or ended process, as ``subprocess.Popen`` is one."""

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def send_signal(self, signum: int, /) -> None: ...


class GivenUpError(Trouble):
    """A child died again and again; the message says which and how."""


@dataclass
class Child:
    """A process to be kept running. `start` returns when it may be counted on, and raises when it cannot be."""

    name: str
    start: Callable[[], Process]
    process: Process | None = None
    deaths: list[float] = field(default_factory=list)
    start_at: float = 0.0


def tend(child: Child, tell: Callable[[str], None]) -> None:
    """Start `child` if it does not run and its pause is over.

    Raises:
        GivenUpError: it has died `MOST_DEATHS` times in the last `FORGIVEN_AFTER` seconds.
    """
    now = time.monotonic()
    if child.process is not None and (code := child.process.poll()) is not None:
        child.process = None
        child.deaths = [death for death in child.deaths if now - death < FORGIVEN_AFTER] + [now]
        if len(child.deaths) >= MOST_DEATHS:
            raise GivenUpError(f"{child.name} ended {MOST_DEATHS} times within a minute, at last {_manner(code)}")
        pause = FIRST_PAUSE * 2 ** (len(child.deaths) - 1)
        tell(f"{child.name} ended {_manner(code)}; starting it again in {pause:.1f} s")
        child.start_at = now + pause
    if child.process is None and now >= child.start_at:
        child.process = child.start()


def end(children: Iterable[Child], patience: float, tell: Callable[[str], None]) -> None:
    """Ask all `children` to finish what they have in hand (SIGTERM); kill those that take longer than `patience`."""
    processes = [(child.name, child.process) for child in children if child.process is not None]
    for _, process in processes:
        process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + patience
    for name, process in processes:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            tell(f"{name} did not finish within {patience:.0f} s and is cut off")
            process.send_signal(signal.SIGKILL)
            process.wait()


def _manner(code: int) -> str:
    """What the exit status `code` of Popen means, in words."""
    return f"by signal {-code}" if code < 0 else f"with status {code}"
