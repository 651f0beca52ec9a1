"""Children are started again, with growing pauses, and given up in the end."""

import signal
import subprocess
import sys

import pytest

from cocreate.kernel.children import MOST_DEATHS, Child, GivenUpError, end, tend
from tests.serving.processes import eventually


def python(code: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-I", "-S", "-c", code])


def test_a_child_that_dies_is_started_again() -> None:
    said: list[str] = []
    child = Child("sleeper", lambda: python("import time; time.sleep(60)"))
    tend(child, said.append)
    assert child.process is not None
    first = child.process
    first.send_signal(signal.SIGKILL)
    first.wait()

    def is_new() -> bool:
        tend(child, said.append)
        return child.process is not None

    eventually(is_new)
    assert child.process is not first
    assert said == ["sleeper ended by signal 9; starting it again in 0.1 s"]
    end([child], 5, said.append)


def test_a_child_that_keeps_dying_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cocreate.kernel.children.FIRST_PAUSE", 0.001)
    said: list[str] = []
    child = Child("broken", lambda: python("raise SystemExit(3)"))
    with pytest.raises(GivenUpError, match=f"broken ended {MOST_DEATHS} times within a minute, at last with status 3"):
        eventually(lambda: tend(child, said.append))
    assert len(said) == MOST_DEATHS - 1


def test_a_child_that_does_not_finish_is_cut_off() -> None:
    said: list[str] = []
    deaf = "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-I", "-S", "-c", deaf], stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout as output:
        output.readline()
    end([Child("deaf", lambda: process, process)], 0.2, said.append)
    assert process.returncode == -9
    assert said == ["deaf did not finish within 0 s and is cut off"]
