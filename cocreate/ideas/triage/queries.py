"""What the desk knows of ideas, as pages show it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from markupsafe import Markup
from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select
from sqlalchemy.orm import joinedload

from cocreate.ideas import statuses
from cocreate.ideas.models import Idea
from cocreate.ideas.statuses import StatusView
from cocreate.ideas.targets.windows import Window
from cocreate.ideas.triage.access import MAY_LEAD
from cocreate.ideas.triage.models import Department, Note, ScheduledChange, ScheduledState, Triage
from cocreate.kernel import text
from cocreate.kernel.database import db, read
from cocreate.members import queries as members
from cocreate.members.models import EVERYWHERE, Member, MemberState, RoleGrant
from cocreate.members.queries import Person, person

NOTES = 100


class Driver(NamedTuple):
    """Who drives an idea, as everybody may know once it was taken on."""

    department: str | None
    lead: Person | None


@dataclass(frozen=True)
class NoteView:
    """A note of the team, and where the idea was forwarded with it."""

    html: Markup
    author: Person
    forwarded_to: str | None
    at: datetime


@dataclass(frozen=True)
class ScheduledView:
    """A change under embargo; `problem` is the code of what stood against one that failed."""

    to_status: StatusView
    html: Markup
    target: str | None
    actor: Person
    publish_at: datetime
    state: str
    problem: str


@dataclass(frozen=True)
class Kept:
    """Everything the desk keeps of one idea."""

    department: str
    lead: str
    due_on: date | None
    ticket: str
    notes: list[NoteView]
    scheduled: ScheduledView | None


def kept(idea: Idea, locale: str) -> Kept:
    """What the desk keeps of `idea`; department and lead by public id. Three statements."""
    query = select(Triage).where(Triage.idea_id == idea.id)
    row = db.session.scalar(query.options(joinedload(Triage.department), joinedload(Triage.lead)))
    return Kept(
        department=row.department.public_id if row and row.department else "",
        lead=row.lead.public_id if row and row.lead else "",
        due_on=row.due_on if row else None,
        ticket=row.ticket if row else "",
        notes=_notes(idea, locale),
        scheduled=_scheduled(idea, locale),
    )


def drivers(ids: Collection[int], locale: str) -> dict[int, Driver]:
    """Who drives each of the ideas `ids`, as far as that is decided. One statement."""
    query = _drivers().add_columns(Triage.idea_id).where(Triage.idea_id.in_(ids))
    found = {row.idea_id: driver(row[0], locale) for row in read(query)} if ids else {}
    return {idea_id: each for idea_id, each in found.items() if each}


def told_driver(idea_id: ColumnElement[int]) -> ScalarSelect[list[Any]]:
    """Within a statement: who drives an idea, as what `driver` takes; null where nothing is kept of it."""
    return _drivers().where(Triage.idea_id == idea_id).scalar_subquery()


def driver(found: list[Any] | None, locale: str) -> Driver | None:
    """Who `told_driver` found, in the language `locale`; None where it is not decided."""
    name_zh, name_en, lead = found or (None, None, [None])
    department = name_zh if locale == "zh" else name_en
    who = Person(*lead) if lead[0] else None
    return Driver(department, who) if department or who else None


def _drivers() -> Select[list[Any]]:
    found = func.jsonb_build_array(Department.name_zh, Department.name_en, members.told())
    rows = select(found).select_from(Triage).outerjoin(Department, Department.id == Triage.department_id)
    return rows.outerjoin(Member, Member.id == Triage.lead_id)


def team() -> list[tuple[str, str]]:
    """Whoever may drive an idea, as public id and name, by name. One statement."""
    holds = select(RoleGrant.member_id).where(RoleGrant.role.in_(MAY_LEAD), RoleGrant.scope == EVERYWHERE)
    query = select(Member.public_id, Member.name).where(Member.id.in_(holds), Member.state == MemberState.ACTIVE)
    return [(public_id, name) for public_id, name in read(query.order_by(Member.name))]


def _notes(idea: Idea, locale: str) -> list[NoteView]:
    """The last notes on `idea`, the newest first."""
    query = select(Note).where(Note.idea_id == idea.id).order_by(Note.id.desc()).limit(NOTES)
    found = db.session.scalars(query.options(joinedload(Note.author), joinedload(Note.forwarded_to)))
    return [
        NoteView(
            text.render(note.body),
            person(note.author),
            note.forwarded_to.name(locale) if note.forwarded_to else None,
            note.at,
        )
        for note in found
    ]


def _scheduled(idea: Idea, locale: str) -> ScheduledView | None:
    """The change that waits for `idea`, or the last one if that failed."""
    query = select(ScheduledChange).where(ScheduledChange.idea_id == idea.id).order_by(ScheduledChange.id.desc())
    loaded = query.options(joinedload(ScheduledChange.actor), joinedload(ScheduledChange.to_status))
    last = db.session.scalar(loaded.limit(1))
    if last is None or last.state not in (ScheduledState.WAITING, ScheduledState.FAILED):
        return None
    return ScheduledView(
        to_status=statuses.view(last.to_status, locale),
        html=text.render(last.reason),
        target=Window.parse(last.target).name(locale) if last.target else None,
        actor=person(last.actor),
        publish_at=last.publish_at,
        state=last.state.value,
        problem=last.problem,
    )
