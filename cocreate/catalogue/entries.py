"""Filling the catalogue from a file or command: each entry adds what is missing and changes nothing else."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select

from cocreate.catalogue import rules
from cocreate.catalogue.models import ModelYear, Platform, Series, SoftwareVersion, Trim
from cocreate.catalogue.rules import Made, Part
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid


class Title(NamedTuple):
    """The key of something and what it is called; a name that is not given is the other one, or the key."""

    key: str
    name_zh: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class Entry:
    """A series, with one of its years, of its trims, and one version of its software; only the series is needed."""

    series: Title
    year: int | None = None
    trim: Title | None = None
    platform: Title | None = None
    software: str = ""
    released_on: date | None = None


def check(entry: Entry) -> None:
    """Raise `Invalid` at what could never be added."""
    if entry.year is None and (entry.trim or entry.platform):
        raise Invalid("year", _("A trim or platform needs a year."))
    if entry.year is not None:
        rules.check_year(entry.year)
    for title in (entry.series, entry.trim, entry.platform):
        if title is not None:
            rules.check_key(title.key)
            rules.names(*title)
    if entry.software:
        rules.check_name("software", entry.software)


def put(entry: Entry) -> list[Part]:
    """Add what the catalogue lacks of `entry`; answers what was added.

    Nothing is renamed; a year without a platform gets the one named. Raises `Invalid` for what cannot be added.
    """
    check(entry)
    added: list[Part] = []

    def found_or_added(found: Made | None, add: Any, *values: Any) -> Any:
        if found is None:
            found = add(None, *values)
            added.append(found)
        return found

    series = found_or_added(_one(Series, Series.key == entry.series.key), rules.add_series, *entry.series)
    if entry.software:
        same = (SoftwareVersion.series_id == series.id, SoftwareVersion.name == entry.software)
        found_or_added(_one(SoftwareVersion, *same), rules.add_software, series, entry.software, entry.released_on)
    platform = None
    if entry.platform:
        found = _one(Platform, Platform.key == entry.platform.key)
        platform = found_or_added(found, rules.add_platform, *entry.platform)
    if entry.year is not None:
        same_year = _one(ModelYear, ModelYear.series_id == series.id, ModelYear.year == entry.year)
        year = found_or_added(same_year, rules.add_year, series, entry.year, platform)
        if platform and year.platform_id is None:
            rules.build_on(None, year, platform)
        if entry.trim:
            same_trim = _one(Trim, Trim.model_year_id == year.id, Trim.key == entry.trim.key)
            found_or_added(same_trim, rules.add_trim, year, *entry.trim)
    return added


def _one(model: type[Made], *conditions: ColumnElement[bool]) -> Made | None:
    return db.session.scalars(select(model).where(*conditions)).one_or_none()
