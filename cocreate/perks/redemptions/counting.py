"""How often a member has redeemed a perk, counted from what was not cancelled."""

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.perks.models import Perk
from cocreate.perks.redemptions.models import Redemption, RedemptionState


class Count(NamedTuple):
    """How often ever, and within the days of the perk's period."""

    ever: int
    lately: int


def of(member_id: int, perk: Perk) -> Count:
    """How often the member has redeemed `perk`. Under the member's lock nobody adds to it."""
    since = clock.now() - timedelta(days=perk.period_days or 0)
    lately = func.count().filter(Redemption.at > since)
    query = select(func.count(), lately).where(Redemption.perk_id == perk.id, Redemption.member_id == member_id)
    row = db.session.execute(query.where(Redemption.state != RedemptionState.CANCELLED)).one()
    return Count(*row)
