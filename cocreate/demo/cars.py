"""The catalogue of the demo's brand."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from cocreate.catalogue import entries
from cocreate.catalogue.entries import Entry
from cocreate.catalogue.models import ModelYear, Platform, Series, SoftwareVersion, Trim
from cocreate.catalogue.rules import SUBJECTS, Part
from cocreate.demo.script import Car
from cocreate.kernel import clock
from cocreate.kernel.database import db


def build(cars: tuple[Car, ...], now: datetime) -> dict[str, list[int]]:
    """Put `cars` into the catalogue; answers the ids of what was not there yet, by the journal's words."""
    made: dict[str, list[int]] = {}
    for car in cars:
        for entry in _entries(car, now):
            for part in entries.put(entry):
                made.setdefault(SUBJECTS[type(part)], []).append(part.id)
    return made


def take_away(made: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    """Delete what `build` made, as far as nobody else uses it; answers what is gone."""
    gone: dict[str, list[int]] = {}
    for model in (SoftwareVersion, Trim, ModelYear, Series, Platform):
        subject = SUBJECTS[model]
        gone[subject] = [key for key in made.get(subject, ()) if _deleted(model, key)]
    return gone


def _deleted(model: type[Part], key: int) -> bool:
    try:
        with db.session.begin_nested():
            db.session.execute(delete(model).where(model.id == key))
    except IntegrityError:
        return False
    return True


def _entries(car: Car, now: datetime) -> Iterator[Entry]:
    for name, days_ago in car.software.items():
        yield Entry(car.title, software=name, released_on=clock.local_day(now - timedelta(days=days_ago)))
    for year, platform in car.years.items():
        for trim in car.trims:
            yield Entry(car.title, year, trim, platform)
