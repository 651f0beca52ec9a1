"""Finding posts.

A search ranks the newest `CONSIDERED` posts that match and that the reader may see, so that no word, however common,
costs more than that many. They are put in order by

    text · (1 + ln(1 + supports) / 10) · (1 + 2^(-age / `HALF_LIFE`))

where text is PostgreSQL's cover density (``ts_rank_cd``: the closer together the words stand, and the weightier the
places, the higher), brought between 0 and 1 by x / (x + 1). A new post counts up to twice as much as an old one, a
hundred supports half as much again as none: both decide between posts that say it about equally well. Where no words
are asked for, text is 1.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, cast, func, literal, literal_column, select, true
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import aliased

from cocreate.kernel import clock
from cocreate.kernel.database import Instant, read
from cocreate.members.models import Member
from cocreate.members.queries import folded
from cocreate.posts.access import audiences, listed
from cocreate.posts.models import Post
from cocreate.posts.search import sources
from cocreate.posts.search.matching import Query
from cocreate.posts.search.models import SearchEntry

CONSIDERED = 1000
HALF_LIFE = timedelta(days=180)
FEW = 3  # hits below which posts with only some of the words are found too
# Weights of labels, text, tags and title.
_WEIGHTS: ColumnElement[Any] = literal_column("'{0, 0.2, 0.6, 1}'::real[]")
_BETWEEN_0_AND_1: ColumnElement[int] = literal_column("32")  # the normalisation x / (x + 1)


class Finding(NamedTuple):
    """The keys of the posts found, in order, `CONSIDERED` at most. `loose`: some hold only some of the words."""

    posts: list[int]
    loose: bool


def find(query: Query, reader: Member | None, *, newest: bool = False) -> Finding:
    """The posts `query` finds in the lists `reader` reads, the best (or the `newest`) first. At most two statements."""
    if not query:
        return Finding([], loose=False)
    found = _find(query, query.all, query.ranked, reader, newest)
    if len(found) >= FEW or query.some == query.all:
        return Finding(found, loose=False)
    more = _find(query, query.some, query.ranked_loosely, reader, newest)
    return Finding(more, loose=True) if len(more) > len(found) else Finding(found, loose=False)


def holds(query: Query) -> ColumnElement[bool]:
    """Within a statement about posts: that the post is found by everything `query` asks for."""
    entry = select(SearchEntry.post_id).where(SearchEntry.post_id == Post.id, _matches(query.all))
    return entry.exists() & _by_authors(query) if query else true()


def _find(query: Query, asked: str, ranked: str, reader: Member | None, newest: bool) -> list[int]:
    thread, meant_for = aliased(Post), audiences(reader)
    matching = (
        select(SearchEntry.post_id, SearchEntry.at, SearchEntry.vector)
        .join(Post, Post.id == SearchEntry.post_id)
        .join(thread, thread.id == SearchEntry.thread_id)
        .where(_matches(asked), listed(meant_for), listed(meant_for, thread), _by_authors(query))
        .order_by(SearchEntry.at.desc(), SearchEntry.post_id.desc())
        .limit(literal_column(str(CONSIDERED)))
        .subquery()
    )
    order = [matching.c.at.desc(), matching.c.post_id.desc()]
    if not newest:
        order.insert(0, _score(matching.c, ranked).desc())
    statement: Select[int] = select(matching.c.post_id).order_by(*order)
    return list(read(statement).scalars())


def _score(entry: Any, ranked: str) -> ColumnElement[Any]:
    """The formula above."""
    supports = func.coalesce(*sources.weights(entry.post_id), literal_column("0"))
    age = func.greatest(func.extract("epoch", literal(clock.now(), Instant()) - entry.at), literal_column("0"))
    score = (1 + func.ln(1 + supports) / 10) * (1 + func.power(2.0, -age / HALF_LIFE.total_seconds()))
    if ranked:
        score = score * func.ts_rank_cd(_WEIGHTS, entry.vector, _tsquery(ranked), _BETWEEN_0_AND_1)
    return score


def _matches(asked: str) -> ColumnElement[bool]:
    return SearchEntry.vector.bool_op("@@")(_tsquery(asked)) if asked else true()


def _by_authors(query: Query) -> ColumnElement[bool]:
    """That the author is one of those asked for, and none of the others."""
    condition: ColumnElement[bool] = true()
    if query.authors:
        condition &= Post.author_id.in_(_named(query.authors))
    if query.not_authors:
        condition &= Post.author_id.not_in(_named(query.not_authors))
    return condition


def _named(names: Collection[str]) -> Select[int]:
    return select(Member.id).where(Member.name_folded.in_([folded(name) for name in names]))


def _tsquery(asked: str) -> ColumnElement[Any]:
    """`asked`, written into the statement: the database must know how common its words are to choose its plan."""
    return cast(bindparam(None, asked, literal_execute=True), TSQUERY)
