"""The cars of the demo's members, proven as the brand's list would have proven them."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, or_, select

from cocreate.accounts.vehicles import choosing, verification
from cocreate.accounts.vehicles.standing import settling
from cocreate.demo.crowd import Soul, chance
from cocreate.demo.script import Ride
from cocreate.journal import rules as journal
from cocreate.kernel import sealing
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.vehicles import queries as vehicles
from cocreate.vehicles import vin as vins
from cocreate.vehicles.models import Dispute, Holding, HoldingDocument, HoldingState, Proof, Use, Vehicle

FIRST_OF_CROWD = 1000  # the number of their VINs
FIRST_OWNERS = 0.8


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


def park_crowd(crowd: Mapping[Soul, Member]) -> None:
    """Give the `crowd` their cars, proven by the list when each of them says so."""
    models = choosing.everything()
    drivers = {soul: member for soul, member in crowd.items() if soul.model}
    with settling(*drivers.values()):
        made = [_holding(soul, member, *models[soul.model or ""]) for soul, member in drivers.items()]
        db.session.add_all(made)
        db.session.flush()
        for holding in made:
            journal.note(None, "verify", "holding", holding.id, at=holding.verified_at, proof=Proof.LIST.value)


def _holding(soul: Soul, member: Member, series_id: int, model_year_id: int | None, trim_id: int | None) -> Holding:
    return Holding(
        member_id=member.id,
        vehicle=_new_vehicle(FIRST_OF_CROWD + soul.number),
        series_id=series_id,
        model_year_id=model_year_id,
        trim_id=trim_id,
        state=HoldingState.OWNER,
        use=Use.PRIVATE,
        first_owner=chance("first owner", soul.number) < FIRST_OWNERS,
        created_at=soul.joined_at,
        verified_at=soul.verified_at,
        verified_by=Proof.LIST,
    )


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
    """The car with the demo's VIN of this `number`."""
    found = db.session.scalar(vehicles.by_vin(_vin(number)))
    if found is None:
        found = _new_vehicle(number)
        db.session.add(found)
        db.session.flush()
    return found


def _new_vehicle(number: int) -> Vehicle:
    vin = _vin(number)
    return Vehicle(vin_lookup=vins.lookups(vin)[0], vin_sealed=sealing.seal(vin), vin_tail=vins.tail(vin))


def _vin(number: int) -> str:
    """A VIN of a maker's code that no maker has."""
    bare = f"LTYEV0000TN{number:06d}"
    return f"{bare[: vins.CHECK_PLACE]}{vins.check_digit(bare)}{bare[vins.CHECK_PLACE + 1 :]}"
