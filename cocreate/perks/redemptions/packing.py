"""When an order was taken up to be packed, and by whom: the journal knows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.members.queries import Person, person
from cocreate.perks.redemptions.models import Redemption


@dataclass(frozen=True)
class Packing:
    """That packing began; who of the team began it is for the team."""

    at: datetime
    actor: Person


def begun(redemption: Redemption) -> Packing | None:
    """How packing of the order began; None where it did not, or it was sent without. One statement."""
    if redemption.taken_up_at is None:
        return None
    query = select(JournalEntry.at, Member).join(Member, Member.id == JournalEntry.actor_id)
    about = (JournalEntry.subject_kind == "redemption", JournalEntry.subject_id == redemption.id)
    found = db.session.execute(query.where(*about, JournalEntry.verb == "take_up").order_by(JournalEntry.id).limit(1))
    row = found.one_or_none()
    return Packing(row[0], person(row[1])) if row else None
