"""What members do with their cars: add, order, take delivery, name the VIN, sell, remove."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, exists, func, select
from sqlalchemy.dialects.postgresql import insert

from cocreate.accounts.vehicles import disputes, documents, verification
from cocreate.accounts.vehicles.holdings import changed, check_dates, locked_one
from cocreate.accounts.vehicles.standing import settling
from cocreate.journal import rules as journal
from cocreate.kernel import clock, limits, sealing
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.kernel.limits import Limit
from cocreate.members.models import Member
from cocreate.vehicles import queries as vehicles
from cocreate.vehicles import vin as vins
from cocreate.vehicles.models import Dispute, Holding, HoldingState, Use, Vehicle

MOST_OPEN = 20
# Trying VINs: whoever wants to know which cars are known here must not get far.
VINS_PER_MEMBER = Limit("vins_per_member", 10, timedelta(days=1))
VINS_PER_ADDRESS = Limit("vins_per_address", 60, timedelta(days=1))
_WITH_VIN = (HoldingState.ORDERED, HoldingState.OWNER)


@dataclass(frozen=True)
class Car:
    """A car as its member describes it; `vin` as typed."""

    series_id: int
    model_year_id: int | None = None
    trim_id: int | None = None
    state: HoldingState = HoldingState.OWNER
    use: Use = Use.PRIVATE
    first_owner: bool = False
    ordered_on: date | None = None
    delivered_on: date | None = None
    vin: str = ""


def add(member: Member, car: Car) -> Holding:
    """Add a car that `member` thinks of, has ordered or has; the brand's list may prove it at once.

    A car of which somebody else is the verified owner opens a dispute. Raises `Invalid` at the field that cannot be
    taken, `TooMany` when many VINs were tried.
    """
    check_dates(car.state, car.ordered_on, car.delivered_on)
    _check_room(member)
    if car.vin and car.state is HoldingState.INTENT:
        raise Invalid("vin", _("A car you are still thinking about has no VIN yet."))
    vehicle = _named(member, car.vin) if car.vin else None
    holding = Holding(
        member_id=member.id,
        vehicle_id=vehicle.id if vehicle else None,
        series_id=car.series_id,
        model_year_id=car.model_year_id,
        trim_id=car.trim_id,
        state=car.state,
        use=car.use,
        first_owner=car.first_owner and car.state is not HoldingState.INTENT,
        ordered_on=car.ordered_on,
        delivered_on=car.delivered_on,
    )
    db.session.add(holding)
    db.session.flush()
    journal.note(member.id, "add_car", "holding", holding.id, state=car.state.value)
    verification.match([holding])
    return holding


def order(member: Member, holding: Holding, ordered_on: date | None = None) -> None:
    """Note that `member` has ordered the car they thought of."""
    holding = locked_one(holding)
    if holding.state is not HoldingState.INTENT:
        raise changed()
    check_dates(HoldingState.ORDERED, ordered_on, None)
    holding.state, holding.ordered_on = HoldingState.ORDERED, ordered_on
    journal.note(member.id, "order_car", "holding", holding.id)
    db.session.flush()


def deliver(member: Member, holding: Holding, delivered_on: date | None = None, *, first_owner: bool = False) -> None:
    """Note that `member` has the car now; whether it is theirs is still to be proven."""
    holding = locked_one(holding)
    if holding.state not in (HoldingState.INTENT, HoldingState.ORDERED):
        raise changed()
    check_dates(HoldingState.OWNER, holding.ordered_on, delivered_on)
    holding.state, holding.delivered_on, holding.first_owner = HoldingState.OWNER, delivered_on, first_owner
    journal.note(member.id, "deliver_car", "holding", holding.id)
    db.session.flush()
    verification.match([holding])


def name_vin(member: Member, holding: Holding, typed: str) -> None:
    """Say which car `holding` is about; the brand's list may prove it at once. Raises as `add`."""
    if holding.vehicle_id is not None or holding.state not in _WITH_VIN:
        raise changed()
    vehicle = _named(member, typed)
    holding = locked_one(holding)
    if holding.vehicle_id is not None or holding.is_verified:
        raise changed()
    holding.vehicle_id = vehicle.id
    db.session.flush()
    journal.note(member.id, "name_vin", "holding", holding.id)
    verification.match([holding])


def sell(member: Member, holding: Holding) -> None:
    """Note that `member` no longer has the verified car. The marks of their supports stay."""
    holding = locked_one(holding)
    if holding.state is not HoldingState.OWNER or not holding.is_verified:
        raise changed()
    with settling(member):
        holding.state, holding.ended_at = HoldingState.FORMER, clock.now()
        journal.note(member.id, "sell_car", "holding", holding.id)


def remove(member: Member, holding: Holding) -> None:
    """Take an unproven car off the list. One that was disputed stays as an ended claim, for the record."""
    holding = locked_one(holding)
    if holding.is_verified or not holding.is_open:
        raise changed()
    documents.forget(holding)
    disputes.withdraw(holding)
    journal.note(member.id, "remove_car", "holding", holding.id)
    if db.session.scalar(select(exists().where(Dispute.claim_id == holding.id))):
        holding.state, holding.ended_at = HoldingState.FORMER, clock.now()
    else:
        db.session.delete(holding)
    db.session.flush()
    nobodys = ~exists().where(Holding.vehicle_id == Vehicle.id)
    db.session.execute(delete(Vehicle).where(Vehicle.id == holding.vehicle_id, nobodys))


def _named(member: Member, typed: str) -> Vehicle:
    """The car with the VIN `typed`, locked. Raises `Invalid` at ``vin`` when it is on the member's list already."""
    vin = vins.normal(typed)
    limits.use(VINS_PER_MEMBER, str(member.id))
    limits.use(VINS_PER_ADDRESS, limits.address())
    vehicle = _vehicle(vin)
    mine = vehicles.of_car(vehicle.id).where(Holding.member_id == member.id)
    if db.session.scalar(mine) is not None:
        raise Invalid("vin", _("This car is on your list already."))
    return vehicle


def _vehicle(vin: str) -> Vehicle:
    """The row of the car with the VIN `vin` (normal form), locked; made when it is new."""
    row = {"vin_lookup": vins.lookups(vin)[0], "vin_sealed": sealing.seal(vin), "vin_tail": vins.tail(vin)}
    while (found := db.session.scalar(vehicles.by_vin(vin).with_for_update())) is None:
        db.session.execute(insert(Vehicle).values(**row).on_conflict_do_nothing())
    return found


def _check_room(member: Member) -> None:
    theirs = select(func.count()).where(Holding.member_id == member.id, Holding.ended_at.is_(None))
    if db.session.scalars(theirs).one() >= MOST_OPEN:
        raise Refused("too-many-cars", _("There are %(count)s cars on your list. Remove one first.", count=MOST_OPEN))
