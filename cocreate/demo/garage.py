"""The cars of the demo's members, proven as the brand's list would have proven them."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, or_, select

from cocreate.accounts.vehicles import choosing, verification
from cocreate.accounts.vehicles.standing import settling
from cocreate.demo.script import Ride
from cocreate.kernel import sealing
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.vehicles import queries as vehicles
from cocreate.vehicles import vin as vins
from cocreate.vehicles.models import Dispute, Holding, HoldingDocument, HoldingState, Proof, Use, Vehicle


def park(rides: Collection[Ride], cast: Mapping[str, Member], now: datetime) -> None:
    """Give the members of `cast` (by key) their cars."""
    models = choosing.everything()
    for ride in rides:
        member, since = cast[ride.by], now - timedelta(days=ride.since or 0)
        series_id, model_year_id, trim_id = models[ride.model]
        holding = Holding(
            member_id=member.id,
            vehicle_id=_vehicle(ride.vin).id if ride.vin else None,
            series_id=series_id,
            model_year_id=model_year_id,
            trim_id=trim_id,
            state=HoldingState(ride.state),
            use=Use(ride.use),
            first_owner=ride.first_owner,
            created_at=since,
        )
        with settling(member):
            db.session.add(holding)
            db.session.flush()
            if ride.since is not None:
                verification.take(holding, Proof.LIST, at=since)
            if ride.until is not None:
                holding.state, holding.ended_at = HoldingState.FORMER, now - timedelta(days=ride.until)


def clear(crew: Collection[int]) -> dict[str, list[int]]:
    """Delete the cars of the members `crew`, disputes about them too; answers what is gone, by the journal's words."""
    held = list(db.session.scalars(select(Holding.id).where(Holding.member_id.in_(crew))))
    touched = or_(Dispute.claim_id.in_(held), Dispute.against_id.in_(held), Dispute.decider_id.in_(crew))
    disputes = list(db.session.scalars(select(Dispute.id).where(touched)))
    with settling(*db.session.scalars(select(Member).where(Member.id.in_(crew)))):
        db.session.execute(delete(Dispute).where(Dispute.id.in_(disputes)))
        db.session.execute(delete(HoldingDocument).where(HoldingDocument.holding_id.in_(held)))
        db.session.execute(delete(Holding).where(Holding.id.in_(held)))
    db.session.execute(delete(Vehicle).where(~exists().where(Holding.vehicle_id == Vehicle.id)))
    return {"holding": held, "dispute": disputes}


def _vehicle(number: int) -> Vehicle:
    """The car with the demo's VIN of this `number`: of a maker's code that no maker has."""
    bare = f"LTYEV0000TN{number:06d}"
    vin = f"{bare[: vins.CHECK_PLACE]}{vins.check_digit(bare)}{bare[vins.CHECK_PLACE + 1 :]}"
    found = db.session.scalar(vehicles.by_vin(vin))
    if found is None:
        found = Vehicle(vin_lookup=vins.lookups(vin)[0], vin_sealed=sealing.seal(vin), vin_tail=vins.tail(vin))
        db.session.add(found)
        db.session.flush()
    return found
