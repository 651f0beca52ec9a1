"""Posts that gather the threads of others: what shows and is followed under them beside their own."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, Select, or_
from sqlalchemy.orm import InstrumentedAttribute

from cocreate.kernel.database import db
from cocreate.posts.models import Post, PostKind

Gathering = Callable[[int], Select[int]]
_gathering: dict[PostKind, Gathering] = {}
_gathered: dict[PostKind, Gathering] = {}


def gathers(kind: PostKind) -> Callable[[Gathering], Gathering]:
    """Register which threads the post of `kind` with a key gathers, as a selection of their keys."""

    def register(find: Gathering) -> Gathering:
        _gathering[kind] = find
        return find

    return register


def gathered(kind: PostKind) -> Callable[[Gathering], Gathering]:
    """Register which post gathers the thread of `kind` with a key, as a selection of its key, or of none."""

    def register(find: Gathering) -> Gathering:
        _gathered[kind] = find
        return find

    return register


def shown_under(thread: Post) -> int:
    """The key of the post under which `thread` shows: that of the one that gathers it, else its own."""
    gatherer = db.session.scalar(_gathered[thread.kind](thread.id)) if thread.kind in _gathered else None
    return gatherer or thread.id


def within(column: InstrumentedAttribute[int], thread: Post) -> ColumnElement[bool]:
    """The condition that `column` names `thread` or one that it gathers."""
    own = column == thread.id
    return or_(own, column.in_(_gathering[thread.kind](thread.id))) if thread.kind in _gathering else own
