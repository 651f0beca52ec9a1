"""Copies of a process: a signal that comes while one is made leaves none behind."""

import subprocess
import sys

# SIGTERM comes between the fork and the moment from which whoever asked for the copy knows it.
STOPPED = """
import os, signal, time
from cocreate.kernel import forking

class Stop(BaseException):
    pass

def stop(*_args):
    raise Stop

def begun(process):
    copies.append(process)
    start(process)
    os.kill(os.getpid(), signal.SIGTERM)

copies, start = [], forking._FORK.Process.start
forking._FORK.Process.start = begun
signal.signal(signal.SIGTERM, stop)
try:
    forking.Forked("copy", lambda: time.sleep(60))
except Stop:
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    print("copy:", copies[0].exitcode, "blocked:", sorted(blocked), flush=True)
"""


def test_a_signal_while_a_copy_is_made_leaves_no_copy() -> None:
    ended = subprocess.run([sys.executable, "-c", STOPPED], capture_output=True, text=True, timeout=120, check=False)
    assert (ended.returncode, ended.stdout) == (0, "copy: -9 blocked: []\n"), ended.stderr
