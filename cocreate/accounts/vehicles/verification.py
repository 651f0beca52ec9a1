"""Proving that a car is a member's: by the brand's list, or by whoever decides on a document or a dispute."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from cocreate.accounts.vehicles import disputes, documents
from cocreate.accounts.vehicles.holdings import locked
from cocreate.accounts.vehicles.standing import settling
from cocreate.journal import rules as journal
from cocreate.kernel import clock, sealing
from cocreate.kernel.database import db
from cocreate.members.models import Identity, IdentityKind, Member
from cocreate.vehicles import queries as vehicles
from cocreate.vehicles import vin as vins
from cocreate.vehicles.models import Holding, HoldingState, OwnerRecord, Proof, Vehicle


def look_up(member: Member) -> int:
    """Look every unproven car of `member` up in the brand's list; how many it proves."""
    unproven = (Holding.member_id == member.id, Holding.ended_at.is_(None), Holding.verified_at.is_(None))
    return match(list(db.session.scalars(select(Holding).where(*unproven, Holding.vehicle_id.is_not(None)))))


def match(claims: Sequence[Holding]) -> int:
    """Verify those of `claims` that the brand's list proves; how many. Claims to what others own become disputes.

    A line of the list proves a claim when its VIN and its phone number both fit, the number being one the member has
    confirmed, and no later import has other lines for the car. It ends the holding of an owner whom the list had
    proven before; what staff have decided, only staff decide anew.
    """
    unproven = [claim for claim in locked(claims) if claim.is_open and not claim.is_verified]
    proven = [(claim, record) for claim in unproven if (record := _record(claim)) is not None]
    taken = 0
    if proven:
        with settling(*parties([claim for claim, _record in proven])):
            for claim, record in proven:
                taken += _prove(claim, record)
    for claim in unproven:
        disputes.open_where_owned(claim)
    return taken


def take(claim: Holding, proof: Proof, verifier: Member | None = None, *, at: datetime | None = None) -> None:
    """Make `claim` the holding of its car's verified owner. The former owner's ends and stays as history.

    Within `settling` the `parties`, the car locked.
    """
    at, actor_id = at or clock.now(), verifier.id if verifier else None
    claim.first_owner = claim.first_owner and not _was_owned(claim)
    former = vehicles.owner_of(claim.vehicle_id) if claim.vehicle_id is not None else None
    if former is not None:
        former.state, former.ended_at = HoldingState.FORMER, at
        db.session.flush()
        journal.note(actor_id, "transfer", "holding", former.id, to=claim.id)
    claim.state, claim.verified_at, claim.verified_by = HoldingState.OWNER, at, proof
    claim.verifier_id, claim.declined = actor_id, None
    db.session.flush()
    journal.note(actor_id, "verify", "holding", claim.id, proof=proof.value)
    documents.forget(claim)
    disputes.turn_to(claim)


def parties(claims: Sequence[Holding]) -> list[Member]:
    """The members of `claims`, and those who own the cars they claim."""
    owners = [vehicles.owner_of(claim.vehicle_id) for claim in claims if claim.vehicle_id is not None]
    ids = {holding.member_id for holding in [*claims, *owners] if holding is not None}
    return list(db.session.scalars(select(Member).where(Member.id.in_(ids))))


def _prove(claim: Holding, record: OwnerRecord) -> bool:
    owner = vehicles.owner_of(claim.vehicle_id) if claim.vehicle_id is not None else None
    if owner is not None and not _has_sold(owner, record):
        return False
    claim.series_id, claim.model_year_id, claim.trim_id = record.series_id, record.model_year_id, record.trim_id
    claim.use, claim.first_owner = record.use, record.first_owner
    claim.ordered_on, claim.delivered_on = record.ordered_on, record.delivered_on
    take(claim, Proof.LIST)
    return True


def _has_sold(owner: Holding, record: OwnerRecord) -> bool:
    """Whether `record` says that the car is no longer of the verified `owner`."""
    if owner.verified_by is not Proof.LIST or owner.verified_at is None:
        return False
    return owner.verified_at < record.imported_at and _record(owner) is None


def _record(claim: Holding) -> OwnerRecord | None:
    """The line of the list that proves `claim`: of the last import that speaks of its car, with the member's phone."""
    if claim.vehicle_id is None:
        return None
    vin = sealing.unseal(db.session.get_one(Vehicle, claim.vehicle_id).vin_sealed)
    of_car = select(OwnerRecord).where(OwnerRecord.vin_lookup.in_(vins.lookups(vin)))
    records = list(db.session.scalars(of_car.order_by(OwnerRecord.imported_at.desc(), OwnerRecord.id)))
    phones = _phones(claim.member_id) if records else set()
    last = [record for record in records if record.imported_at == records[0].imported_at]
    return next((record for record in last if record.phone_lookup in phones and record.is_delivered), None)


def _phones(member_id: int) -> set[str]:
    """Every keyed hash under which a confirmed number of the member may stand in the list."""
    theirs = (Identity.member_id == member_id, Identity.kind == IdentityKind.PHONE)
    sealed = db.session.scalars(select(Identity.sealed).where(*theirs))
    return {lookup for value in sealed for lookup in sealing.lookups(sealing.unseal(value))}


def _was_owned(claim: Holding) -> bool:
    """Whether the car of `claim` has had a verified owner before."""
    if claim.vehicle_id is None:
        return False
    before = (Holding.vehicle_id == claim.vehicle_id, Holding.id != claim.id, Holding.verified_at.is_not(None))
    return db.session.scalar(select(Holding.id).where(*before).limit(1)) is not None
