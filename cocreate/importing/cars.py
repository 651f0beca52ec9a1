"""Models that come in: each row a series, one of its years, one of that year's trims, as far as it goes."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from cocreate.catalogue import entries, rules
from cocreate.catalogue.entries import Entry, Title
from cocreate.catalogue.models import LONGEST
from cocreate.importing.errors import Rejected
from cocreate.importing.mapping import Mapping
from cocreate.importing.rows import Draft, Row, short
from cocreate.importing.tally import Tally
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid

_YEAR = re.compile(r"(?:MY ?)?([0-9]{4})款?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class ModelDraft(Draft):
    """A row of the catalogue to be."""

    entry: Entry


def draft(row: Row) -> ModelDraft:
    """What `row` says of the catalogue. It has no reference of its own: what it says tells it apart."""
    series = _title(row, "series")
    if series is None:
        raise Rejected("it has no series")
    entry = Entry(
        series,
        _year(row),
        _title(row, "trim"),
        _title(row, "platform"),
        row.line("software", LONGEST),
        _day(row),
    )
    try:
        entries.check(entry)
    except Invalid as error:
        raise Rejected(f"{error.field}: {error.message}") from error
    return ModelDraft(reference=repr(entry), entry=entry)


def known(_mapping: Mapping) -> None:
    """Nothing: a row brings along what it refers to."""


def check(_draft: ModelDraft, _known: None) -> None:
    """A row says all there is to know."""


def write(_mapping: Mapping, drafts: dict[int, ModelDraft], _at: datetime, tally: Tally) -> None:
    """Put what `drafts` (by row number) say into the catalogue, in their order."""
    for number, made in drafts.items():
        try:
            with db.session.begin_nested():
                added = entries.put(made.entry)
        except Invalid as error:
            tally.failed[number] = error.message
        else:
            tally.added += bool(added)
            tally.present += not added


def _title(row: Row, name: str) -> Title | None:
    """The key and names of field `name`; what is written there is the name, unless others are given."""
    written = row.line(name)
    if not written:
        return None
    key = rules.key_of(written)
    if key is None:
        raise Rejected(f"{name} {short(written)} gives no key: say one of Latin letters and digits (values)")
    spelt = "" if key == written else written
    zh, en = row.line(f"{name}_zh", LONGEST), row.line(f"{name}_en", LONGEST)
    return Title(key, zh or en or spelt, en or zh or spelt)


def _year(row: Row) -> int | None:
    written = row.line("year")
    if not written:
        return None
    match = _YEAR.fullmatch(written)
    if match is None:
        raise Rejected(f"year {short(written)} is no year")
    return int(match[1])


def _day(row: Row) -> date | None:
    at = row.instant("released_on") if row.line("released_on") else None
    return None if at is None else at.astimezone(row.zone).date()
