"""Verifications found false."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from cocreate.accounts.vehicles import audit, deciding, documents, owner_list, rules, voiding
from cocreate.accounts.vehicles.owner_list import Details, Line
from cocreate.catalogue.models import ModelYear
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import OwnerCount, Support, SupportModelYear
from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Identity
from cocreate.vehicles import queries as vehicles
from cocreate.vehicles.models import Holding, HoldingState, Proof, Use
from tests import make
from tests.make import cars

WHY = "The invoice names another car."


@pytest.fixture(autouse=True)
def _adds_up(app: Flask) -> object:
    """Whatever a test does, the books are right afterwards."""
    yield
    assert list(audit.check()) == []


def spoken() -> list[tuple[int, bool, list[int]]]:
    """Of each support its id, its mark, and the years of the cars it speaks for."""
    years = select(func.array_agg(ModelYear.year)).join(
        SupportModelYear, SupportModelYear.model_year_id == ModelYear.id
    )
    of_support = years.where(SupportModelYear.support_id == Support.id).scalar_subquery()
    rows = db.session.execute(select(Support.id, Support.owner, of_support).order_by(Support.id))
    return [(id_, owner, sorted(found or [])) for id_, owner, found in rows]


def owners(year: int) -> int:
    """How many owners of cars of that year are counted."""
    return db.session.scalars(select(ModelYear.owners).where(ModelYear.year == year)).one()


def test_the_marks_that_this_car_gave_go_and_no_others() -> None:
    owner, staff, idea = make.member(), make.member(roles=["service"]), make.idea()
    number = cars.phone(owner)
    false, true = cars.vin(), cars.vin()
    cars.record(false, number, year=2024)
    cars.record(true, number, year=2026)
    held, other = cars.car(owner, false, year=2024), cars.car(owner, true, year=2026)
    ideas.support(owner, idea)
    assert [found[1:] for found in spoken()] == [(True, [2024, 2026])]
    voiding.void(staff, held, WHY)
    assert [found[1:] for found in spoken()] == [(True, [2026])]
    assert (owners(2024), owners(2026), owner.is_owner) == (0, 1, True)
    assert db.session.scalars(select(OwnerCount.owners)).all() == [1]
    voiding.void(staff, other, WHY)
    db.session.refresh(idea)
    assert [found[1:] for found in spoken()] == [(False, [])]
    assert (owners(2026), owner.is_owner, idea.owners, idea.supports) == (0, False, 0, 1)


def test_what_happened_stays_written_and_is_journalled() -> None:
    owner, staff = make.owner(), make.member(roles=["moderator"])
    held = db.session.scalars(select(Holding).where(Holding.member_id == owner.id)).one()
    verified_at, verified_by = held.verified_at, held.verified_by
    voiding.void(staff, held, WHY)
    assert (held.verified_at, held.verified_by) == (verified_at, verified_by)
    assert (held.state, held.voider_id, held.voided_for) == (HoldingState.FORMER, staff.id, WHY)
    assert held.voided_at == held.ended_at
    assert (held.is_verified, held.counts, owner.is_owner) == (False, False, False)
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "void")).one()
    assert (entry.actor_id, entry.subject_kind, entry.subject_id) == (staff.id, "holding", held.id)


def test_a_car_that_was_sold_is_voided_too_its_marks_had_stayed() -> None:
    owner, idea = make.owner(), make.idea()
    held = db.session.scalars(select(Holding).where(Holding.member_id == owner.id)).one()
    ideas.support(owner, idea)
    rules.sell(owner, held)
    sold_at = held.ended_at
    voiding.void(make.member(), held, WHY)
    assert [found[1] for found in spoken()] == [False]
    assert held.ended_at == sold_at


def test_a_line_of_the_list_found_false_proves_nothing_until_an_import_says_otherwise(picture: bytes) -> None:
    owner, vin = make.member(), cars.vin()
    number = cars.phone(owner)
    cars.record(vin, number)
    voiding.void(make.member(), cars.car(owner, vin), WHY)
    again = cars.car(owner, vin)
    assert (again.is_verified, vehicles.open_dispute(again.id)) == (False, None)
    model = cars.model()
    line = Line(vin, number, Details(model.series_id, model.model_year_id))
    assert owner_list.put(line, clock.now())
    assert owner_list.look_for([line]) == 1
    assert (again.is_verified, again.first_owner) == (True, False)


@pytest.mark.parametrize("delivered_on", [date(2026, 3, 1), None])
def test_a_number_removed_and_confirmed_again_brings_nothing_back(delivered_on: date | None) -> None:
    owner, vin = make.member(), cars.vin()
    number = cars.phone(owner)
    line = cars.record(vin, number, delivered_on=delivered_on)
    earlier = cars.record(vin, "+8613900000001", delivered_on=date(2025, 1, 1) if delivered_on else None, days_ago=1)
    held = cars.car(owner, vin)
    assert held.verified_by is Proof.LIST
    later = cars.record(vin, "+8613900000002", delivered_on=delivered_on, days_ago=-1)
    db.session.execute(delete(Identity).where(Identity.member_id == owner.id))
    voiding.void(make.member(), held, WHY)
    assert [one.is_trusted for one in (earlier, line, later)] == [True, False, True]
    db.session.delete(later)
    cars.phone(owner, number)
    assert not cars.car(owner, vin).is_verified


def test_the_member_may_try_again_with_a_document(picture: bytes) -> None:
    owner, vin, staff = make.member(), cars.vin(), make.member()
    held = cars.car(owner, vin)
    documents.send(owner, held, picture)
    deciding.approve(staff, held, Use.PRIVATE, first_owner=True, delivered_on=None)
    voiding.void(staff, held, WHY)
    again = cars.car(owner, vin)
    documents.send(owner, again, picture)
    deciding.approve(staff, again, Use.PRIVATE, first_owner=True, delivered_on=None)
    assert (again.is_verified, again.first_owner, owner.is_owner) == (True, True, True)


def test_the_next_on_the_list_is_verified_at_once(picture: bytes) -> None:
    thief, owner, vin = make.member(), make.member(), cars.vin()
    held = cars.car(thief, vin)
    documents.send(thief, held, picture)
    deciding.approve(make.member(), held, Use.PRIVATE, first_owner=True, delivered_on=None)
    cars.record(vin, cars.phone(owner))
    claim = cars.car(owner, vin)
    assert vehicles.open_dispute(claim.id) is not None
    voiding.void(make.member(), held, WHY)
    assert (claim.verified_by, claim.first_owner, owner.is_owner) == (Proof.LIST, True, True)
    assert vehicles.open_dispute(claim.id) is None


def test_a_dispute_waits_for_its_decision_and_gives_the_car_to_the_claimant() -> None:
    holder, claimant, vin = make.member(), make.member(), cars.vin()
    cars.record(vin, cars.phone(holder))
    held, claim = cars.car(holder, vin), cars.car(claimant, vin)
    voiding.void(make.member(), held, WHY)
    dispute = vehicles.open_dispute(claim.id)
    assert dispute is not None
    deciding.uphold(make.member(), dispute, "The papers name them.")
    assert (claimant.is_owner, holder.is_owner, held.is_verified) == (True, False, False)


def test_nobody_voids_their_own_or_what_they_claim_and_nothing_without_a_reason_or_twice() -> None:
    owner, rival, staff = make.member(roles=["admin"]), make.member(roles=["service"]), make.member()
    vin = cars.vin()
    cars.record(vin, cars.phone(owner))
    held = cars.car(owner, vin)
    cars.car(rival, vin)
    for own in (owner, rival):
        with pytest.raises(Refused) as refused:
            voiding.void(own, held, WHY)
        assert refused.value.code == "own-car"
    for reason in ("", "x" * 501):
        with pytest.raises(Invalid):
            voiding.void(staff, held, reason)
    voiding.void(staff, held, WHY)
    with pytest.raises(Refused) as refused:
        voiding.void(staff, held, WHY)
    assert refused.value.code == "already-decided"


def test_what_was_never_verified_cannot_be_voided() -> None:
    with pytest.raises(Refused):
        voiding.void(make.member(), cars.car(make.member(), cars.vin()), WHY)
