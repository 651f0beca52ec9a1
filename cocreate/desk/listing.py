"""What the inbox reads: the ideas of a pile, what the desk knows of each, and how many lie in every pile."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, literal_column, select, tuple_

from cocreate.desk.filtering import NOBODY, YES, Filter
from cocreate.desk.piles import COUNTED, OWED, PILES, Pile
from cocreate.ideas import queries as ideas
from cocreate.ideas.models import Idea
from cocreate.ideas.queries import IdeaRow
from cocreate.ideas.responses.models import Response, ResponseKind, ResponseState
from cocreate.ideas.triage.models import Department, Triage
from cocreate.kernel import clock, paging
from cocreate.kernel.database import read, written
from cocreate.kernel.paging import Page
from cocreate.members.models import Member
from cocreate.posts.access import listed_for, visible_to
from cocreate.posts.models import Post

PAGE = 30
MOST_COUNTED = 20


class Key(NamedTuple):
    """An idea by its two keys."""

    id: int
    public_id: str


@dataclass(frozen=True)
class DeskRow:
    """An idea as it lies in the inbox. `answer_due_at` is when its first answer is due while that is missing."""

    idea: IdeaRow
    department: str | None
    lead: str | None
    due_on: date | None
    overdue: bool
    answer_due_at: datetime | None
    late: bool
    paused: bool


def page(chosen: Filter, reader: Member, locale: str, cursor: str | None = None, limit: int = PAGE) -> Page[DeskRow]:
    """The ideas of `chosen` after `cursor`: three statements for any number, and one for a tag, model, lead…"""
    found = keys(chosen, reader, cursor, limit)
    return Page(_rows(found.items, reader, locale), found.next_cursor)


def keys(chosen: Filter, reader: Member, cursor: str | None = None, limit: int = PAGE) -> Page[Key]:
    """The keys of the ideas of `chosen` after `cursor`, in the order of its pile."""
    pile = PILES[chosen.pile]
    narrowing, values = _narrowing(chosen)
    query = _of(pile, reader).where(*narrowing).add_columns(*pile.columns)
    if cursor:
        after, place = tuple_(*paging.decode(cursor, *pile.kinds)), tuple_(*pile.columns)
        query = query.where(place < after if pile.latest_first else place > after)
    query = query.order_by(*pile.sorting).limit(literal_column(str(limit + 1)))
    rows = read(query, values).all()
    return paging.cut(rows, limit, lambda row: tuple(row[2:])).map(lambda row: Key(row[0], row[1]))


def counts(reader: Member) -> dict[str, int]:
    """How many ideas lie in each pile, up to one more than `MOST_COUNTED`. One statement."""
    numbers = [_bounded(_of(PILES[key], reader).where(ideas.UNMERGED)).label(key) for key in COUNTED]
    return dict(zip(COUNTED, read(select(*numbers)).one(), strict=True))


def unanswered(reader: Member) -> int:
    """How many ideas wait for their first answer, up to one more than `MOST_COUNTED`. One statement."""
    return int(read(select(unanswered_number(reader))).scalar_one())


def unanswered_number(reader: Member) -> ColumnElement[int]:
    """The same within a statement."""
    return _bounded(_of(PILES["unanswered"], reader).where(ideas.UNMERGED))


def _of(pile: Pile, reader: Member) -> Select[*tuple[Any, ...]]:
    """The keys of everything in `pile`."""
    query = select(Idea.id, Post.public_id).select_from(Idea).join(Post, Post.id == Idea.id)
    if pile.joined is not None:
        query = query.join(pile.joined, pile.joined.idea_id == Idea.id)
    seen = visible_to(reader) if pile.hidden else listed_for(reader)
    return query.where(seen, *pile.conditions(reader))


def _bounded(query: Select[*tuple[Any, ...]]) -> ColumnElement[int]:
    """How many rows `query` finds, of which it looks for no more than is told."""
    some = query.with_only_columns(Idea.id).limit(literal_column(str(MOST_COUNTED + 1))).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def _narrowing(chosen: Filter) -> tuple[list[ColumnElement[bool]], dict[str, Any]]:
    """The conditions of `chosen` beside its pile, and the values they take."""
    about = ideas.Filter(kind=chosen.kind, stage=chosen.stage, status=chosen.status, model=chosen.model, tag=chosen.tag)
    conditions, values = ideas.narrowed(about)
    if chosen.department:
        conditions.append(_driven(Triage.department_id, select(Department.id), Department, chosen.department))
    if chosen.lead:
        conditions.append(_driven(Triage.lead_id, select(Member.id), Member, chosen.lead))
    if chosen.safety:
        conditions.append(and_(Idea.safety))
    if chosen.answered:
        promised = (Response.idea_id == Idea.id, Response.kind == written(ResponseKind.ANSWER))
        met = Response.met_at.is_not(None) if chosen.answered == YES else Response.met_at.is_(None)
        conditions.append(exists().where(*promised, met).correlate(Idea))
    return conditions, values


def _driven(column: Any, ids: Select[*tuple[int]], table: Any, public_id: str) -> ColumnElement[bool]:
    """That an idea is driven by whoever `public_id` names in `table`, or by nobody."""
    kept = exists().where(Triage.idea_id == Idea.id).correlate(Idea)
    if public_id == NOBODY:
        return ~kept.where(column.is_not(None))
    found = read(ids.where(table.public_id == public_id)).scalar()
    return kept.where(column == bindparam(None, found or 0, literal_execute=True))


def _rows(found: Sequence[Key], reader: Member, locale: str) -> list[DeskRow]:
    ids = [key.id for key in found]
    shown = {row.public_id: row for row in ideas.waiting(Idea.id.in_(ids), Idea.id, reader, locale, len(ids))}
    known = _known(ids)
    return [_row(shown[key.public_id], known[key.id], locale) for key in found if key.public_id in shown]


def _known(ids: Collection[int]) -> dict[int, Any]:
    """What the desk knows of each idea of `ids`. One statement."""
    lead = Member.__table__.alias("leading")
    answer = and_(Response.idea_id == Idea.id, *OWED[:2])
    query = (
        select(
            Idea.id, Department.name_zh, Department.name_en, lead.c.name.label("lead"), Triage.due_on,
            Response.due_at, Response.state,
        )
        .select_from(Idea)
        .outerjoin(Triage, Triage.idea_id == Idea.id)
        .outerjoin(Department, Department.id == Triage.department_id)
        .outerjoin(lead, lead.c.id == Triage.lead_id)
        .outerjoin(Response, answer)
        .where(Idea.id.in_(ids))
    )  # fmt: skip
    return {row.id: row for row in read(query)}


def _row(idea: IdeaRow, known: Any, locale: str) -> DeskRow:
    now = clock.now()
    going_on = idea.status.category in ("open", "active")
    paused = known.state is ResponseState.PAUSED
    return DeskRow(
        idea=idea,
        department=known.name_zh if locale == "zh" else known.name_en,
        lead=known.lead,
        due_on=known.due_on,
        overdue=going_on and known.due_on is not None and known.due_on < clock.local_day(now),
        answer_due_at=known.due_at,
        late=known.due_at is not None and not paused and known.due_at <= now,
        paused=paused,
    )
