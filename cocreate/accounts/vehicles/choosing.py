"""Which car of the catalogue: a series, one of its years, or a trim of that, called as in ``islet/2024/max``."""

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
    series_key, _slash, rest = key.partition("/")
    year, _slash, trim_key = rest.partition("/")
    model = catalogue.find([f"{series_key}/{year}" if year else series_key])
    found = next(iter(model.values()), None)
    if found is None or (key.count("/") > 1 and not trim_key):
        raise _unknown()
    if not trim_key:
        return Choice(found.series_id, found.model_year_id)
    trim = select(Trim.id).where(Trim.model_year_id == found.model_year_id, Trim.key == trim_key)
    trim_id = db.session.scalar(trim)
    if trim_id is None:
        raise _unknown()
    return Choice(found.series_id, found.model_year_id, trim_id)


def offered(locale: str) -> dict[str, list[tuple[str, str]]]:
    """Every car with its key, by the name of its series, in the brand's order. Two statements."""
    query = (
        select(Series.key, ModelYear.year, Trim)
        .select_from(Trim)
        .join(ModelYear, ModelYear.id == Trim.model_year_id)
        .join(Series, Series.id == ModelYear.series_id)
        .order_by(Trim.position, Trim.id)
    )
    trims: dict[str, list[Trim]] = {}
    for series_key, year, trim in db.session.execute(query):
        trims.setdefault(catalogue.key(series_key, year), []).append(trim)
    offered: dict[str, list[tuple[str, str]]] = {}
    for group in catalogue.groups():
        cars = [(group.series.key, _("%(series)s, year not known", series=group.series.name(locale)))]
        for model in group.years:
            name = model.name(locale)
            cars.append((model.key, name))
            cars += [(f"{model.key}/{trim.key}", f"{name} {trim.name(locale)}") for trim in trims.get(model.key, ())]
        offered[group.series.name(locale)] = cars
    return offered


def _unknown() -> Invalid:
    return Invalid("model", _("Choose a car of the catalogue."))
