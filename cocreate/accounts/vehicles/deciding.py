"""What moderators and service members decide: documents, and disputes about a car.

Nobody decides about a car of their own, or of which they say that it is.
"""

from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from cocreate.accounts.vehicles import documents, telling, verification
from cocreate.accounts.vehicles.holdings import check_dates, locked_one
from cocreate.accounts.vehicles.standing import settling
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member
from cocreate.vehicles import queries as vehicles
from cocreate.vehicles.models import Dispute, DisputeState, Holding, HoldingState, Proof, Use

LONGEST_REASON = 500


class Found(NamedTuple):
    """What the papers tell about a car, be it another than the member's word: rewards depend on it."""

    use: Use
    first_owner: bool
    delivered_on: date | None


def approve(actor: Member, holding: Holding, use: Use, *, first_owner: bool, delivered_on: date | None) -> None:
    """Find that the document proves `holding`, of this `use`. The document is deleted.

    `delivered_on` is the day that it tells, be it another than the member's word: anniversaries and invitations are
    rewarded by it. Raises `Invalid` at ``delivered_on`` for a day that cannot be, `Refused` when there is no document,
    or somebody else is the car's owner: that is a dispute to decide.
    """
    claim = _waiting(actor, holding)
    if claim.vehicle_id is not None and vehicles.owner_of(claim.vehicle_id) is not None:
        raise Refused("car-in-dispute", _("Another member is the verified owner of this car. Decide the dispute."))
    check_dates(claim.state, claim.ordered_on, delivered_on)
    with settling(*verification.parties([claim])):
        claim.use, claim.first_owner, claim.delivered_on = use, first_owner, delivered_on
        verification.take(claim, Proof.DOCUMENT, actor)


def decline(actor: Member, holding: Holding, reason: str) -> None:
    """Find that the document does not prove `holding`, for a `reason` its member reads. The document is deleted."""
    check_reason(reason)
    claim = _waiting(actor, holding)
    claim.declined = reason
    documents.forget(claim)
    telling.holders(journal.note(actor.id, "decline", "holding", claim.id), claim.id)
    db.session.flush()


def uphold(actor: Member, dispute: Dispute, reason: str, found: Found | None = None) -> None:
    """Find that the car is the claimant's: it is transferred to them, the owner's holding ends.

    ``None`` finds what the claimant says. Raises `Invalid` at ``delivered_on`` for a day that cannot be.
    """
    claim = _disputed(actor, dispute, reason)
    found = found or Found(claim.use, claim.first_owner, claim.delivered_on)
    if found.delivered_on != claim.delivered_on:
        check_dates(claim.state, claim.ordered_on, found.delivered_on)
    with settling(*verification.parties([claim])):
        _close(actor, dispute, DisputeState.UPHELD, reason)
        claim.use, claim.first_owner, claim.delivered_on = found
        verification.take(claim, Proof.DOCUMENT, actor, quiet=True)


def reject(actor: Member, dispute: Dispute, reason: str) -> None:
    """Find that the car is not the claimant's: their claim ends, for a `reason` they read."""
    claim = _disputed(actor, dispute, reason)
    _close(actor, dispute, DisputeState.REJECTED, reason)
    documents.forget(claim)
    claim.state, claim.ended_at, claim.declined = HoldingState.FORMER, clock.now(), reason
    db.session.flush()


def _waiting(actor: Member, holding: Holding) -> Holding:
    """`holding`, locked, with its document; raises `Refused`."""
    claim = locked_one(holding)
    check_not_own(actor, claim)
    if documents.of(claim) is None:
        raise decided()
    return claim


def _disputed(actor: Member, dispute: Dispute, reason: str) -> Holding:
    """The claim of the open `dispute`, locked; raises `Invalid` or `Refused`."""
    check_reason(reason)
    claim = locked_one(db.session.get_one(Holding, dispute.claim_id))
    db.session.refresh(dispute)
    owner = db.session.get_one(Holding, dispute.against_id)
    if dispute.state is not DisputeState.OPEN or not claim.is_open:
        raise decided()
    if actor.id == owner.member_id:
        raise _own()
    check_not_own(actor, claim)
    return claim


def _close(actor: Member, dispute: Dispute, state: DisputeState, reason: str) -> None:
    dispute.state, dispute.decided_at, dispute.decider_id, dispute.reason = state, clock.now(), actor.id, reason
    entry = journal.note(actor.id, "decide", "dispute", dispute.id, state=state.value)
    telling.holders(entry, dispute.claim_id, dispute.against_id)
    db.session.flush()


def decided() -> Refused:
    """What is said to whoever decides about what somebody has decided before."""
    return Refused("already-decided", _("This was decided already."))


def check_reason(reason: str) -> None:
    """Raise `Invalid` at ``reason`` for one that is missing or too long."""
    if not reason:
        raise Invalid("reason", _("Give the reason: the member will read it."))
    if len(reason) > LONGEST_REASON:
        raise Invalid("reason", _("At most %(count)s characters, please.", count=LONGEST_REASON))


def check_not_own(actor: Member, claim: Holding) -> None:
    """Raise `Refused` where `actor` made the `claim`, or has the same car on their own list."""
    if claim.member_id == actor.id or (
        claim.vehicle_id is not None
        and db.session.scalar(vehicles.of_car(claim.vehicle_id).where(Holding.member_id == actor.id)) is not None
    ):
        raise _own()


def _own() -> Refused:
    return Refused("own-car", _("Nobody decides about their own car. Leave it to a colleague."))
