"""Finding and locking holdings, and the days they may have."""

from collections.abc import Collection, Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.vehicles.models import Holding, HoldingState, Vehicle

EARLIEST = date(1980, 1, 1)


def locked(holdings: Sequence[Holding]) -> list[Holding]:
    """Those of `holdings` that are still there, read afresh, which with their cars stay as they are from now on.

    Whoever changes anything about a car, its owner or claims to it holds the car's row. Raises `Refused` when a car
    was named meanwhile.
    """
    cars = {holding.vehicle_id for holding in holdings if holding.vehicle_id is not None}
    keep(cars)
    ids = [holding.id for holding in holdings]
    query = select(Holding).where(Holding.id.in_(ids)).order_by(Holding.id).with_for_update(key_share=True)
    found = list(db.session.scalars(query.execution_options(populate_existing=True)))
    if not {holding.vehicle_id for holding in found if holding.vehicle_id is not None} <= cars:
        raise changed()
    return found


def keep(cars: Collection[int]) -> None:
    """Hold these cars, by their keys: nothing about them or who has them changes until the transaction ends."""
    db.session.execute(select(Vehicle.id).where(Vehicle.id.in_(cars)).order_by(Vehicle.id).with_for_update())


def locked_one(holding: Holding) -> Holding:
    """`holding`, locked as by `locked`; raises `Refused` when it is gone."""
    found = locked([holding])
    if not found:
        raise changed()
    return found[0]


def changed() -> Refused:
    """What is said of a car that is no longer as the page showed it."""
    return Refused("car-changed", _("This car has changed meanwhile. Reload the page and look again."))


def check_dates(state: HoldingState, ordered_on: date | None, delivered_on: date | None) -> None:
    """Raise `Invalid` at the day that a car of this `state` cannot have."""
    today = clock.local_day(clock.now())
    for field, day in (("ordered_on", ordered_on), ("delivered_on", delivered_on)):
        if day is not None and not EARLIEST <= day <= today:
            raise Invalid(field, _("This day is in the future or too long ago."))
    if ordered_on is not None and state is HoldingState.INTENT:
        raise Invalid("ordered_on", _("A car you are still thinking about is not ordered yet."))
    if delivered_on is not None and state is not HoldingState.OWNER:
        raise Invalid("delivered_on", _("The car has not been delivered yet."))
    if ordered_on is not None and delivered_on is not None and delivered_on < ordered_on:
        raise Invalid("delivered_on", _("It cannot have been delivered before it was ordered."))
