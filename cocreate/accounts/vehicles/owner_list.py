"""The brand's own list of who has which car: written down as keyed hashes, compared with what members claim."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import exists, select

from cocreate.accounts.vehicles import verification
from cocreate.kernel import sealing
from cocreate.kernel.database import db
from cocreate.members.models import Identity, IdentityKind
from cocreate.vehicles import vin as vins
from cocreate.vehicles.models import Holding, OwnerRecord, Use, Vehicle


@dataclass(frozen=True)
class Details:
    """What the list says of a car and its holder, beside VIN and phone number."""

    series_id: int
    model_year_id: int | None = None
    trim_id: int | None = None
    use: Use = Use.PRIVATE
    first_owner: bool = False
    ordered_on: date | None = None
    delivered_on: date | None = None


@dataclass(frozen=True)
class Line:
    """A line of the list; `vin` and `phone` in their normal forms."""

    vin: str
    phone: str
    details: Details


def put(line: Line, at: datetime) -> bool:
    """Write `line` of the import begun at the instant `at` down; ``False`` when it stands there already, the same.

    The same line is written anew where others have been imported of the car since: without days of delivery, that it
    was sold and sold back shows in nothing else.
    """
    vin, phone = vins.lookups(line.vin), sealing.lookups(line.phone)
    known = select(OwnerRecord).where(OwnerRecord.vin_lookup.in_(vin), OwnerRecord.phone_lookup.in_(phone))
    record = db.session.scalar(known)
    said = asdict(line.details)
    if record is None:
        db.session.add(OwnerRecord(vin_lookup=vin[0], phone_lookup=phone[0], imported_at=at, **said))
    elif said == {name: getattr(record, name) for name in said} and not _outdated(record, vin):
        return False
    else:
        for name, value in said.items():
            setattr(record, name, value)
        record.imported_at = at
    db.session.flush()
    return True


def _outdated(record: OwnerRecord, vin: Sequence[str]) -> bool:
    """Whether another line of the car, which is found under `vin`, is later than `record`."""
    later = exists().where(OwnerRecord.vin_lookup.in_(vin), OwnerRecord.imported_at > record.imported_at)
    return bool(db.session.scalar(select(later)))


def look_for(lines: Iterable[Line]) -> int:
    """Verify what members claim and `lines`, which are written down, prove; how many."""
    by_vin = {lookup: line for line in lines for lookup in vins.lookups(line.vin)}
    phones = {lookup for line in by_vin.values() for lookup in sealing.lookups(line.phone)}
    claims = (
        select(Holding)
        .distinct()
        .join(Vehicle, Vehicle.id == Holding.vehicle_id)
        .join(Identity, Identity.member_id == Holding.member_id)
        .where(Vehicle.vin_lookup.in_(by_vin), Identity.kind == IdentityKind.PHONE, Identity.lookup.in_(phones))
        .where(Holding.ended_at.is_(None), Holding.verified_at.is_(None))
    )
    found = list(db.session.scalars(claims)) if by_vin else []
    return verification.match(found) if found else 0
