"""What was voided, as the idea's page and the page of moderators show it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ScalarSelect, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import joinedload

from cocreate.ideas.merging.models import Merge
from cocreate.ideas.queries import IdeaRow, of_ids
from cocreate.ideas.suspicion.models import VoidedMember, Voiding, VoidingState
from cocreate.kernel.database import db, written
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.members.queries import Person

LATEST = 20


class Correction(NamedTuple):
    """That supports of an idea were voided `at` an instant; so many of them count again since, the last as of then."""

    at: datetime
    supports: int
    owners: int
    reason: str
    restored: int
    restored_at: datetime | None


@dataclass(frozen=True)
class Proposed:
    """A voiding that somebody has to decide upon."""

    id: str
    idea: IdeaRow
    reason: str
    at: datetime
    proposer: Person
    is_mine: bool
    members: tuple[Person, ...]


class Voided(NamedTuple):
    """A voiding that was confirmed."""

    idea: IdeaRow
    correction: Correction


def told(idea: BindParameter[int]) -> ScalarSelect[list[Any]]:
    """Within a statement: the corrections of the idea and of what is merged into it, for `heard`; null for none."""
    row = func.jsonb_build_array(Voiding.decided_at, Voiding.supports, Voiding.owners, Voiding.reason, *_restored())
    in_order = func.jsonb_agg(aggregate_order_by(row, Voiding.decided_at, Voiding.id))
    merged = select(Merge.idea_id).where(Merge.into_id == idea, Merge.ended_at.is_(None))
    here = or_(Voiding.idea_id == idea, Voiding.idea_id.in_(merged))
    return select(in_order).where(here, Voiding.state == written(VoidingState.CONFIRMED)).scalar_subquery()


def heard(rows: list[list[Any]] | None) -> list[Correction]:
    """The corrections that `told` found, the first one first."""
    return [
        Correction(
            datetime.fromisoformat(at),
            supports,
            owners,
            reason,
            restored,
            datetime.fromisoformat(since) if since else None,
        )
        for at, supports, owners, reason, restored, since in rows or ()
    ]


def proposed(reader: Member, locale: str) -> list[Proposed]:
    """What waits for a second moderator, the first one first, be the idea hidden meanwhile. Three statements."""
    query = select(Voiding).where(Voiding.state == VoidingState.OPEN).options(joinedload(Voiding.proposer))
    found = db.session.scalars(query.order_by(Voiding.id)).all()
    ideas = of_ids({one.idea_id for one in found}, reader, locale, unlisted=True)
    listed = _listed([one.id for one in found])
    return [
        Proposed(
            id=one.public_id,
            idea=ideas[one.idea_id],
            reason=one.reason,
            at=one.proposed_at,
            proposer=members.person(one.proposer),
            is_mine=one.proposer_id == reader.id,
            members=tuple(listed.get(one.id, ())),
        )
        for one in found
        if one.idea_id in ideas
    ]


def latest(reader: Member, locale: str) -> list[Voided]:
    """What was voided lately, the last one first. Two statements."""
    columns = (Voiding.idea_id, Voiding.decided_at, Voiding.supports, Voiding.owners, Voiding.reason, *_restored())
    query = select(*columns).where(Voiding.state == VoidingState.CONFIRMED)
    rows = db.session.execute(query.order_by(Voiding.decided_at.desc(), Voiding.id.desc()).limit(LATEST))
    found: list[tuple[int, Correction]] = [(row[0], Correction._make(row[1:])) for row in rows]
    ideas = of_ids({idea_id for idea_id, _said in found}, reader, locale, unlisted=True)
    return [Voided(ideas[idea_id], correction) for idea_id, correction in found if idea_id in ideas]


def by_public_id(public_id: str) -> Voiding | None:
    """The voiding with `public_id`."""
    return db.session.scalar(select(Voiding).where(Voiding.public_id == public_id))


def _restored() -> tuple[ScalarSelect[int], ScalarSelect[datetime | None]]:
    """How many of a voiding of the statement around it count again, and since when the last of them does."""
    back = (VoidedMember.voiding_id == Voiding.id, VoidedMember.restored_at.is_not(None))
    number = select(func.count()).select_from(VoidedMember).where(*back).correlate(Voiding).scalar_subquery()
    last = select(func.max(VoidedMember.restored_at)).where(*back).correlate(Voiding).scalar_subquery()
    return number, last


def _listed(voidings: list[int]) -> dict[int, list[Person]]:
    query = select(VoidedMember.voiding_id, *members.columns()).join(Member, Member.id == VoidedMember.member_id)
    listed: dict[int, list[Person]] = {}
    rows = query.where(VoidedMember.voiding_id.in_(voidings)).order_by(VoidedMember.voiding_id, Member.joined_at)
    for voiding_id, *said in db.session.execute(rows) if voidings else ():
        listed.setdefault(voiding_id, []).append(Person(*said))
    return listed
