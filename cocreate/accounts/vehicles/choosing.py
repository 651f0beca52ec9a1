"""Which car of the catalogue: a series, one of its years, or a trim of that, called as in ``islet/2024/max``."""

from collections.abc import Iterator
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.catalogue import queries as catalogue
from cocreate.catalogue.models import ModelYear, Series, Trim
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid


class Choice(NamedTuple):
    """A car one can choose, by its parts in the catalogue."""

    series_id: int
    model_year_id: int | None = None
    trim_id: int | None = None


def find(key: str) -> Choice:
    """The car called `key`; raises `Invalid` at ``model``."""
    found = everything().get(key)
    if found is None:
        raise Invalid("model", _("Choose a car of the catalogue."))
    return found


def everything() -> dict[str, Choice]:
    """Every car by its key. Two statements."""
    cars: dict[str, Choice] = {}
    for group in catalogue.groups():
        for model in (group.series, *group.years):
            cars[model.key] = Choice(model.series_id, model.model_year_id)
    for model_key, trim in _trims():
        cars[f"{model_key}/{trim.key}"] = cars[model_key]._replace(trim_id=trim.id)
    return cars


def offered(locale: str) -> dict[str, list[tuple[str, str]]]:
    """Every car with its key, by the name of its series, in the brand's order. Two statements."""
    trims: dict[str, list[Trim]] = {}
    for model_key, trim in _trims():
        trims.setdefault(model_key, []).append(trim)
    offered: dict[str, list[tuple[str, str]]] = {}
    for group in catalogue.groups():
        series = group.series.name(locale)
        cars = [(group.series.key, _("%(series)s, year not known", series=series))]
        for model in group.years:
            name = model.name(locale)
            cars.append((model.key, name))
            cars += [(f"{model.key}/{trim.key}", called(name, trim, locale)) for trim in trims.get(model.key, ())]
        offered[series] = cars
    return offered


def called(model: str, trim: Trim, locale: str) -> str:
    """What members read of a car of this `trim`, after the name of its model."""
    return f"{model}{'' if locale == 'zh' else ' '}{trim.name(locale)}"


def _trims() -> Iterator[tuple[str, Trim]]:
    """Every trim, after the key of its model year."""
    query = (
        select(Series.key, ModelYear.year, Trim)
        .select_from(Trim)
        .join(ModelYear, ModelYear.id == Trim.model_year_id)
        .join(Series, Series.id == ModelYear.series_id)
        .order_by(Trim.position, Trim.id)
    )
    for series_key, year, trim in db.session.execute(query):
        yield catalogue.key(series_key, year), trim
