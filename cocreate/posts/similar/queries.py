"""Which posts are most alike to a text. Formula and measurements: docs/decisions/0015-similar.md."""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import BindParameter, Select, Text, bindparam, case, cast, func, literal_column, not_, select, true
from sqlalchemy.dialects.postgresql import ARRAY, DOUBLE_PRECISION, TSQUERY, TSVECTOR

from cocreate.kernel.database import read
from cocreate.members.models import Member
from cocreate.posts.access import audiences, listed
from cocreate.posts.models import Audience, Post, PostKind
from cocreate.posts.search.entries import TAG, TITLE
from cocreate.posts.search.labels import label, quoted
from cocreate.posts.search.models import SearchEntry
from cocreate.posts.similar import counts
from cocreate.posts.similar.asking import Concept, concepts
from cocreate.posts.similar.models import EVERY

MOST = 5
# What a concept counts by the place where a post has it, in all of its text.
IN_TITLE, IN_TAGS, IN_TEXT = 1.0, 0.8, 0.5
RARITY = 1.5  # the power of idf: between once, as in BM25, and twice, as in the cosine of two weighted vectors
ASKED = 32  # concepts at most, those that tell most
LOOKED_AT = 1000  # posts at most: what a search costs does not grow with the site
_GIVEN = {"value": DOUBLE_PRECISION, "anywhere": Text, "in_tags": Text, "in_title": Text}
LEAST = 0.05  # of what a post would be worth that has everything asked for in its title


def nearest(
    title: str, body: str, reader: Member | None, *, kind: PostKind = PostKind.IDEA, besides: int = 0, most: int = MOST
) -> list[int]:
    """The keys of at most `most` posts of `kind` that say what `title` and `body` do, the most alike first.

    Only what `reader` finds in lists; the post with the key `besides` is left out. Two statements, whatever there is.
    """
    asked = concepts(title, body)
    if not asked:
        return []
    known = counts.of({word for concept in asked for word in concept.words})
    valued = sorted(((_value(concept, known), concept) for concept in asked), key=itemgetter(0), reverse=True)[:ASKED]
    values = [value for value, _concept in valued]
    found = read(
        _nearest(audiences(reader)),
        {
            "likely": f"({_any(_likely(valued, known))}) & {quoted(label('kind', kind.value))}",
            "looked_at": LOOKED_AT,
            "besides": besides,
            "value": values,
            "anywhere": [_any(concept.words) for _value, concept in valued],
            "in_tags": [_any(concept.words, TITLE + TAG) for _value, concept in valued],
            "in_title": [_any(concept.words, TITLE) for _value, concept in valued],
            "least": LEAST * sum(values),
            "most": most,
        },
    )
    return [row.post_id for row in found]


def _value(concept: Concept, known: Mapping[str, int]) -> float:
    """What it tells that a post has `concept`: the rarer, the more (inverse document frequency as in BM25)."""
    holding = _holding(concept, known)
    others = max(0, known.get(EVERY, 0) - holding)
    return concept.weight * math.pow(math.log(1 + (others + 0.5) / (holding + 0.5)), RARITY)


def _holding(concept: Concept, known: Mapping[str, int]) -> int:
    """In how many posts any word of `concept` stands, at most."""
    return sum(known.get(word, 0) for word in concept.words)


def _likely(valued: Sequence[tuple[float, Concept]], known: Mapping[str, int]) -> set[str]:
    """The words of which a post must have one to be looked at: the most telling ones, while they are rare together."""
    chosen: set[str] = set()
    room = LOOKED_AT
    for _value_of_it, concept in valued:
        holding = _holding(concept, known)
        if holding <= room or not chosen:
            chosen |= concept.words
            room -= holding
    return chosen


def _any(words: Iterable[str], places: str = "") -> str:
    """A query for any of `words`, in the `places` with these weights only."""
    return " | ".join(f"{quoted(word)}:{places}" if places else quoted(word) for word in words)


@cache
def _nearest(meant_for: tuple[Audience, ...]) -> Select[int]:
    """The statement behind `nearest`. Building it anew costs more than the database takes for it.

    Of more than `LOOKED_AT` posts that are likely, as where the most telling word is a common one, any are looked at:
    to choose among them would mean to read them all.
    """
    columns: list[BindParameter[Any]] = [bindparam(name, type_=ARRAY(kind)) for name, kind in _GIVEN.items()]
    given = func.unnest(*columns).table_valued(*_GIVEN).render_derived()
    queries = (cast(given.c[name], TSQUERY).label(name) for name in _GIVEN if name != "value")
    asked = select(given.c.value, *queries).cte("asked").prefix_with("MATERIALIZED")
    # The weight of no word at all is set: that copies a vector unpacked, where each of the many looks at it as it lies
    # on the disk would unpack it anew.
    vector = func.setweight(SearchEntry.vector, literal_column("'A'"), literal_column("'{}'::text[]"), type_=TSVECTOR)
    likely = (
        select(SearchEntry.post_id, vector.label("vector"))
        .join(Post, Post.id == SearchEntry.post_id)
        .where(SearchEntry.vector.bool_op("@@")(cast(bindparam("likely"), TSQUERY)), listed(meant_for))
        .where(SearchEntry.post_id != bindparam("besides"))
        .limit(bindparam("looked_at"))
        .cte("likely")
        .prefix_with("MATERIALIZED")
    )
    has = likely.c.vector.bool_op("@@")
    place = case(
        (not_(has(asked.c.anywhere)), 0.0), (has(asked.c.in_title), IN_TITLE), (has(asked.c.in_tags), IN_TAGS),
        else_=IN_TEXT,
    )  # fmt: skip
    said = select(func.sum(asked.c.value * place).label("score")).lateral("said")
    return (
        select(likely.c.post_id)
        .join(said, true())
        .where(said.c.score >= bindparam("least"))
        .order_by(said.c.score.desc(), likely.c.post_id)
        .limit(bindparam("most"))
    )
