"""What is remembered of a car when somebody who had it is erased: as little as keeps it from bringing points twice."""

from datetime import datetime

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert

from cocreate.accounts.vehicles import earning
from cocreate.kernel import clock, sealing
from cocreate.kernel.database import db
from cocreate.vehicles import vin as vins
from cocreate.vehicles.models import Holding, Trace, Vehicle


def leave(held: Holding) -> None:
    """Remember the car of the locked `held`, which counted, before it is emptied."""
    if held.vehicle_id is None:
        return
    sealed = db.session.get_one(Vehicle, held.vehicle_id).vin_sealed
    values = {
        "vin_lookup": vins.lookups(sealing.unseal(sealed))[0],
        "on_day": earning.had_from(held),
        "last_year": earning.last_year(held),
        "at": clock.now().replace(hour=0, minute=0, second=0, microsecond=0),  # an instant would lead to who was erased
    }
    row = insert(Trace).values(values)
    later = {name: func.greatest(getattr(Trace, name), row.excluded[name]) for name in ("on_day", "last_year", "at")}
    db.session.execute(row.on_conflict_do_update(index_elements=[Trace.vin_lookup], set_=later))


def forget_old(before: datetime) -> None:
    """Forget the cars of those who were erased before that instant."""
    db.session.execute(delete(Trace).where(Trace.at < before))
