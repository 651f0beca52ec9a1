"""Verifications found false: the car counts for nothing that it made its holder, and is free for whoever has it."""

from sqlalchemy import update

from cocreate.accounts.vehicles import deciding, earning, telling, verification
from cocreate.accounts.vehicles.holdings import locked, locked_one
from cocreate.accounts.vehicles.standing import settling
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.vehicles import queries as vehicles
from cocreate.vehicles.models import Holding, HoldingState, OwnerRecord


def void(actor: Member, holding: Holding, reason: str) -> None:
    """Find that the verification of `holding` had been false, for a `reason` its member reads.

    Whether the holding is open or has ended: it made nobody an owner, so the marks it gave are taken away, and those
    only. The line of the brand's list that spoke for it proves nothing any more; open claims that other lines prove
    are proven now, disputes wait for their decision. Raises `Invalid` at ``reason``, or `Refused`.
    """
    deciding.check_reason(reason)
    held = locked_one(holding)
    deciding.check_not_own(actor, held)
    if not held.is_verified:
        raise deciding.decided()
    claims = _claims(held)
    with settling(*verification.parties([held, *claims])):
        now = clock.now()
        held.state, held.ended_at = HoldingState.FORMER, held.ended_at or now
        held.voided_at, held.voider_id, held.voided_for = now, actor.id, reason
        _distrust(held)
        telling.holders(journal.note(actor.id, "void", "holding", held.id), held.id)
        earning.voided(held)
        verification.prove(claims)


def _claims(held: Holding) -> list[Holding]:
    """The open claims of others to the car of the locked `held`, locked too."""
    if held.vehicle_id is None:
        return []
    others = vehicles.of_car(held.vehicle_id).where(Holding.id != held.id)
    return locked(db.session.scalars(others).all())


def _distrust(held: Holding) -> None:
    """Have the lines of the list that speak for `held` prove nothing any more."""
    lines = [line.id for line in verification.lines_of(held)]
    db.session.execute(update(OwnerRecord).where(OwnerRecord.id.in_(lines)).values(distrusted_at=held.voided_at))
