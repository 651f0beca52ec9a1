"""The brand's list of owners that comes in: each row a car by its VIN, and its holder by phone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from cocreate.accounts import identities
from cocreate.accounts.vehicles import choosing, owner_list
from cocreate.accounts.vehicles.choosing import Choice
from cocreate.accounts.vehicles.owner_list import Details, Line
from cocreate.catalogue import rules as catalogue
from cocreate.importing.errors import Rejected
from cocreate.importing.mapping import Mapping
from cocreate.importing.rows import Draft, Row, short
from cocreate.importing.tally import Tally
from cocreate.kernel.errors import Invalid
from cocreate.vehicles import vin as vins
from cocreate.vehicles.models import Use

_YEAR = re.compile(r"(?:MY ?)?([0-9]{4})款?", re.ASCII)
_FLAGS = {"": False, "0": False, "no": False, "false": False, "否": False} | dict.fromkeys(
    ("1", "yes", "true", "是"), True
)


@dataclass(frozen=True, kw_only=True)
class OwnerDraft(Draft):
    """A line of the list to be; `model` as the catalogue calls it."""

    vin: str
    phone: str
    model: str
    use: Use
    first_owner: bool
    ordered_on: date | None
    delivered_on: date | None

    @property
    def is_delivered(self) -> bool:
        """Whether it says that somebody has the car, not only that they have ordered it."""
        return self.delivered_on is not None or self.ordered_on is None


@dataclass(frozen=True)
class Known:
    """Every car of the catalogue, by what it is called; and of each VIN of the file who has it: by phone number, the
    day of delivery."""

    cars: dict[str, Choice]
    holders: dict[str, dict[str, date | None]] = field(default_factory=dict)


def draft(row: Row) -> OwnerDraft:
    """What `row` says. VIN and phone number together tell it apart."""
    try:
        vin, phone = vins.normal(row.line("vin")), identities.phone(row.line("phone"))
    except Invalid as error:
        raise Rejected(f"{error.field}: {error.message}") from error
    ordered_on, delivered_on = _day(row, "ordered_on"), _day(row, "delivered_on")
    if ordered_on and delivered_on and delivered_on < ordered_on:
        raise Rejected("it was delivered before it was ordered")
    return OwnerDraft(
        reference=_reference(vin, phone),
        vin=vin,
        phone=phone,
        model=row.line("model") or _model(row),
        use=row.choice("use", Use, Use.PRIVATE),
        first_owner=_flag(row, "first_owner"),
        ordered_on=ordered_on,
        delivered_on=delivered_on,
    )


def known(_mapping: Mapping) -> Known:
    """The catalogue; who has which car is found out row by row."""
    return Known(choosing.everything())


def check(made: OwnerDraft, known: Known) -> None:
    """Raise `Rejected` where the catalogue lacks the car: only what is in it can be owned."""
    if made.model not in known.cars:
        raise Rejected(f"the catalogue has no {short(made.model)}: import the models first")
    if made.is_delivered:
        known.holders.setdefault(made.vin, {}).setdefault(made.phone, made.delivered_on)


def contradictions(known: Known) -> dict[str, str]:
    """The rows of cars that several phone numbers have, unless their days of delivery tell the order of all of them.

    Every such row is refused: which one of them is right cannot be read from the file, and its order means nothing.
    """
    reason = "another row gives this car to another phone number, and days of delivery do not tell which came later"
    return {
        _reference(vin, phone): reason
        for vin, holders in known.holders.items()
        if len(holders) > 1 and not _tell_the_order(list(holders.values()))
        for phone in holders
    }


def write(_mapping: Mapping, drafts: dict[int, OwnerDraft], at: datetime, tally: Tally) -> None:
    """Write `drafts` (by row number) down, and verify what members claim of them. `at` is when the import began."""
    cars = choosing.everything()
    lines: list[Line] = []
    for number, made in drafts.items():
        if made.model not in cars:
            tally.failed[number] = f"{made.model} has just left the catalogue"
            continue
        details = Details(*cars[made.model], made.use, made.first_owner, made.ordered_on, made.delivered_on)
        lines.append(Line(made.vin, made.phone, details))
        added = owner_list.put(lines[-1], at)
        tally.added += added
        tally.present += not added
    owner_list.look_for(lines)


def _tell_the_order(days: Sequence[date | None]) -> bool:
    return None not in days and len(set(days)) == len(days)


def _reference(vin: str, phone: str) -> str:
    return f"{vin} {phone}"


def _model(row: Row) -> str:
    """The key of a model told in parts: series, year, trim."""
    parts = [_key(row, "series"), _year(row), _key(row, "trim")]
    if not parts[0] or (parts[2] and not parts[1]):
        raise Rejected("it has no model: say the series, and with a trim the year as well")
    return "/".join(part for part in parts if part)


def _key(row: Row, name: str) -> str:
    written = row.line(name)
    return (catalogue.key_of(written) or written) if written else ""


def _year(row: Row) -> str:
    written = row.line("year")
    match = _YEAR.fullmatch(written)
    if written and match is None:
        raise Rejected(f"year {short(written)} is no year")
    return match[1] if match else ""


def _flag(row: Row, name: str) -> bool:
    written = row.line(name).casefold()
    if written not in _FLAGS:
        raise Rejected(f"{name} {short(written)} is neither yes nor no")
    return _FLAGS[written]


def _day(row: Row, name: str) -> date | None:
    at = row.instant(name) if row.line(name) else None
    return None if at is None else at.astimezone(row.zone).date()
