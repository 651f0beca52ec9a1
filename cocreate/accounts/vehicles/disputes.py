"""Claims to the car of a verified owner: opened, turned to a new owner, withdrawn. Decided in ``deciding``.

Everything here happens while the car's row is locked.
"""

from cocreate.accounts.vehicles import telling
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.vehicles import queries as vehicles
from cocreate.vehicles.models import Dispute, DisputeState, Holding


def open_where_owned(claim: Holding) -> Dispute | None:
    """Open a dispute for the unproven `claim` where somebody else is the car's verified owner."""
    owner = vehicles.owner_of(claim.vehicle_id) if claim.vehicle_id is not None else None
    if owner is None or claim.is_verified or not claim.is_open:
        return None
    return _against(owner, claim)


def turn_to(owner: Holding) -> None:
    """Make every other claim to the car a dispute with its new verified `owner`, whose own one has become moot."""
    if owner.vehicle_id is None:
        return
    withdraw(owner)
    for claim in db.session.scalars(vehicles.of_car(owner.vehicle_id)).all():
        if claim.id != owner.id:
            _against(owner, claim)


def withdraw(claim: Holding) -> bool:
    """Close the open dispute of `claim`, which its member no longer needs; ``False`` when there is none."""
    dispute = vehicles.open_dispute(claim.id)
    if dispute is None:
        return False
    dispute.state, dispute.decided_at, dispute.decider_id = DisputeState.WITHDRAWN, clock.now(), claim.member_id
    journal.note(claim.member_id, "withdraw", "dispute", dispute.id)
    db.session.flush()
    return True


def _against(owner: Holding, claim: Holding) -> Dispute:
    dispute = vehicles.open_dispute(claim.id)
    if dispute is None:
        dispute = Dispute(claim_id=claim.id, against_id=owner.id)
        db.session.add(dispute)
        db.session.flush()
        entry = journal.note(claim.member_id, "dispute", "dispute", dispute.id, claim=claim.id, against=owner.id)
        telling.holders(entry, owner.id)
    dispute.against_id = owner.id
    db.session.flush()
    return dispute
