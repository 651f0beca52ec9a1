"""Reads of what was recorded: what everybody sees of it, and what staff do."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select

from cocreate.ideas.models import Idea
from cocreate.ideas.recorded.models import RecordedIdea, RecordedSupport
from cocreate.kernel.database import db
from cocreate.members.models import Member, MemberState, Placeholder
from cocreate.members.queries import Person, person

SHOWN = 50


class Met(NamedTuple):
    """Where and when an owner was met, for everybody."""

    source: str
    met_on: date


class Record(NamedTuple):
    """A recorded support or idea, for staff."""

    id: int
    source: str
    met_on: date
    reference: str
    note: str
    recorder: Person
    recorded_at: datetime


def met(idea: Idea) -> Met | None:
    """Where the owner was met for whom `idea` was recorded, until it is their own. Needs the author loaded.

    No statement for an idea by somebody who has an account.
    """
    if idea.post.author.state is not MemberState.PLACEHOLDER:
        return None
    found = db.session.get(RecordedIdea, idea.id)
    return Met(found.source.value, found.met_on) if found else None


def supports(idea: Idea) -> list[Record]:
    """What was recorded in support of `idea`, the latest first; at most `SHOWN`. For staff only."""
    query = (
        select(RecordedSupport, Placeholder.reference, Member)
        .join(Placeholder, Placeholder.member_id == RecordedSupport.placeholder_id)
        .join(Member, Member.id == RecordedSupport.recorded_by)
        .where(RecordedSupport.idea_id == idea.id)
        .order_by(RecordedSupport.id.desc())
        .limit(SHOWN)
    )
    return [
        Record(row.id, row.source.value, row.met_on, reference, row.note, person(recorder), row.recorded_at)
        for row, reference, recorder in db.session.execute(query)
    ]
