"""Makers of members' cars, and of the brand's list."""

from datetime import date, timedelta
from itertools import count

from cocreate.accounts.vehicles import rules
from cocreate.accounts.vehicles.rules import Car
from cocreate.catalogue import entries
from cocreate.catalogue import queries as catalogue
from cocreate.catalogue.entries import Entry, Title
from cocreate.catalogue.queries import Model
from cocreate.kernel import clock, sealing
from cocreate.kernel.database import db
from cocreate.members.models import Identity, IdentityKind, Member
from cocreate.vehicles import vin as vins
from cocreate.vehicles.models import Holding, HoldingState, OwnerRecord, Use
from cocreate.vehicles.vin import check_digit

_numbers = count(1)


def model(series: str = "lan-5", year: int | None = 2024) -> Model:
    """A model of the catalogue, added where it is missing."""
    entries.put(Entry(Title(series), year))
    key = catalogue.key(series, year)
    return catalogue.find([key])[key]


def car(
    of: Member,
    vin: str = "",
    *,
    state: HoldingState = HoldingState.OWNER,
    series: str = "lan-5",
    year: int | None = 2024,
    use: Use = Use.PRIVATE,
    first_owner: bool = False,
) -> Holding:
    """A car that a member adds to their list, unproven unless the brand's list knows it."""
    found = model(series, year)
    return rules.add(of, Car(found.series_id, found.model_year_id, None, state, use, first_owner, vin=vin))


def phone(of: Member, number: str | None = None) -> str:
    """A phone number that the member has confirmed."""
    value = number or f"+86138{next(_numbers):08d}"
    sealed = sealing.seal(value)
    db.session.add(Identity(member_id=of.id, kind=IdentityKind.PHONE, lookup=sealing.lookup(value), sealed=sealed))
    db.session.flush()
    return value


def record(
    vin: str,
    phone: str,
    *,
    series: str = "lan-5",
    year: int | None = 2024,
    use: Use = Use.PRIVATE,
    first_owner: bool = True,
    ordered_on: date | None = None,
    delivered_on: date | None = None,
    days_ago: float = 0,
) -> OwnerRecord:
    """A line of the brand's list, imported so many days ago."""
    found = model(series, year)
    made = OwnerRecord(
        vin_lookup=vins.lookups(vin)[0], phone_lookup=sealing.lookup(phone),
        series_id=found.series_id, model_year_id=found.model_year_id, use=use, first_owner=first_owner,
        ordered_on=ordered_on, delivered_on=delivered_on, imported_at=clock.now() - timedelta(days=days_ago),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def vin(number: int | None = None, start: str = "LTA") -> str:
    """A sound VIN, another one for each number; `start` has three characters."""
    bare = f"{start}N0E000{number if number is not None else next(_numbers):08d}"
    return f"{bare[:8]}{check_digit(bare)}{bare[9:]}"
