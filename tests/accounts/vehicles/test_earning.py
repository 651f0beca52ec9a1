"""What cars bring their owners."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from cocreate.accounts.leaving import retention
from cocreate.accounts.vehicles import deciding, documents, earning, rules, voiding
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.ledger.models import Unit
from cocreate.ledger.queries import balances
from cocreate.members.models import Identity, Member
from cocreate.vehicles.models import Holding, Use
from tests import make
from tests.make import cars, leaving

pytestmark = pytest.mark.usefixtures("app")
VERIFIED, A_YEAR = 200, 100


def points(member: Member) -> int:
    return balances(member.id, Unit.POINTS).balance


def proven(owner: Member, delivered_on: date | None = None, vin: str = "", use: Use = Use.PRIVATE) -> Holding:
    vin = vin or cars.vin()
    cars.record(vin, cars.phone(owner), delivered_on=delivered_on, use=use)
    return cars.car(owner, vin)


def on(day: date) -> datetime:
    """Noon of `day` at the site."""
    return datetime.combine(day, time(12), clock.site_zone())


def test_a_car_pays_once_in_its_life_to_each_who_holds_it() -> None:
    seller, buyer, vin = make.member(), make.member(), cars.vin()
    first = proven(seller, date(2024, 1, 1), vin)
    assert points(seller) == VERIFIED
    proven(buyer, date(2025, 1, 1), vin)
    assert not first.is_open
    assert (points(seller), points(buyer)) == (VERIFIED, VERIFIED)
    cars.record(vin, cars.phone(seller), delivered_on=date(2025, 6, 1))
    assert cars.car(seller, vin).is_verified
    assert points(seller) == VERIFIED


def test_one_line_of_the_list_pays_one_member_whoever_confirms_its_number_next(picture: bytes) -> None:
    seller, friend, third, vin = make.member(), make.member(), make.member(), cars.vin()
    number = cars.phone(seller)
    cars.record(vin, number, delivered_on=date(2025, 1, 1))
    rules.sell(seller, cars.car(seller, vin))
    db.session.execute(delete(Identity).where(Identity.member_id == seller.id))
    cars.phone(friend, number)
    held = cars.car(friend, vin)
    assert (held.is_verified, points(friend)) == (True, 0)
    rules.sell(friend, held)
    held = cars.car(third, vin)
    documents.send(third, held, picture)
    deciding.approve(make.member(), held, Use.PRIVATE, first_owner=False, delivered_on=None)
    assert points(third) == VERIFIED


def test_a_car_that_a_company_holds_or_no_number_names_pays_nothing() -> None:
    member, owner = make.member(), make.owner()
    proven(member, use=Use.COMPANY)
    assert (points(member), points(owner)) == (0, 0)


def test_a_false_verification_was_never_earned_with_its_days() -> None:
    owner, moderator = make.member(), make.member(roles=["moderator"])
    held = proven(owner, date(2023, 5, 3))
    with clock.telling(on(date(2026, 5, 3))):
        earning.award_anniversaries()
    assert points(owner) == VERIFIED + A_YEAR
    voiding.void(moderator, held, "The invoice names another car.")
    assert points(owner) == 0


def test_selling_takes_nothing() -> None:
    owner = make.member()
    rules.sell(owner, proven(owner))
    assert points(owner) == VERIFIED


def test_the_day_of_delivery_pays_once_a_year_and_a_late_job_catches_up_for_a_week() -> None:
    owner = make.member()
    proven(owner, date(2023, 5, 3))
    paid = []
    for day in (date(2025, 5, 2), date(2025, 5, 3), date(2025, 5, 4), date(2026, 5, 10), date(2027, 5, 11)):
        with clock.telling(on(day)):
            earning.award_anniversaries()
            earning.award_anniversaries()
        paid.append(points(owner) - VERIFIED)
    assert paid == [0, A_YEAR, A_YEAR, 2 * A_YEAR, 2 * A_YEAR]


def test_a_car_has_one_day_a_year_however_often_and_to_whom_it_is_sold() -> None:
    with clock.telling(on(date(2026, 11, 1))):
        owner, buyer, moderator, vin = make.member(), make.member(), make.member(roles=["moderator"]), cars.vin()
        first = proven(owner, date(2023, 5, 3), vin)
    with clock.telling(on(date(2027, 5, 3))):
        earning.award_anniversaries()
        rules.sell(owner, first)
        again = cars.car(owner, vin)
        earning.award_anniversaries()
        assert (again.is_verified, points(owner)) == (True, VERIFIED + A_YEAR)
        voiding.void(moderator, first, "The invoice names another car.")
        assert points(owner) == VERIFIED + A_YEAR  # they have had it truly, too
    with clock.telling(on(date(2027, 5, 4))):
        proven(buyer, date(2026, 5, 4), vin)
        before = points(buyer)
        earning.award_anniversaries()
        assert points(buyer) == before
        voiding.void(moderator, again, "The invoice names another car.")
        assert points(owner) == 0
        earning.award_anniversaries()
        assert points(buyer) == before + A_YEAR


def test_the_day_is_that_of_the_site() -> None:
    owner = make.member()
    proven(owner, date(2023, 5, 3))
    midnight = datetime.combine(date(2026, 5, 3), time(), clock.site_zone())
    for at, paid in ((midnight - timedelta(seconds=1), 0), (midnight, A_YEAR)):
        with clock.telling(at):
            earning.award_anniversaries()
        assert points(owner) == VERIFIED + paid


def test_the_29th_of_february_is_remembered_on_the_28th_and_every_four_years_on_itself() -> None:
    owner = make.member()
    proven(owner, date(2024, 2, 29))
    paid = []
    for day in (date(2027, 2, 27), date(2027, 2, 28), date(2028, 2, 28), date(2028, 2, 29)):
        with clock.telling(on(day)):
            earning.award_anniversaries()
        paid.append(points(owner) - VERIFIED)
    assert paid == [0, A_YEAR, A_YEAR, 2 * A_YEAR]


def test_batches_follow_each_other(monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[], list[str]]) -> None:
    monkeypatch.setattr(earning, "BATCH", 2)
    owners = [make.member() for _number in range(3)]
    for owner in owners:
        proven(owner, date(2023, 5, 3))
    with clock.telling(on(date(2026, 5, 3))):
        earning.award_anniversaries()
        assert sorted(points(owner) for owner in owners) == [VERIFIED, VERIFIED + A_YEAR, VERIFIED + A_YEAR]
        run_jobs()
    assert [points(owner) for owner in owners] == [VERIFIED + A_YEAR] * 3


def test_what_is_remembered_of_cars_is_asked_once(statements: Callable[[], Any]) -> None:
    owners = [make.member() for _number in range(3)]
    for owner in owners:
        proven(owner, date(2023, 5, 3))
    with clock.telling(on(date(2027, 5, 3))), statements() as seen:
        earning.award_anniversaries()
    assert [points(owner) for owner in owners] == [VERIFIED + A_YEAR] * 3
    assert len([one for one in seen if "FROM car_traces" in one]) == 1


def test_erasing_makes_no_car_new(picture: bytes) -> None:
    with clock.telling(on(date(2026, 11, 1))):
        owner, vin = make.member(), cars.vin()
        number = cars.phone(owner)
        cars.record(vin, number, delivered_on=date(2023, 5, 3))
        cars.car(owner, vin)
    with clock.telling(on(date(2027, 5, 3))):
        earning.award_anniversaries()
        leaving.erased(owner)
        again, other, buyer = make.member(), make.member(), make.member()
        cars.phone(again, number)
        held = cars.car(again, vin)
        earning.award_anniversaries()
        assert (held.is_verified, points(again)) == (True, 0)
        rules.sell(again, held)
        held = cars.car(other, vin)
        documents.send(other, held, picture)
        deciding.approve(make.member(), held, Use.PRIVATE, first_owner=False, delivered_on=None)
        assert points(other) == 0
        rules.sell(other, held)
        proven(buyer, date(2027, 5, 4), vin)
        assert points(buyer) == VERIFIED


def test_a_car_whose_account_is_gone_is_forgotten_after_a_time() -> None:
    owner, vin = make.member(), cars.vin()
    number = cars.phone(owner)
    cars.record(vin, number, delivered_on=date(2023, 5, 3))
    cars.car(owner, vin)
    leaving.erased(owner)
    with clock.telling(clock.now() + timedelta(days=731)):
        retention.remove_what_is_old()
        again = make.member()
        cars.phone(again, number)
        cars.car(again, vin)
        assert points(again) == VERIFIED
