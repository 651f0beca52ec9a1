"""What the entries of posts must be, made from the posts and what the features tell of them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import func, select

from cocreate.kernel.database import db
from cocreate.kernel.text import plain
from cocreate.posts.models import Post, PostKind
from cocreate.posts.queries import told_tags
from cocreate.posts.search import sources
from cocreate.posts.search.labels import label, quoted
from cocreate.posts.search.sources import Told
from cocreate.posts.search.tokens import LAST_POSITION, placed

TITLE, TAG, TEXT = "A", "B", "C"
_MOST_PLACES = 256  # PostgreSQL keeps no more of one lexeme
_NOTHING = Told()
_POSTS = select(
    Post.id,
    Post.kind,
    Post.title,
    Post.body,
    told_tags(Post.id.expression).label("tags"),
    func.coalesce(Post.published_at, Post.created_at).label("at"),
).order_by(Post.kind, Post.id)


class Entry(NamedTuple):
    """A row of ``search_entries``; the vector as PostgreSQL reads it."""

    post_id: int
    thread_id: int
    at: datetime
    vector: str


def made(post_ids: Collection[int]) -> list[Entry]:
    """The entries that these posts must have; none for what is not to be found."""
    rows = db.session.execute(_POSTS.where(Post.id.in_(post_ids))).all()
    return [
        entry for kind, together in groupby(rows, key=lambda row: row.kind) for entry in _of_kind(kind, list(together))
    ]


def vector(parts: Iterable[tuple[str, str]], labels: Iterable[str]) -> str:
    """The vector of `parts`, each a weight and a text without Markdown, and of `labels`.

    Places go on from one part to the next with a gap between, so that no phrase reaches across.
    """
    places: dict[str, list[str]] = {}
    start = 0
    for weight, text in parts:
        position = start
        for token in placed(text):
            position = start + token.position
            if position > LAST_POSITION:
                break
            held = places.setdefault(token.text, [])
            if len(held) < _MOST_PLACES:
                held.append(f"{position}{weight}")
        start = position + 1
    lexemes = [f"{quoted(token)}:{','.join(held)}" for token, held in places.items()]
    return " ".join([*lexemes, *(quoted(label) for label in labels)])


def _of_kind(kind: PostKind, rows: Sequence[Any]) -> list[Entry]:
    told = sources.told(kind, [row.id for row in rows])
    return [
        Entry(row.id, one.thread_id or row.id, row.at, vector(_parts(row, one), _labels(row, one)))
        for row in rows
        if not (one := told.get(row.id, _NOTHING)).absent
    ]


def _parts(row: Any, told: Told) -> list[tuple[str, str]]:
    titles = [title for title in (row.title, *told.titles) if title]
    texts = (row.body, *told.texts, *told.also)
    parts = [*((TITLE, title) for title in titles), *((TAG, tag) for tag in row.tags or ())]
    return [*parts, *((TEXT, plain(text)) for text in texts)]


def _labels(row: Any, told: Told) -> list[str]:
    tags = (label("tag", tag) for tag in row.tags or ())
    return list(dict.fromkeys([label("kind", row.kind.value), *tags, *told.labels]))
