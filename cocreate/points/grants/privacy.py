"""What administrators wrote about a member when they gave them points."""

from collections.abc import Collection

from sqlalchemy import or_, select, update

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.personal import Columns, Row, emptied, kept, rows
from cocreate.members.models import Member
from cocreate.points.grants.models import Grant, GrantState

_FIGURES = "Points that were given stay in the ledger; who answers for them is a member's number."
COLUMNS: Columns = {
    **kept("point_grants", "public_id member_id by_id decided_by_id revoked_by_id", _FIGURES),
    **emptied("point_grants", "reason answer", "Words about the member: why, and why not or no longer."),
}


def export(member: Member) -> Row:
    """What the member was given by hand, and why; who gave it is not among it, nor what is not decided yet."""
    columns = (Grant.public_id, Grant.at, Grant.amount, Grant.reason, Grant.state, Grant.answer, Grant.revoked_at)
    told = Grant.state.in_((GrantState.GIVEN, GrantState.REVOKED))
    return {"grants": rows(select(*columns).where(Grant.member_id == member.id, told).order_by(Grant.id))}


def erase(member: Member, posts: Collection[int]) -> None:
    """Forget the words; what waited for a second person is refused, for nobody is there to have it."""
    mine = Grant.member_id == member.id
    refused = {"state": GrantState.REFUSED, "decided_at": clock.now()}
    db.session.execute(update(Grant).where(mine, Grant.state == GrantState.PENDING).values(refused))
    written = or_(Grant.reason.is_not(None), Grant.answer.is_not(None))
    db.session.execute(update(Grant).where(mine, written).values(reason=None, answer=None))
