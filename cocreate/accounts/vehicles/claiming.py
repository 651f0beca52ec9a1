"""What a claimed placeholder's cars become."""

from sqlalchemy import select

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.vehicles.models import Holding, HoldingState


def reassign(former: Member, member: Member) -> None:
    """Hand the cars of `former` to `member`, within `settling` of both; one that both have open ends for `former`."""
    theirs = select(Holding.vehicle_id).where(Holding.member_id == member.id, Holding.ended_at.is_(None))
    common = {vehicle_id for vehicle_id in db.session.scalars(theirs) if vehicle_id is not None}
    for holding in db.session.scalars(select(Holding).where(Holding.member_id == former.id).order_by(Holding.id)).all():
        if holding.is_open and holding.vehicle_id in common:
            holding.state, holding.ended_at = HoldingState.FORMER, clock.now()
        holding.member_id = member.id
    db.session.flush()
