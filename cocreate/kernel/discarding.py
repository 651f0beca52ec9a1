"""Stored files whose row is gone: deleted once that is committed, never before."""

from collections.abc import Collection

from cocreate.kernel.jobs import defer, job
from cocreate.kernel.storage import storage


def discard(keys: Collection[str]) -> None:
    """Delete what is stored under `keys`, after the present transaction; nothing happens when that is undone."""
    if keys:
        defer("delete_files", keys=sorted(keys))


@job("delete_files")
def delete_files(keys: list[str]) -> None:
    """Delete what is stored under `keys`, if anything is."""
    for key in keys:
        storage().delete(key)
