"""How often a member has redeemed a perk, counted from what was not cancelled."""

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Integer, and_, cast, func, or_, select

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


def unlimited(member_id: int) -> ColumnElement[bool]:
    """The condition that no limit of a perk keeps the member from redeeming it once more."""
    theirs = (Redemption.perk_id == Perk.id, Redemption.member_id == member_id)
    query = select(func.count()).where(*theirs, Redemption.state != RedemptionState.CANCELLED).correlate(Perk)
    since = clock.now() - func.make_interval(0, 0, 0, cast(Perk.period_days, Integer))
    ever, lately = query.scalar_subquery(), query.where(Redemption.at > since).scalar_subquery()
    return and_(
        or_(Perk.per_member.is_(None), ever < Perk.per_member), or_(Perk.per_period.is_(None), lately < Perk.per_period)
    )
