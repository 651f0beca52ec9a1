"""Makers of referrals: a link, who comes by it, and their car."""

from datetime import timedelta

from sqlalchemy import select

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.points.referrals import rules
from cocreate.points.referrals.models import Referral, Sign
from cocreate.vehicles.models import Holding
from tests import make
from tests.make import cars

COOL = timedelta(days=15)  # later than any cool-down that runs


def referrer() -> Member:
    """A member who has been here for long enough to invite others."""
    made = make.member()
    made.joined_at = clock.now() - timedelta(days=60)
    db.session.flush()
    return made


def referral(by: Member | None = None, *signs: Sign) -> Referral:
    """That somebody has just joined by the link of `by`; with `signs` that it is odd."""
    code = rules.give_code(by or referrer())
    made = rules.joined(make.member(), code)
    if made is None:
        raise AssertionError("nobody joined")
    made.signs = list(signs)
    db.session.flush()
    return made


def delivered(of: Referral, days: int = 1, vin: str = "") -> Holding:
    """A car of the referred member, delivered so many days after they joined, and verified the moment it is added."""
    member, vin = db.session.get_one(Member, of.referred_id), vin or cars.vin()
    cars.record(vin, cars.phone(member), delivered_on=clock.local_day(of.at) + timedelta(days=days))
    with clock.telling(of.at + timedelta(days=max(days, 0))):
        return cars.car(member, vin)


def due(*, after: timedelta = COOL) -> None:
    """Do what is due so much later."""
    with clock.telling(clock.now() + after):
        rules.reward_due()


def in_review(by: Member | None = None) -> Referral:
    """A referral that somebody has to look at."""
    made = referral(by, Sign.ADDRESS)
    delivered(made)
    due()
    return made


def reread(of: Referral) -> Referral:
    """It, read afresh."""
    return db.session.scalars(
        select(Referral).where(Referral.referred_id == of.referred_id).execution_options(populate_existing=True)
    ).one()
