"""Child processes that are copies of this one: what it has loaded and made is theirs without doing so again.

Only for a process of one thread: a lock that another thread holds would be held in the copy for ever.
"""

import multiprocessing
import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cocreate.kernel import leash
from cocreate.kernel.trouble import Trouble

_FORK = multiprocessing.get_context("fork")
# What a copy takes as every program does until it says otherwise, not as the process it was copied from.
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class FailedError(Trouble):
    """What a copy was to do did not succeed; it has said why."""


class Forked:
    """A copy of this process that does `work` and ends: in a session of its own (Ctrl-C is for this one alone), and
    with this process at the latest. It is called `name`, 15 characters at most, where processes are listed. To be
    handled as ``subprocess.Popen``.
    """

    def __init__(self, name: str, work: Callable[[], object]) -> None:
        # A signal that came between the fork and the copy's own handling would be handled twice.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        # A daemon: what nobody ended is ended, not waited for, as this process exits.
        self._process = _FORK.Process(target=_live, args=(name, work, os.getpid(), mask), name=name, daemon=True)
        try:
            try:
                self._process.start()
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, mask)  # raises what a signal that came meanwhile does
        except BaseException:  # nobody will know of the copy
            if self._process.pid is not None:
                self.cut_off()
            raise

    def poll(self) -> int | None:
        """The exit status, negative for a signal; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """The exit status, waited for. Raises ``subprocess.TimeoutExpired``."""
        self._process.join(timeout)
        code = self._process.exitcode
        if code is None:
            raise subprocess.TimeoutExpired(self._process.name, timeout or 0)
        return code

    def send_signal(self, signum: int) -> None:
        """Send `signum` unless it has ended."""
        if self.poll() is None and self._process.pid is not None:
            os.kill(self._process.pid, signum)

    def cut_off(self) -> None:
        """Kill it, and wait until it is gone."""
        self.send_signal(signal.SIGKILL)
        self.wait()


def carried_out(name: str, work: Callable[[], object]) -> None:
    """Have a copy do `work`, and wait: whatever threads it leaves behind are gone with it.

    Raises:
        FailedError: it raised something, and has printed it.
    """
    copy = Forked(name, work)
    try:
        code = copy.wait()
    except BaseException:  # this process is to stop
        copy.cut_off()
        raise
    if code != 0:
        raise FailedError(f"{name} failed, as said above")


def _live(name: str, work: Callable[[], object], parent: int, mask: set[signal.Signals]) -> None:
    for each in _SIGNALS:
        signal.signal(each, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    os.setsid()
    leash.die_with_parent(signal.SIGKILL, parent)
    with suppress(OSError):  # elsewhere than on Linux it goes without a name of its own
        Path("/proc/self/comm").write_text(name)
    work()
