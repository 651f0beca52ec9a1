"""What members are told of their cars."""

from flask import Flask
from sqlalchemy import select

from cocreate.accounts.vehicles import deciding, documents, rules, telling, voiding
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.notices.models import Cause, Notice, Why
from cocreate.notices.words import Told
from cocreate.vehicles.models import Dispute, Use
from tests import make
from tests.make import cars


def told(member: Member, verb: str, subject: int) -> Told:
    """The notice that something was found of a car, or of a dispute about one."""
    at = db.session.scalars(select(Notice.at).where(Notice.member_id == member.id)).first()
    assert at is not None
    return Told(
        id=1, member_id=member.id, cause=Cause.VEHICLE, why=Why.HOLDER, at=at, unread=True, verb=verb,
        subject_id=subject, data={}, actor=None, about=None, said=None,
    )  # fmt: skip


def test_a_voided_verification_is_told_with_its_reason(app: Flask, picture: bytes) -> None:
    owner, staff = make.member(), make.member(roles=["service"])
    held = cars.car(owner, cars.vin())
    documents.send(owner, held, picture)
    deciding.approve(staff, held, Use.PRIVATE, first_owner=True, delivered_on=None)
    voiding.void(staff, held, "The invoice is another car's.")
    (saying,) = telling.of_holdings([told(owner, "void", held.id)], "en")
    assert saying is not None
    assert "found false" in saying[0]
    assert saying[1] == "The invoice is another car's."
    assert db.session.scalars(select(Notice.member_id).distinct()).all() == [owner.id]


def test_a_car_that_was_removed_since_is_no_error(app: Flask, picture: bytes) -> None:
    owner = make.member()
    held = cars.car(owner, cars.vin())
    documents.send(owner, held, picture)
    deciding.decline(make.member(roles=["service"]), held, "It is too dark.")
    notice = told(owner, "decline", held.id)
    rules.remove(owner, held)
    assert telling.of_holdings([notice], "en") == [None]


def test_who_owned_a_car_reads_nothing_of_who_owns_it_now(app: Flask, picture: bytes) -> None:
    staff, vin = make.member(roles=["service"]), cars.vin()
    former, claimant, owner = make.member(), make.member(), make.member()
    for member in (former, owner):
        held = cars.car(member, vin)
        documents.send(member, held, picture)
        deciding.approve(staff, held, Use.PRIVATE, first_owner=True, delivered_on=None)
        if member is former:
            cars.car(claimant, vin)
            voiding.void(staff, held, "The invoice is another car's.")
    dispute = db.session.scalars(select(Dispute)).one()
    assert dispute.against_id == held.id
    first, second = telling.of_disputes([told(member, "dispute", dispute.id) for member in (former, owner)], "en")
    assert first is None
    assert second is not None
