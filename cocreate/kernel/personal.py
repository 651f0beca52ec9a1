"""What the site holds of people, declared column by column, and what becomes of it when a member is erased.

Every package that has tables says it of each of their columns in its ``privacy.py``; a test holds that against the
database. Said of are columns that name a member, and columns that can hold words.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Select

from cocreate.kernel.database import db


class Fate(StrEnum):
    """What erasure does: delete the rows of a member; empty the value; whichever of that and nothing the member chose
    for their posts; nothing."""

    DELETED = "deleted"
    EMPTIED = "emptied"
    CHOSEN = "chosen"
    KEPT = "kept"


class Held(NamedTuple):
    """What becomes of a column, and why."""

    fate: Fate
    why: str


# What is taken along: names and values, some of them instants and days.
Row = dict[str, Any]
# By "table.column".
Columns = Mapping[str, Held]


def deleted(table: str, columns: str, why: str) -> Columns:
    """The `columns` (names with spaces between) of rows that go with the member."""
    return _held(table, columns, Fate.DELETED, why)


def emptied(table: str, columns: str, why: str) -> Columns:
    """The `columns` that are empty afterwards, in rows that stay."""
    return _held(table, columns, Fate.EMPTIED, why)


def chosen(table: str, columns: str, why: str) -> Columns:
    """The `columns` of posts: they stay with what the member has published, unless they chose otherwise."""
    return _held(table, columns, Fate.CHOSEN, why)


def kept(table: str, columns: str, why: str) -> Columns:
    """The `columns` that stay as they are."""
    return _held(table, columns, Fate.KEPT, why)


def rows(query: Select[*tuple[Any, ...]]) -> list[Row]:
    """What `query` finds, each row by the names of its columns."""
    return [dict(found) for found in db.session.execute(query).mappings()]


def _held(table: str, columns: str, fate: Fate, why: str) -> Columns:
    return {f"{table}.{column}": Held(fate, why) for column in columns.split()}
