"""Looking at processes as the tests of serving need it. Linux only, as ``/proc`` is."""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from cocreate.kernel import postgres_place

T = TypeVar("T")


def with_word(word: str) -> list[int]:
    """The living processes that have `word` in their command line or environment, apart from this one."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal() or int(folder.name) == os.getpid():
            continue
        try:
            text = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            continue
        if word.encode() in text:
            found.append(int(folder.name))
    return found


def children(pid: int) -> dict[int, str]:
    """The living child processes of `pid` with their names; one that starts or ends right now may be missing."""
    names = {}
    for child in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
        with suppress(FileNotFoundError, ProcessLookupError):
            if is_alive(child):
                names[child] = Path(f"/proc/{child}/comm").read_text().strip()
    return names


def is_alive(pid: int) -> bool:
    try:
        return "(zombie)" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def eventually(look: Callable[[], T | None], seconds: float = 90) -> T:
    """What `look` answers once that is true; AssertionError if it does not become so in time."""
    deadline = time.monotonic() + seconds
    while True:
        if seen := look():
            return seen
        assert time.monotonic() < deadline, f"did not come true within {seconds} s: {look}"
        time.sleep(0.05)


@contextmanager
def sleeping(account: tuple[int, int] | None) -> Iterator[int]:
    """The id of a process of `account` that does nothing."""
    uid, gid = account or (None, None)
    process = subprocess.Popen(["sleep", "600"], user=uid, group=gid, extra_groups=[] if account else None)
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait()


@contextmanager
def after(seconds: float, do: Callable[[], object]) -> Iterator[None]:
    """Do something in the background a while after the block was entered."""
    timer = threading.Timer(seconds, do)
    timer.start()
    try:
        yield
    finally:
        timer.join()


def remove_outside(folder: Path, home: Path) -> None:
    """Remove `folder` where a site made by root keeps its data outside `home`."""
    if folder.is_relative_to(postgres_place.SYSTEM) and not folder.is_relative_to(home):
        shutil.rmtree(folder, ignore_errors=True)
