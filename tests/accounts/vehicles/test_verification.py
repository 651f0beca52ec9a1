"""Proving that a car is a member's."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from cocreate.accounts import profiles
from cocreate.accounts import rules as accounts
from cocreate.accounts.vehicles import audit, deciding, documents, owner_list, rules, verification
from cocreate.accounts.vehicles.owner_list import Details, Line
from cocreate.catalogue.models import ModelYear
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.kernel.settings import Settings
from cocreate.kernel.storage import NotStoredError
from cocreate.members.models import IdentityKind, Member
from cocreate.vehicles import queries as vehicles
from cocreate.vehicles.models import (
    Dispute,
    DisputeState,
    Holding,
    HoldingDocument,
    HoldingState,
    OwnerRecord,
    Proof,
    Use,
)
from tests import make
from tests.make import cars

MAY, JUNE, JULY = (date(2024, month, 1) for month in (5, 6, 7))


@pytest.fixture(autouse=True)
def _adds_up(app: Flask) -> object:
    """Whatever a test does, the books are right afterwards."""
    yield
    assert list(audit.check()) == []


def listed(owner: Member, vin: str, days_ago: float = 0, delivered_on: date | None = None) -> Holding:
    """The car of `owner`, proven by the list."""
    cars.record(vin, cars.phone(owner), days_ago=days_ago, delivered_on=delivered_on)
    return cars.car(owner, vin)


def dispute_of(claim: Holding) -> Dispute:
    found = vehicles.open_dispute(claim.id)
    assert found is not None
    return found


class TestTheList:
    def test_a_match_when_the_vin_is_added(self, app: Flask) -> None:
        owner = make.member()
        holding = listed(owner, cars.vin())
        assert (holding.verified_by, holding.first_owner, owner.is_owner) == (Proof.LIST, True, True)

    def test_a_vin_read_through_the_windscreen_proves_nothing(self, app: Flask) -> None:
        vin, owner, thief = cars.vin(), make.member(), make.member()
        cars.record(vin, cars.phone(owner))
        cars.phone(thief)
        assert not cars.car(thief, vin).is_verified
        assert cars.car(owner, vin).is_verified

    def test_a_phone_number_without_the_vin_proves_nothing(self, app: Flask) -> None:
        owner = make.member()
        cars.record(cars.vin(), cars.phone(owner))
        assert not cars.car(owner, cars.vin()).is_verified

    def test_a_match_when_the_phone_is_confirmed(self, app: Flask) -> None:
        vin, owner = cars.vin(), make.member()
        cars.record(vin, "+8613900000001")
        holding = cars.car(owner, vin)
        before = holding.is_verified
        accounts.confirm(owner, IdentityKind.PHONE, "+8613900000001")
        assert (before, holding.is_verified, owner.is_owner) == (False, True, True)

    def test_an_unconfirmed_phone_proves_nothing(self, app: Flask) -> None:
        vin, owner = cars.vin(), make.member()
        cars.record(vin, "+8613900000001")
        profiles.request_phone(owner, "13900000001")
        assert not cars.car(owner, vin).is_verified

    def test_a_match_when_the_list_comes_later(self, app: Flask) -> None:
        vin, owner = cars.vin(), make.member()
        number, holding, model = cars.phone(owner), cars.car(owner, vin, series="other"), cars.model("lan-5", 2023)
        line = Line(vin, number, Details(model.series_id, model.model_year_id, use=Use.PRIVATE))
        assert owner_list.put(line, clock.now())
        assert owner_list.look_for([line]) == 1
        assert (holding.is_verified, holding.model_year_id) == (True, model.model_year_id)

    def test_the_same_line_again_adds_nothing_and_another_word_on_it_does(self, app: Flask) -> None:
        model, vin = cars.model(), cars.vin()
        line = Line(vin, "+8613900000001", Details(model.series_id, model.model_year_id))
        later = Line(vin, "+8613900000001", Details(model.series_id, delivered_on=date(2024, 5, 1)))
        assert [owner_list.put(line, clock.now()) for line in (line, line, later, later)] == [True, False, True, False]
        assert db.session.scalar(select(func.count()).select_from(OwnerRecord)) == 1

    def test_the_list_holds_no_number_in_clear(self, app: Flask) -> None:
        vin = cars.vin()
        record = cars.record(vin, "+8613900000001")
        assert not {vin, "+8613900000001"} & {record.vin_lookup, record.phone_lookup}

    def test_an_order_on_the_list_is_no_car_yet(self, app: Flask) -> None:
        vin, member = cars.vin(), make.member()
        record = cars.record(vin, cars.phone(member), ordered_on=date(2024, 5, 1))
        holding = cars.car(member, vin, state=HoldingState.ORDERED)
        assert (holding.state, holding.is_verified) == (HoldingState.ORDERED, False)
        record.delivered_on = date(2024, 6, 1)
        assert verification.look_up(member) == 1
        assert (holding.state, holding.delivered_on) == (HoldingState.OWNER, date(2024, 6, 1))

    def test_the_list_says_what_the_car_is_used_for(self, app: Flask) -> None:
        vin, member = cars.vin(), make.member()
        cars.record(vin, cars.phone(member), use=Use.COMPANY)
        assert cars.car(member, vin).use is Use.COMPANY
        assert not member.is_owner

    def test_a_later_list_transfers_the_car_and_keeps_its_history(self, app: Flask) -> None:
        vin, former, buyer = cars.vin(), make.member(), make.member()
        old = listed(former, vin, days_ago=1, delivered_on=MAY)
        cars.record(vin, cars.phone(buyer), days_ago=-1, delivered_on=JUNE)
        new = cars.car(buyer, vin)
        assert (old.state, old.is_verified, former.is_owner) == (HoldingState.FORMER, True, False)
        assert (new.state, new.first_owner, buyer.is_owner) == (HoldingState.OWNER, False, True)
        assert db.session.scalars(select(ModelYear.owners)).one() == 2

    @pytest.mark.parametrize(("before", "after"), [(MAY, MAY), (JUNE, MAY), (None, JUNE), (MAY, None), (None, None)])
    def test_a_day_that_is_not_later_transfers_nothing_silently(
        self, app: Flask, before: date | None, after: date | None
    ) -> None:
        vin, owner, other = cars.vin(), make.member(), make.member()
        held = listed(owner, vin, days_ago=1, delivered_on=before)
        cars.record(vin, cars.phone(other), days_ago=-1, delivered_on=after)
        claim = cars.car(other, vin)
        assert (held.is_open, owner.is_owner, claim.is_verified) == (True, True, False)
        assert dispute_of(claim).against_id == held.id

    def test_the_day_of_delivery_says_who_has_it_whichever_import_came_first(self, app: Flask) -> None:
        vin, former, buyer = cars.vin(), make.member(), make.member()
        cars.record(vin, cars.phone(buyer), days_ago=2, delivered_on=JUNE)
        cars.record(vin, cars.phone(former), days_ago=1, delivered_on=MAY)
        assert not cars.car(former, vin).is_verified
        assert cars.car(buyer, vin).is_verified

    def test_without_days_the_import_that_came_last_says_who_may_verify(self, app: Flask) -> None:
        vin, former, buyer = cars.vin(), make.member(), make.member()
        cars.record(vin, cars.phone(former), days_ago=2)
        cars.record(vin, cars.phone(buyer), days_ago=1)
        assert not cars.car(former, vin).is_verified
        assert cars.car(buyer, vin).is_verified

    def test_somebody_who_has_ordered_a_used_car_does_not_overtake_who_has_it(self, app: Flask) -> None:
        vin, owner, buyer = cars.vin(), make.member(), make.member()
        cars.record(vin, cars.phone(owner), days_ago=2, delivered_on=MAY)
        cars.record(vin, cars.phone(buyer), days_ago=1, ordered_on=JUNE)
        assert cars.car(owner, vin).is_verified

    def test_an_older_line_transfers_nothing_back(self, app: Flask) -> None:
        vin, former, buyer = cars.vin(), make.member(), make.member()
        listed(former, vin, days_ago=2, delivered_on=MAY)
        cars.record(vin, cars.phone(buyer), days_ago=-1, delivered_on=JUNE)
        cars.car(buyer, vin)
        again = cars.car(former, vin)
        assert not again.is_verified
        assert dispute_of(again).state is DisputeState.OPEN

    def test_a_car_sold_back_is_its_first_owners_again(self, app: Flask) -> None:
        vin, first, buyer = cars.vin(), make.member(), make.member()
        model, now = cars.model(), clock.now()
        numbers = {member: cars.phone(member) for member in (first, buyer)}

        def put(member: Member, delivered_on: date, days: int) -> bool:
            details = Details(model.series_id, model.model_year_id, delivered_on=delivered_on)
            return owner_list.put(Line(vin, numbers[member], details), now + timedelta(days=days))

        for member, delivered_on, days in ((first, MAY, -1), (buyer, JUNE, 1)):
            assert put(member, delivered_on, days)
            cars.car(member, vin)
        assert not first.is_owner
        assert [put(first, JULY, days) for days in (2, 3)] == [True, False]
        again = cars.car(first, vin)
        assert (again.is_verified, again.first_owner, first.is_owner, buyer.is_owner) == (True, False, True, False)

    def test_two_on_one_list_leave_the_second_to_staff(self, app: Flask) -> None:
        vin, one, other = cars.vin(), make.member(), make.member()
        at = clock.now()
        for member in (one, other):
            cars.record(vin, cars.phone(member)).imported_at = at
        db.session.flush()
        first, second = cars.car(one, vin), cars.car(other, vin)
        assert (first.is_verified, second.is_verified) == (True, False)
        assert dispute_of(second).against_id == first.id

    def test_the_list_does_not_overrule_what_staff_decided(self, app: Flask, picture: bytes) -> None:
        vin, owner, listed_one = cars.vin(), make.member(), make.member()
        holding = cars.car(owner, vin)
        documents.send(owner, holding, picture)
        deciding.approve(make.member(), holding, Use.PRIVATE, first_owner=False, delivered_on=None)
        cars.record(vin, cars.phone(listed_one), days_ago=-1)
        claim = cars.car(listed_one, vin)
        assert (holding.is_open, claim.is_verified) == (True, False)
        assert dispute_of(claim).against_id == holding.id


class TestDocuments:
    def test_approval_makes_an_owner_and_deletes_the_picture(
        self, app: Flask, picture: bytes, run_jobs: Callable[[], list[str]]
    ) -> None:
        owner, staff = make.member(), make.member(roles=["service"])
        holding = cars.car(owner, cars.vin())
        document = documents.send(owner, holding, picture)
        deciding.approve(staff, holding, Use.PRIVATE, first_owner=True, delivered_on=None)
        assert (holding.verified_by, holding.verifier_id, owner.is_owner) == (Proof.DOCUMENT, staff.id, True)
        assert db.session.scalar(select(func.count()).select_from(HoldingDocument)) == 0
        assert run_jobs() == ["delete_files"]
        with pytest.raises(NotStoredError):
            documents.picture(document)

    def test_declining_tells_why_and_deletes_the_picture(
        self, app: Flask, picture: bytes, run_jobs: Callable[[], list[str]]
    ) -> None:
        owner = make.member()
        holding = cars.car(owner, cars.vin())
        document = documents.send(owner, holding, picture)
        deciding.decline(make.member(), holding, "The VIN cannot be read.")
        run_jobs()
        assert (holding.declined, holding.is_open, owner.is_owner) == ("The VIN cannot be read.", True, False)
        with pytest.raises(NotStoredError):
            documents.picture(document)
        documents.send(owner, holding, picture)
        assert holding.declined is None

    def test_the_file_is_sealed_and_bare(self, app: Flask, settings: Settings, picture: bytes) -> None:
        owner = make.member()
        document = documents.send(owner, cars.car(owner, cars.vin()), picture)
        kept = Path(app.config["COCREATE"].home, "media", document.storage_key).read_bytes()
        assert b"WEBP" not in kept
        assert documents.picture(document)[8:12] == b"WEBP"

    def test_another_picture_takes_the_place_of_the_first(
        self, app: Flask, picture: bytes, run_jobs: Callable[[], list[str]]
    ) -> None:
        owner = make.member()
        holding = cars.car(owner, cars.vin())
        key = documents.send(owner, holding, picture).storage_key
        second = documents.send(owner, holding, picture)
        run_jobs()
        assert second.storage_key != key
        assert documents.picture(second)
        assert not Path(app.config["COCREATE"].home, "media", key).exists()

    @pytest.mark.parametrize("content", [b"", b"<svg/>", b"%PDF-1.7", b"\xff\xd8\xff"])
    def test_what_is_no_picture_is_refused_at_its_field(self, app: Flask, content: bytes) -> None:
        owner = make.member()
        with pytest.raises(Invalid) as refusal:
            documents.send(owner, cars.car(owner, cars.vin()), content)
        assert refusal.value.field == "document"

    def test_there_must_be_something_to_prove(self, app: Flask, picture: bytes) -> None:
        owner = make.member()
        for holding in (
            cars.car(owner),
            cars.car(owner, cars.vin(), state=HoldingState.ORDERED),
            listed(make.member(), cars.vin()),
        ):
            with pytest.raises(Refused):
                documents.send(owner, holding, picture)

    def test_nobody_decides_about_their_own_car(self, app: Flask, picture: bytes) -> None:
        staff = make.member(roles=["moderator"])
        holding = cars.car(staff, cars.vin())
        documents.send(staff, holding, picture)
        with pytest.raises(Refused, match="their own car"):
            deciding.approve(staff, holding, Use.PRIVATE, first_owner=False, delivered_on=None)

    def test_a_decision_is_made_once_and_for_a_reason(self, app: Flask, picture: bytes) -> None:
        owner, staff = make.member(), make.member()
        holding = cars.car(owner, cars.vin())
        documents.send(owner, holding, picture)
        with pytest.raises(Invalid):
            deciding.decline(staff, holding, "")
        deciding.decline(staff, holding, "Not yours.")
        with pytest.raises(Refused, match="already"):
            deciding.approve(staff, holding, Use.PRIVATE, first_owner=False, delivered_on=None)


class TestDisputes:
    def test_who_claims_an_owners_car_is_not_told_whose_it_is(self, app: Flask) -> None:
        vin = cars.vin()
        owner = listed(make.member(), vin)
        claim = cars.car(make.member(), vin)
        assert dispute_of(claim).against_id == owner.id
        assert not claim.is_verified

    def test_claims_before_the_owner_was_proven_become_disputes(self, app: Flask) -> None:
        vin, owner = cars.vin(), make.member()
        claims = [cars.car(make.member(), vin) for _claim in range(3)]
        assert [vehicles.open_dispute(claim.id) for claim in claims] == [None, None, None]
        holding = listed(owner, vin)
        assert {dispute_of(claim).against_id for claim in claims} == {holding.id}

    def test_upheld_transfers_the_car(self, app: Flask) -> None:
        vin, former, claimant = cars.vin(), make.member(), make.member()
        old, new = listed(former, vin), cars.car(claimant, vin)
        third = cars.car(make.member(), vin)
        deciding.uphold(make.member(roles=["service"]), dispute_of(new), "Bought in May, the papers show it.")
        assert (old.state, former.is_owner) == (HoldingState.FORMER, False)
        assert (new.state, new.verified_by, claimant.is_owner) == (HoldingState.OWNER, Proof.DOCUMENT, True)
        assert dispute_of(third).against_id == new.id

    def test_rejected_ends_the_claim(self, app: Flask) -> None:
        vin, owner, claimant = cars.vin(), make.member(), make.member()
        old, claim = listed(owner, vin), cars.car(claimant, vin)
        deciding.reject(make.member(), dispute_of(claim), "The papers name somebody else.")
        assert (old.is_open, owner.is_owner) == (True, True)
        assert (claim.state, claim.is_verified, claimant.is_owner) == (HoldingState.FORMER, False, False)
        assert claim.declined == "The papers name somebody else."

    def test_a_dispute_is_decided_once(self, app: Flask) -> None:
        vin = cars.vin()
        listed(make.member(), vin)
        dispute = dispute_of(cars.car(make.member(), vin))
        deciding.reject(make.member(), dispute, "No.")
        with pytest.raises(Refused, match="already"):
            deciding.uphold(make.member(), dispute, "Yes.")

    def test_neither_party_decides(self, app: Flask) -> None:
        vin, owner, claimant = cars.vin(), make.member(), make.member()
        listed(owner, vin)
        dispute = dispute_of(cars.car(claimant, vin))
        for party in (owner, claimant):
            with pytest.raises(Refused, match="their own car"):
                deciding.uphold(party, dispute, "Mine.")

    def test_whoever_claims_the_car_too_decides_nothing_about_it(self, app: Flask, picture: bytes) -> None:
        vin, rival, claimant = cars.vin(), make.member(roles=["service"]), make.member()
        cars.car(rival, vin)
        waiting = cars.car(claimant, vin)
        documents.send(claimant, waiting, picture)
        with pytest.raises(Refused) as refusal:
            deciding.decline(rival, waiting, "It is mine.")
        assert refusal.value.code == "own-car"
        deciding.approve(make.member(), waiting, Use.PRIVATE, first_owner=False, delivered_on=None)
        third = dispute_of(cars.car(make.member(), vin))
        for decide in (deciding.uphold, deciding.reject):
            with pytest.raises(Refused) as refusal:
                decide(rival, third, "Neither of them.")
            assert refusal.value.code == "own-car"

    def test_a_document_alone_does_not_decide_a_dispute(self, app: Flask, picture: bytes) -> None:
        vin, claimant = cars.vin(), make.member()
        listed(make.member(), vin)
        claim = cars.car(claimant, vin)
        documents.send(claimant, claim, picture)
        with pytest.raises(Refused, match="Decide the dispute"):
            deciding.approve(make.member(), claim, Use.PRIVATE, first_owner=False, delivered_on=None)

    def test_after_a_sale_the_claimant_still_needs_a_decision(self, app: Flask) -> None:
        vin, owner, claimant = cars.vin(), make.member(), make.member()
        holding, claim = listed(owner, vin), cars.car(claimant, vin)
        rules.sell(owner, holding)
        assert not claimant.is_owner
        deciding.uphold(make.member(), dispute_of(claim), "Sold to them.")
        assert claimant.is_owner
