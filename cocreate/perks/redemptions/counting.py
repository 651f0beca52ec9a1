"""How often a member has redeemed a perk, counted from what was not cancelled; its period in days of the site."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, Integer, and_, cast, func, or_, select

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.perks.models import Perk
from cocreate.perks.redemptions.models import Redemption, RedemptionState


class Count(NamedTuple):
    """How often ever; and on which day `again`, where it was as often as the perk's period allows."""

    ever: int
    again: date | None


def of(member_id: int, perk: Perk) -> Count:
    """How often the member has redeemed `perk`. Under the member's lock nobody adds to it."""
    theirs = (Redemption.perk_id == perk.id, Redemption.member_id == member_id)
    counted = (*theirs, Redemption.state != RedemptionState.CANCELLED)
    period, today = timedelta(days=perk.period_days or 0), clock.local_day(clock.now())
    # The oldest of those that fill the period: when that is over for it, there is room again.
    within = select(_day()).where(*counted, _day() > today - period)
    filling = within.order_by(_day().desc()).offset((perk.per_period or 1) - 1).limit(1).scalar_subquery()
    row: Any = db.session.execute(select(func.count(), filling).where(*counted)).one()
    ever, filled_on = row
    return Count(ever, None if filled_on is None else filled_on + period)


def unlimited(member_id: int) -> ColumnElement[bool]:
    """The condition that no limit of a perk keeps the member from redeeming it once more."""
    theirs = (Redemption.perk_id == Perk.id, Redemption.member_id == member_id)
    query = select(func.count()).where(*theirs, Redemption.state != RedemptionState.CANCELLED).correlate(Perk)
    within = cast(clock.local_day(clock.now()), Date) - cast(Perk.period_days, Integer)
    ever, lately = query.scalar_subquery(), query.where(_day() > within).scalar_subquery()
    return and_(
        or_(Perk.per_member.is_(None), ever < Perk.per_member), or_(Perk.per_period.is_(None), lately < Perk.per_period)
    )


def _day() -> ColumnElement[date]:
    """The day of the site on which something was redeemed."""
    return cast(func.timezone(str(clock.site_zone()), Redemption.at), Date)
