"""Finding and locking holdings."""

from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.vehicles.models import Holding, Vehicle


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
