"""Referrals, from the link to the reward."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from cocreate.accounts.vehicles import rules as cars_rules
from cocreate.accounts.vehicles import voiding
from cocreate.ideas.suspicion.models import Access
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.ledger.models import Unit
from cocreate.ledger.queries import balances
from cocreate.members.models import Identity, IdentityKind, Member
from cocreate.notices.models import Cause, Notice
from cocreate.points.models import EarningRule, RuleKey
from cocreate.points.referrals import audit, rules
from cocreate.points.referrals.models import Referral, ReferralState, Sign
from tests import make
from tests.make import cars, referrals


@pytest.fixture(autouse=True)
def _adds_up(app: Flask) -> Iterator[None]:
    """Whatever a test does, the books are right afterwards."""
    yield
    assert list(audit.check()) == []


WORTH = 2000


def points(member: Member) -> int:
    return balances(member.id, Unit.POINTS).balance


def state(of: Referral) -> ReferralState:
    return referrals.reread(of).state


def test_a_delivered_car_is_rewarded_once_when_its_cool_down_is_over() -> None:
    referrer = referrals.referrer()
    referral = referrals.referral(referrer)
    referrals.delivered(referral)
    assert state(referral) is ReferralState.WAITING
    referrals.due(after=timedelta(days=14))  # of the fifteen after today
    assert points(referrer) == 0
    referrals.due()
    referrals.due()
    assert (points(referrer), state(referral)) == (WORTH, ReferralState.REWARDED)
    told = select(func.count()).where(Notice.member_id == referrer.id, Notice.cause == Cause.POINTS)
    assert db.session.scalar(told) == 1


@pytest.mark.parametrize("days", [-1, 0])
def test_a_car_that_was_delivered_before_or_on_the_day_does_not_count_and_a_later_one_does(days: int) -> None:
    referrer = referrals.referrer()
    referral = referrals.referral(referrer)
    referrals.delivered(referral, days)
    assert state(referral) is ReferralState.JOINED
    referrals.delivered(referral, 3)
    referrals.due(after=timedelta(days=18))
    assert points(referrer) == WORTH


def test_a_second_car_changes_nothing() -> None:
    referrer = referrals.referrer()
    referral = referrals.referral(referrer)
    first = referrals.delivered(referral)
    referrals.delivered(referral, 2)
    assert referrals.reread(referral).holding_id == first.id
    referrals.due(after=timedelta(days=30))
    assert points(referrer) == WORTH


def test_who_is_new_barred_or_of_the_team_refers_nobody() -> None:
    new, barred, known = make.member(), referrals.referrer(), referrals.referrer()
    with pytest.raises(Refused):
        rules.give_code(new)
    code = rules.give_code(barred)
    barred.banned_at = clock.now()
    db.session.flush()
    assert rules.joined(make.member(), code) is None
    assert rules.joined(make.member(), "nobodysown") is None
    assert rules.give_code(known) == rules.give_code(known)


def test_a_false_verification_takes_the_reward_back_and_the_next_car_is_looked_at() -> None:
    referrer, moderator = referrals.referrer(), make.member(roles=["moderator"])
    referral = referrals.referral(referrer)
    held = referrals.delivered(referral)
    referrals.due()
    with clock.telling(clock.now() + referrals.COOL):
        voiding.void(moderator, held, "The invoice names another car.")
    assert (points(referrer), state(referral)) == (0, ReferralState.JOINED)
    referrals.delivered(referral, 20)
    referrals.due(after=timedelta(days=40))
    assert (points(referrer), state(referral)) == (0, ReferralState.REVIEW)


def test_what_is_odd_waits_for_people_who_approve_it_or_refuse_it() -> None:
    referrer, moderator = referrals.referrer(), make.member(roles=["moderator"])
    good, bad = referrals.in_review(referrer), referrals.in_review(referrer)
    assert (points(referrer), state(good)) == (0, ReferralState.REVIEW)
    rules.approve(moderator, good.referred_id)
    assert (points(referrer), state(good)) == (WORTH, ReferralState.REWARDED)
    with pytest.raises(Invalid):
        rules.refuse(moderator, bad.referred_id, "")
    rules.refuse(moderator, bad.referred_id, "It is one person.")
    assert (points(referrer), state(bad)) == (WORTH, ReferralState.REFUSED)
    for decided in (good, bad):
        with pytest.raises(Refused):
            rules.approve(moderator, decided.referred_id)


def test_nobody_decides_about_their_own() -> None:
    referrer = referrals.referrer()
    referral = referrals.in_review(referrer)
    with pytest.raises(Refused):
        rules.approve(referrer, referral.referred_id)


def test_many_within_a_short_time_and_the_car_of_the_referrer_are_signs() -> None:
    referrer = referrals.referrer()
    rules.change_terms(make.member(roles=["admin"]), 14, 30, 1, 7)
    first, second = (rules.joined(make.member(), rules.give_code(referrer)) for _number in range(2))
    assert first
    assert second
    assert (first.signs, second.signs) == ([], [Sign.MANY])
    vin = cars.vin()
    cars.car(referrer, vin)
    referrals.delivered(first, vin=vin)
    assert referrals.reread(first).signs == [Sign.CAR]


def test_one_car_and_one_number_that_two_who_were_invited_have_in_turn_are_looked_at() -> None:
    referrer = referrals.referrer()
    first, second = referrals.referral(referrer), referrals.referral(referrer)
    seller, buyer, vin = db.session.get_one(Member, first.referred_id), second.referred_id, cars.vin()
    held = referrals.delivered(first, vin=vin)
    with clock.telling(clock.now() + timedelta(days=2)):
        cars_rules.sell(seller, held)
        moved = update(Identity).where(Identity.member_id == seller.id, Identity.kind == IdentityKind.PHONE)
        db.session.execute(moved.values(member_id=buyer))
        assert cars.car(db.session.get_one(Member, buyer), vin).is_verified
    assert (referrals.reread(second).state, second.signs) == (ReferralState.WAITING, [Sign.CAR])
    referrals.due(after=timedelta(days=30))
    assert state(second) is ReferralState.REVIEW


def test_who_sold_the_car_or_is_barred_or_leaves_before_the_cool_down_is_over_is_looked_at() -> None:
    referrer = referrals.referrer()
    sold, suspended, leaving, clean = (referrals.referral(referrer) for _number in range(4))
    for one in (sold, suspended, leaving, clean):
        held = referrals.delivered(one)
        if one is sold:
            with clock.telling(clock.now() + timedelta(days=2)):
                cars_rules.sell(db.session.get_one(Member, one.referred_id), held)
    db.session.get_one(Member, suspended.referred_id).suspended_until = clock.now() + timedelta(days=90)
    db.session.get_one(Member, leaving.referred_id).leaves_at = clock.now() + timedelta(days=90)
    db.session.flush()
    referrals.due()
    assert [state(one) for one in (sold, suspended, leaving)] == [ReferralState.REVIEW] * 3
    assert [one.signs for one in (sold, suspended, leaving)] == [[Sign.SOLD], [Sign.GONE], [Sign.GONE]]
    assert (state(clean), points(referrer)) == (ReferralState.REWARDED, WORTH)


def test_traces_that_are_left_in_the_cool_down_are_compared_too() -> None:
    referrer = referrals.referrer()
    alike, clean = referrals.referral(referrer), referrals.referral(referrer)
    for one in (alike, clean):
        referrals.delivered(one)
    assert alike.signs == []
    for member_id, mark in ((alike.referred_id, "same"), (clean.referred_id, "another"), (referrer.id, "same")):
        db.session.add(Access(member_id=member_id, device=f"device {mark}", address=mark))
    db.session.flush()
    referrals.due()
    assert (state(alike), alike.signs) == (ReferralState.REVIEW, [Sign.ADDRESS, Sign.DEVICE])
    assert (state(clean), points(referrer)) == (ReferralState.REWARDED, WORTH)


def test_when_there_is_nothing_to_give_it_lapses() -> None:
    referral = referrals.referral()
    referrals.delivered(referral)
    db.session.get_one(EarningRule, RuleKey.REFERRAL).active = False
    referrals.due()
    assert state(referral) is ReferralState.LAPSED
