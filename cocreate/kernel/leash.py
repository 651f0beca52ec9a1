"""Programs that end with the process that started them, however that ends.

Also a script: ``python leash.py SIGNAL UID GID PARENT PROGRAM [ARGUMENT…]`` gives up root where UID is not -1, asks the
kernel to send SIGNAL when PARENT is gone, and becomes PROGRAM. The kernel forgets the wish when a process changes its
user, and Python's own ``preexec_fn`` is unsafe beside threads; hence a program between the two.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def die_with_parent(signum: int, parent: int) -> None:
    """Have this process sent `signum` once its parent, process `parent`, has ended.

    More exactly, the thread that started it: start such programs from the main thread. Linux only; elsewhere nothing
    happens and the next start clears up.
    """
    if sys.platform != "linux":
        return
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signum, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:
        os.kill(os.getpid(), signum)


def command(arguments: list[str], signum: signal.Signals, account: tuple[int, int] | None = None) -> list[str]:
    """The command line that runs `arguments` on a leash held by this process, as user and group `account`."""
    uid, gid = account or (-1, -1)
    held_by = [str(int(signum)), str(uid), str(gid), str(os.getpid())]
    return [sys.executable, "-I", "-S", str(Path(__file__).resolve()), *held_by, *arguments]


def main() -> None:
    """Become the program named on the command line, as its user and on its leash."""
    signum, uid, gid, parent = (int(argument) for argument in sys.argv[1:5])
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    die_with_parent(signum, parent)
    os.execv(sys.argv[5], sys.argv[5:])


if __name__ == "__main__":
    main()
