"""The file of an export where it is kept: in pieces, each sealed, since everything of a member is in it."""

import secrets
from collections.abc import Collection, Iterator
from typing import IO

from sqlalchemy import delete, select

from cocreate.accounts.leaving.models import Export
from cocreate.kernel import sealing
from cocreate.kernel.database import db
from cocreate.kernel.discarding import discard, sweeps
from cocreate.kernel.storage import storage

PREFIX = "exports/"
PIECE = 4 * 1024 * 1024  # bytes


def new_key() -> str:
    """What the keys of the pieces of one file begin with; nobody guesses it."""
    return f"{PREFIX}{secrets.token_hex(16)}"


def store(key: str, file: IO[bytes]) -> int:
    """Keep what is in `file` under `key`; how many pieces that took."""
    count = 0
    while piece := file.read(PIECE):
        storage().put(_piece(key, count), sealing.seal_bytes(piece))
        count += 1
    return count


def read(export: Export) -> Iterator[bytes]:
    """The file of `export`, piece by piece; raises ``NotStoredError`` where one is missing."""
    for number in range(export.parts):
        yield sealing.unseal_bytes(storage().get(_piece(export.key, number)))


def forget_file(member_id: int) -> None:
    """Delete the member's file, if there is one: the row now, the pieces once that is certain."""
    gone = delete(Export).where(Export.member_id == member_id).returning(Export.key, Export.parts)
    for key, parts in db.session.execute(gone).all():
        discard([_piece(key, number) for number in range(parts)])


@sweeps(PREFIX)
def named(keys: Collection[str]) -> set[str]:
    """Those of the storage `keys` that are pieces of a file that is still there."""
    by_file = {key.rpartition("/")[0] for key in keys}
    kept = db.session.scalars(select(Export).where(Export.key.in_(by_file)))
    return {_piece(export.key, number) for export in kept for number in range(export.parts)}


def _piece(key: str, number: int) -> str:
    return f"{key}/{number:05d}.sealed"
