"""Finding posts.

A search ranks the newest `CONSIDERED` posts that match and that the reader may see, so that no word, however common,
costs more than that many. They are put in order by

    text · (1 + ln(1 + supports) / 10) · (1 + 2^(-age / `HALF_LIFE`))

where text is PostgreSQL's cover density (``ts_rank_cd``: the closer together the words stand, and the weightier the
places, the higher), brought between 0 and 1 by x / (x + 1). A new post counts up to twice as much as an old one, a
hundred supports half as much again as none: both decide between posts that say it about equally well. Where no words
are asked for, text is 1. Posts that hold only some of the words come after those that hold all; their text is
``ts_rank``, which grows with the number of words that are there.
"""

from collections.abc import Collection
from datetime import timedelta
from functools import cache, partial
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    Text,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import aliased

from cocreate.kernel import clock
from cocreate.kernel.database import Instant, read
from cocreate.members.models import Member
from cocreate.members.queries import folded
from cocreate.posts.access import audiences, listed
from cocreate.posts.models import Audience, Post
from cocreate.posts.search import asking, matching, sources
from cocreate.posts.search.matching import Query
from cocreate.posts.search.models import SearchEntry

CONSIDERED = 1000
HALF_LIFE = timedelta(days=180)
FEW = 3  # hits below which posts with only some of the words are found too
# Weights of labels, text, tags and title.
_WEIGHTS: ColumnElement[Any] = literal_column("'{0, 0.2, 0.6, 1}'::real[]")
# A value written into the statement: the database must know how common words are to choose its plan.
_value = partial(bindparam, type_=Text(), literal_execute=True)
_BETWEEN_0_AND_1: ColumnElement[int] = literal_column("32")  # the normalisation x / (x + 1)


class Finding(NamedTuple):
    """The keys of the posts found, in order, `CONSIDERED` at most. `loose`: some hold only some of the words."""

    posts: list[int]
    loose: bool


def find(query: Query, reader: Member | None, *, newest: bool = False) -> Finding:
    """The posts `query` finds in the lists `reader` reads, the best (or the `newest`) first.

    At most two statements, and one for each of the names of authors asked for or kept out.
    """
    if not query:
        return Finding([], loose=False)
    values = _values(query)
    found = _find(values, query.all, query.ranked, reader, newest)
    if len(found) >= FEW or query.some == query.all:
        return Finding(found, loose=False)
    some = _find(values, query.some, query.ranked_loosely, reader, newest, loose=True)
    more = list(dict.fromkeys([*found, *some]))
    return Finding(more, loose=len(more) > len(found))


def asked(q: str) -> dict[str, Any]:
    """What narrows a list of posts to what is typed as `q`, as far as it asks for anything: ``words`` for `is_found`,
    and the keys of ``authors`` and ``not_authors``. One statement for each thing that is asked by name."""
    query = matching.query(asking.read(q))
    return _values(query) | ({"words": query.all} if query.all else {})


def is_found(post_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Within a statement: that a post is found by the value called ``words``."""
    return exists().where(SearchEntry.post_id == post_id, _CONDITIONS["words"])


def _values(query: Query) -> dict[str, Any]:
    """The keys of the authors that are asked for, or kept out."""
    named = {"authors": query.authors, "not_authors": query.not_authors}
    return {name: _called(names) for name, names in named.items() if names}


def _called(names: Collection[str]) -> list[int]:
    """The keys of the members called one of `names`."""
    query = select(Member.id).where(Member.name_folded.in_([folded(name) for name in names]))
    return list(read(query).scalars())


def _find(
    values: dict[str, Any], words: str, ranked: str, reader: Member | None, newest: bool, loose: bool = False
) -> list[int]:
    texts = {name: text for name, text in (("words", words), ("ranked", "" if newest else ranked)) if text}
    statement = _statement((*values, *texts), audiences(reader), newest, loose)
    return list(read(statement, values | texts | {"now": clock.now()}).scalars())


@cache
def _statement(said: tuple[str, ...], meant_for: tuple[Audience, ...], newest: bool, loose: bool) -> Select[int]:
    """The statement behind `find` where the values called as `said` are given."""
    thread = aliased(Post)
    matches = [condition for name, condition in _CONDITIONS.items() if name in said]
    newest_matches = (
        select(SearchEntry.post_id, SearchEntry.at)
        .join(Post, Post.id == SearchEntry.post_id)
        .join(thread, thread.id == SearchEntry.thread_id)
        .where(*matches, listed(meant_for), listed(meant_for, thread))
        .order_by(SearchEntry.at.desc(), SearchEntry.post_id.desc())
        .limit(literal_column(str(CONSIDERED)))
        .subquery()
    )
    found = newest_matches.c
    order = [found.at.desc(), found.post_id.desc()]
    statement: Select[int] = select(found.post_id)
    if not newest:
        statement = statement.join(SearchEntry, SearchEntry.post_id == found.post_id)
        order.insert(0, _score("ranked" in said, func.ts_rank if loose else func.ts_rank_cd).desc())
    return statement.order_by(*order)


def _score(by_words: bool, density: Any) -> ColumnElement[Any]:
    """The formula above, of an entry."""
    supports = func.coalesce(*sources.weights(SearchEntry.post_id), literal_column("0"))
    age = func.greatest(func.extract("epoch", bindparam("now", type_=Instant()) - SearchEntry.at), literal_column("0"))
    score = (1 + func.ln(1 + supports) / 10) * (1 + func.power(2.0, -age / HALF_LIFE.total_seconds()))
    text = density(_WEIGHTS, SearchEntry.vector, cast(_value("ranked"), TSQUERY), _BETWEEN_0_AND_1)
    return score * text if by_words else score


_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "words": SearchEntry.vector.bool_op("@@")(cast(_value("words"), TSQUERY)),
    "authors": Post.author_id.in_(bindparam("authors", expanding=True)),
    "not_authors": Post.author_id.not_in(bindparam("not_authors", expanding=True)),
}
