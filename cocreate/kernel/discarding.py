"""Stored files without a row: deleted once their row is gone for certain, or when they never got one."""

from collections.abc import Callable, Collection
from datetime import timedelta
from itertools import islice

from cocreate.kernel import clock
from cocreate.kernel.jobs import defer, job
from cocreate.kernel.storage import storage

LEFT_FOR = timedelta(days=1)  # far longer than any transaction that may yet commit the row of a file
_BATCH = 1000

Named = Callable[[Collection[str]], Collection[str]]
_named: dict[str, Named] = {}


def discard(keys: Collection[str]) -> None:
    """Delete what is stored under `keys`, after the present transaction; nothing happens when that is undone."""
    if keys:
        defer("delete_files", keys=sorted(keys))


@job("delete_files")
def delete_files(keys: list[str]) -> None:
    """Delete what is stored under `keys`, if anything is."""
    for key in keys:
        storage().delete(key)


def sweeps(prefix: str) -> Callable[[Named], Named]:
    """Have the files swept whose keys begin with `prefix`: the function tells which of some such keys a row names."""

    def register(named: Named) -> Named:
        _named[prefix] = named
        return named

    return register


@job("sweep_files", cron="23 4 * * *")
def sweep_files() -> None:
    """Delete files that no row names: their commit failed after they were stored."""
    stored = storage().all_keys(clock.now() - LEFT_FOR)
    while keys := list(islice(stored, _BATCH)):
        for prefix, named in _named.items():
            swept = {key for key in keys if key.startswith(prefix)}
            delete_files(sorted(swept - set(named(swept))))
