"""What members do with their cars."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from cocreate.accounts import audit as accounts_audit
from cocreate.accounts.vehicles import audit, rules
from cocreate.accounts.vehicles.rules import Car
from cocreate.cli.audit import CHECKS
from cocreate.ideas import rules as ideas
from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused, TooMany
from cocreate.vehicles import queries as vehicles
from cocreate.vehicles.models import DisputeState, Holding, HoldingState, Proof, Use, Vehicle
from tests import make
from tests.make import cars


def verbs() -> list[str]:
    """What the journal says of cars, in order."""
    said = select(JournalEntry).where(JournalEntry.subject_kind.in_(["holding", "dispute"])).order_by(JournalEntry.id)
    return [entry.verb for entry in db.session.scalars(said)]


def test_a_car_goes_from_a_thought_to_its_sale(app: Flask) -> None:
    member = make.member()
    number, vin = cars.phone(member), cars.vin()
    cars.record(vin, number)
    holding = cars.car(member, state=HoldingState.INTENT)
    rules.order(member, holding, clock.local_day(clock.now()))
    rules.deliver(member, holding, first_owner=True)
    steps = [member.is_owner]
    rules.name_vin(member, holding, vin.lower())
    steps.append(member.is_owner)
    assert (holding.state, holding.verified_by, holding.first_owner) == (HoldingState.OWNER, Proof.LIST, True)
    rules.sell(member, holding)
    assert [*steps, member.is_owner] == [False, True, False]
    assert db.session.scalars(select(Holding.state).where(Holding.ended_at.is_not(None))).one() is HoldingState.FORMER
    assert verbs() == ["add_car", "order_car", "deliver_car", "name_vin", "verify", "sell_car"]


def test_the_vin_is_sealed_and_its_end_shown(app: Flask) -> None:
    vin = cars.vin()
    cars.car(make.member(), vin)
    row = db.session.scalars(select(Vehicle)).one()
    assert vin not in f"{row.vin_lookup} {row.vin_sealed}"
    assert row.vin_tail == vin[-6:]


def test_the_journal_names_no_vin(app: Flask) -> None:
    vin = cars.vin()
    cars.car(make.member(), vin)
    assert not any(vin[-6:] in str(entry.data) for entry in db.session.scalars(select(JournalEntry)))


def test_a_car_is_on_a_list_once(app: Flask) -> None:
    member, vin = make.member(), cars.vin()
    cars.car(member, vin)
    with pytest.raises(Invalid) as refusal:
        cars.car(member, f" {vin.lower()} ")
    assert refusal.value.field == "vin"


def test_trying_vins_is_limited(app: Flask) -> None:
    member = make.member()
    for _try in range(rules.VINS_PER_MEMBER.times):
        rules.remove(member, cars.car(member, cars.vin()))
    with pytest.raises(TooMany):
        cars.car(member, cars.vin())


def test_a_mistyped_vin_is_no_try(app: Flask) -> None:
    member = make.member()
    for _try in range(rules.VINS_PER_MEMBER.times + 1):
        with pytest.raises(Invalid):
            cars.car(member, "LTAN0E000")
    assert cars.car(member, cars.vin()).vehicle_id is not None


def test_a_list_of_cars_has_an_end(app: Flask) -> None:
    member = make.member()
    for _car in range(rules.MOST_OPEN):
        cars.car(member, state=HoldingState.INTENT)
    with pytest.raises(Refused, match="Remove one"):
        cars.car(member, state=HoldingState.INTENT)


TOMORROW = date.today() + timedelta(days=2)  # noqa: DTZ011 - a day that is surely none of the past
WRONG = {
    "vin": Car(0, state=HoldingState.INTENT, vin="LTAN0E000"),
    "ordered_on": Car(0, state=HoldingState.INTENT, ordered_on=date(2024, 5, 1)),
    "delivered_on": Car(0, ordered_on=date(2024, 5, 2), delivered_on=date(2024, 5, 1)),
}


@pytest.mark.parametrize("field", WRONG)
def test_what_does_not_fit_together_is_refused_at_its_field(app: Flask, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.add(make.member(), WRONG[field])
    assert refusal.value.field == field


@pytest.mark.parametrize("day", [TOMORROW, date(1979, 12, 31)])
def test_a_day_is_neither_to_come_nor_out_of_mind(app: Flask, day: date) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.add(make.member(), Car(0, delivered_on=day))
    assert refusal.value.field == "delivered_on"


def test_an_unproven_car_is_removed_without_a_trace_of_its_vin(app: Flask) -> None:
    member = make.member()
    rules.remove(member, cars.car(member, cars.vin()))
    assert db.session.scalar(select(func.count()).select_from(Holding)) == 0
    assert db.session.scalar(select(func.count()).select_from(Vehicle)) == 0


def test_removing_leaves_the_car_of_others(app: Flask) -> None:
    one, other, vin = make.member(), make.member(), cars.vin()
    mine, theirs = cars.car(one, vin), cars.car(other, vin)
    rules.remove(one, mine)
    assert theirs.vehicle_id is not None
    assert [holding.id for holding in db.session.scalars(vehicles.of_car(theirs.vehicle_id))] == [theirs.id]


def test_a_proven_car_is_sold_not_removed_and_an_unproven_one_removed_not_sold(app: Flask) -> None:
    owner = make.owner()
    proven = db.session.scalars(select(Holding)).one()
    with pytest.raises(Refused):
        rules.remove(owner, proven)
    member = make.member()
    with pytest.raises(Refused):
        rules.sell(member, cars.car(member))


def test_a_withdrawn_claim_is_kept_for_the_record(app: Flask) -> None:
    vin, owner, claimant = cars.vin(), make.member(), make.member()
    cars.record(vin, cars.phone(owner))
    cars.car(owner, vin)
    claim = cars.car(claimant, vin)
    dispute = vehicles.open_dispute(claim.id)
    assert dispute is not None
    rules.remove(claimant, claim)
    assert dispute.state is DisputeState.WITHDRAWN
    assert (claim.state, claim.is_verified) == (HoldingState.FORMER, False)
    assert not claim.counts


@pytest.mark.parametrize("use", [Use.COMPANY, Use.DEMO, Use.STAFF])
def test_only_a_private_car_makes_an_owner(app: Flask, use: Use) -> None:
    owner = make.owner(use=use)
    idea = make.idea()
    ideas.support(owner, idea)
    assert (owner.is_owner, idea.owners) == (False, 0)
    assert vehicles.owned_model_years(owner.id) == []


def test_everything_adds_up(app: Flask) -> None:
    test_a_withdrawn_claim_is_kept_for_the_record(app)
    assert audit.check in CHECKS
    assert [*audit.check(), *accounts_audit.check()] == []
