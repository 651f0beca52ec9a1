"""What leaving itself keeps of a member."""

from collections.abc import Collection

from sqlalchemy import delete, select

from cocreate.accounts.leaving.files import forget_file
from cocreate.accounts.leaving.models import Departure
from cocreate.kernel.database import db
from cocreate.kernel.personal import Columns, Row, deleted, kept, rows
from cocreate.members.models import Member

COLUMNS: Columns = {
    **deleted("exports", "member_id key", "The file with everything of the member."),
    **deleted("departures", "member_id", "That the member wanted to leave; it is done."),
    **kept("erasures", "member_id", "That the row was emptied: it must not come back with a backup."),
    **kept("retentions", "key reason_zh reason_en", "For how long the site keeps what, and why."),
}


def export(member: Member) -> Row:
    """Whether the member is about to leave."""
    columns = (Departure.asked_at, Departure.due_at, Departure.posts_too)
    return {"leaving": rows(select(*columns).where(Departure.member_id == member.id))}


def erase(member: Member, _posts: Collection[int]) -> None:
    """Delete the member's file, and that they wanted to leave."""
    forget_file(member.id)
    db.session.execute(delete(Departure).where(Departure.member_id == member.id))
