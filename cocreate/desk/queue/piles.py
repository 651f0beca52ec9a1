"""What lies in each pile of the queue: cases, appeals, supports, cars to verify, the heaviest and oldest first.

They are of several tables; each is read from an index of its own, and only as far as it is shown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Select,
    Text,
    and_,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)

from cocreate.desk.queue.filtering import PILES, Chosen
from cocreate.ideas.suspicion.models import Suspicion, Voiding, VoidingState
from cocreate.kernel import clock, paging
from cocreate.kernel.database import read, written
from cocreate.kernel.paging import Page
from cocreate.members.models import Member
from cocreate.moderation.appeals.access import is_outside
from cocreate.moderation.appeals.models import Appeal
from cocreate.posts.models import Post
from cocreate.screening.models import Case, Cause
from cocreate.vehicles.models import Dispute, DisputeState, HoldingDocument

PAGE = 30
MOST_COUNTED = 99
# What weighs as much as a case beside them: whoever appeals waits for a person, whoever proves a car for the mark; by
# supports that nobody meant things are decided meanwhile.
APPEAL_WEIGHS, SUPPORTS_WEIGH, CAR_WEIGHS = 2.5, 2.0, 1.0
HELD = (Cause.WORD, Cause.RATE, Cause.TRUST, Cause.PROVIDER, Cause.EDIT)
CASE, APPEAL, DOCUMENT, DISPUTE, SUSPICION, VOIDING = range(6)


class Key(NamedTuple):
    """Something that waits: of which table, by its key, how heavy, since when."""

    table: int
    id: int
    weight: float
    since: datetime


@dataclass(frozen=True)
class _Source:
    """A table of what waits. `open` are the conditions under which a row does, for a reader; `claims`, if any, are the
    columns that tell who has it and until when.
    """

    number: int
    id: Any
    weight: Any
    since: Any
    open: Callable[[Member], Sequence[ColumnElement[bool]]]
    claims: tuple[Any, Any] | None = None


def open_cases(reader: Member) -> list[ColumnElement[bool]]:
    """Nobody reads what is said of themselves, nor decides upon it."""
    own = select(Post.id).where(Post.id == Case.post_id, Post.author_id == reader.id).exists()
    return [Case.closed_at.is_(None), ~own, Case.member_id.is_distinct_from(reader.id)]


def _open_appeals(reader: Member) -> list[ColumnElement[bool]]:
    """An appeal goes to another moderator."""
    return [Appeal.waiting(), is_outside(reader.id)]


def _weighs(weight: float) -> ColumnElement[float]:
    return literal_column(f"{weight}::float8", Float())


_CASES = _Source(CASE, Case.id, Case.weight, Case.opened_at, open_cases, (Case.claimed_by, Case.claimed_until))
_APPEALS = _Source(
    APPEAL, Appeal.id, _weighs(APPEAL_WEIGHS), Appeal.at, _open_appeals, (Appeal.claimed_by, Appeal.claimed_until)
)
_CARS = (
    _Source(DOCUMENT, HoldingDocument.id, _weighs(CAR_WEIGHS), HoldingDocument.sent_at, lambda _reader: ()),
    _Source(
        DISPUTE, Dispute.id, _weighs(CAR_WEIGHS), Dispute.opened_at,
        lambda _reader: (Dispute.state == written(DisputeState.OPEN),),
    ),
)  # fmt: skip
_SUPPORTS = (
    _Source(
        SUSPICION, Suspicion.idea_id, _weighs(SUPPORTS_WEIGH), Suspicion.found_at,
        lambda _reader: (Suspicion.looked_at.is_(None),),
    ),
    _Source(
        VOIDING, Voiding.id, _weighs(SUPPORTS_WEIGH), Voiding.proposed_at,
        lambda reader: (Voiding.state == written(VoidingState.OPEN), Voiding.proposer_id != reader.id),
    ),
)  # fmt: skip
_SOURCES: dict[str, tuple[_Source, ...]] = {
    "all": (_CASES, _APPEALS, *_SUPPORTS, *_CARS),
    "reported": (_CASES,),  # by members, or taken up by a moderator
    "held": (_CASES,),
    "first": (_CASES,),
    "appeals": (_APPEALS,),
    "supports": _SUPPORTS,
    "vehicles": _CARS,
}
_CAUSES = {"reported": (Cause.REPORT, Cause.MODERATOR), "held": HELD, "first": (Cause.FIRST,)}


def keys(chosen: Chosen, reader: Member, cursor: str | None = None, limit: int = PAGE) -> Page[Key]:
    """What lies in the pile `chosen` after `cursor`. One statement."""
    after = paging.decode(cursor, float, datetime, int, int) if cursor else None
    parts = [
        _found(source, chosen, reader, after).limit(limit + 1).subquery().select() for source in _SOURCES[chosen.pile]
    ]
    found = union_all(*parts).subquery()
    query = select(found).order_by(found.c.weight.desc(), found.c.since, found.c.number, found.c.id).limit(limit + 1)
    rows = [Key(row.number, row.id, row.weight, row.since) for row in read(query)]
    return paging.cut(rows, limit, lambda row: (row.weight, row.since, row.table, row.id))


def counts(reader: Member) -> dict[str, int]:
    """How many lie in each pile, up to one more than `MOST_COUNTED`. One statement."""
    numbers = [_number(pile, reader).label(pile) for pile in _SOURCES]
    found = read(select(*numbers)).one()
    return {pile: min(getattr(found, pile), MOST_COUNTED + 1) for pile in _SOURCES}


def waiting(reader: Member) -> ColumnElement[int]:
    """Within a statement: how many lie in the queue, of which each table is read no further than is told."""
    return _number("all", reader)


def waits(reader: Member) -> Select[*tuple[Any, ...]]:
    """The statement for what waits for `reader`, by pile: how many there are, and since when the first of them."""
    parts: list[Select[*tuple[Any, ...]]] = []
    for pile in PILES[1:]:
        each = [_found(source, Chosen(pile), reader, None, ordered=False) for source in _SOURCES[pile]]
        found = union_all(*each).subquery()
        name: ColumnElement[str] = literal_column(f"'{pile}'", Text())
        parts.append(select(name.label("pile"), func.count().label("number"), func.min(found.c.since).label("since")))
    return select(union_all(*parts).subquery())


def _number(pile: str, reader: Member) -> ColumnElement[int]:
    total: ColumnElement[int] = literal_column("0")
    for source in _SOURCES[pile]:
        some = _found(source, Chosen(pile), reader, None, ordered=False).limit(MOST_COUNTED + 1).subquery()
        total = total + select(func.count()).select_from(some).scalar_subquery()
    return total


def _found(
    source: _Source, chosen: Chosen, reader: Member, after: tuple[Any, ...] | None, *, ordered: bool = True
) -> Select[*tuple[Any, ...]]:
    """The keys of what waits in `source`, of a pile and from a place on."""
    number: ColumnElement[int] = literal_column(str(source.number), Integer())
    query = select(
        number.label("number"), source.id.label("id"), source.weight.label("weight"), source.since.label("since")
    ).where(*source.open(reader))
    if chosen.pile in _CAUSES:
        query = query.where(Case.causes.overlap([cause.value for cause in _CAUSES[chosen.pile]]))
    if chosen.whose:
        query = query.where(_held_by(source, chosen.whose, reader))
    if after is not None:
        weight, *place = after
        later = tuple_(source.since, number, source.id) > tuple_(*place)
        query = query.where(or_(source.weight < weight, and_(source.weight == weight, later)))
    heaviest = () if source is not _CASES else (source.weight.desc(),)  # the others weigh the same, all of them
    return query.order_by(*heaviest, source.since, source.id) if ordered else query


def _held_by(source: _Source, whose: str, reader: Member) -> ColumnElement[bool]:
    """The condition that a row of `source` is the reader's, or nobody else's."""
    if source.claims is None:
        return literal_column("true" if whose == "free" else "false")
    holder, until = source.claims
    is_held = and_(holder.is_not(None), until > clock.now())
    return and_(is_held, holder == reader.id) if whose == "mine" else or_(~is_held, holder == reader.id)
