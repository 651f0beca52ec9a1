"""Watched words for their pages and files."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_

from cocreate.kernel.database import db
from cocreate.kernel.paging import Page, cut, decode
from cocreate.screening.words.folding import SEPARATORS, fold
from cocreate.screening.words.models import WatchedWord, WordAction, WordHits

SORTS = ("new", "met")
PAGE, PART = 50, 2_000  # rows of a page, and of a part of a file


class Row(NamedTuple):
    """A watched word as it is listed."""

    id: int
    public_id: str
    pattern: str
    action: WordAction
    value: str
    hits: int
    last_at: datetime | None


class Chosen(NamedTuple):
    """Which words are listed: those that hold `q`, those of an `action`; the newest or those met most first."""

    q: str = ""
    action: WordAction | None = None
    sort: str = "new"


def page(chosen: Chosen, cursor: str | None) -> Page[Row]:
    """The words of `chosen`, in its order. One statement. Raises `Invalid` for a bad cursor."""
    hits = func.coalesce(WordHits.hits, 0)
    query = _rows(hits).where(*_conditions(chosen)).limit(PAGE + 1)
    if chosen.sort == "met":
        query = query.order_by(hits.desc(), WatchedWord.id.desc())
        if cursor:
            query = query.where(tuple_(hits, WatchedWord.id) < tuple_(*decode(cursor, int, int)))
        return cut(_read(query), PAGE, lambda row: (row.hits, row.id))
    query = query.order_by(WatchedWord.id.desc())
    if cursor:
        query = query.where(WatchedWord.id < decode(cursor, int)[0])
    return cut(_read(query), PAGE, lambda row: (row.id,))


def count() -> int:
    """How many words there are."""
    return db.session.scalar(select(func.count()).select_from(WatchedWord)) or 0


def every() -> Iterator[Row]:
    """All words in the order in which they were added, read in parts."""
    last = 0
    while part := _read(_rows().where(WatchedWord.id > last).order_by(WatchedWord.id).limit(PART)):
        yield from part
        last = part[-1].id


def by_public_id(public_id: str) -> WatchedWord | None:
    """The word with `public_id`."""
    return db.session.scalar(select(WatchedWord).where(WatchedWord.public_id == public_id))


def hits(word: WatchedWord) -> tuple[int, datetime | None]:
    """How many texts had `word`, and when the last one did."""
    found = db.session.get(WordHits, word.id)
    return (found.hits, found.last_at) if found else (0, None)


def _rows(hits: ColumnElement[int] | None = None) -> Select[*tuple[Any, ...]]:
    columns = (WatchedWord.id, WatchedWord.public_id, WatchedWord.pattern, WatchedWord.action, WatchedWord.value)
    met = func.coalesce(WordHits.hits, 0) if hits is None else hits
    return select(*columns, met, WordHits.last_at).outerjoin(WordHits, WordHits.word_id == WatchedWord.id)


def _read(query: Select[*tuple[Any, ...]]) -> list[Row]:
    return [Row(*row) for row in db.session.execute(query)]


def _conditions(chosen: Chosen) -> Iterator[ColumnElement[bool]]:
    if chosen.action is not None:
        yield WatchedWord.action == chosen.action
    if chosen.q:
        folded = "".join(" " if letter in SEPARATORS else letter for letter in fold(chosen.q).text)
        alike = [WatchedWord.pattern.icontains(chosen.q, autoescape=True)]
        if folded.strip():
            alike.append(WatchedWord.folded.contains(folded, autoescape=True))
        yield or_(*alike)
