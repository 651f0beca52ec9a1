"""Referrals under threads on real connections."""

from collections.abc import Callable
from datetime import timedelta

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.ledger.models import Unit
from cocreate.ledger.queries import balances
from cocreate.members import queries as members
from cocreate.points.referrals import audit, rules
from cocreate.points.referrals.models import Referral, ReferralState
from cocreate.vehicles.models import Holding
from tests.make import cars, referrals
from tests.support.race import Real


def test_two_cars_verified_at_once_and_two_jobs_are_one_reward(real: Real) -> None:
    def build() -> tuple[int, int, list[str]]:
        referral = referrals.referral()
        phone, vins = cars.phone(members.by_id(referral.referred_id)), [cars.vin() for _number in range(4)]
        for vin in vins:
            cars.record(vin, phone, delivered_on=clock.local_day(clock.now()) + timedelta(days=1))
        return referral.referred_id, referral.referrer_id, vins

    referred, referrer, vins = real.commit(build)

    def add(vin: str) -> Callable[[], Holding]:
        return lambda: cars.car(members.by_id(referred), vin)

    real.together([add(vin) for vin in vins])

    def late() -> None:
        with clock.telling(clock.now() + referrals.COOL):
            rules.reward_due()

    real.together([late, late, late])
    real.commit(late)

    def read() -> tuple[ReferralState, int]:
        return db.session.get_one(Referral, referred).state, balances(referrer, Unit.POINTS).balance

    assert real.commit(lambda: list(audit.check())) == []
    assert real.commit(read) == (ReferralState.REWARDED, 2000)
