"""Reads of the catalogue. A *model* is a series or one of its years, and is called ``islet`` or ``islet/2024``."""

import json
import re
from collections.abc import Collection, Iterable
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, Text, and_, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from cocreate.catalogue.models import KEY, ModelYear, Series
from cocreate.kernel.database import read

_MODEL = re.compile(rf"({KEY[1:-1]})(/[0-9]{{4}})?")
_SERIES = select(
    Series.id, Series.key, Series.name_zh, Series.name_en, ModelYear.id.label("model_year_id"), ModelYear.year
)
_ORDER = (Series.position, Series.id, ModelYear.year.desc())
_EVERYTHING = _SERIES.outerjoin(ModelYear, ModelYear.series_id == Series.id).order_by(*_ORDER)
# Every series, and the years of one.
_YEARS_OF_ONE = and_(ModelYear.series_id == Series.id, Series.key == bindparam("series_key"))


class _Row(NamedTuple):
    """A row of `_SERIES`."""

    id: int
    key: str
    name_zh: str
    name_en: str
    model_year_id: int | None
    year: int | None


class Model(NamedTuple):
    """A series, or one of its years. `series_key` and the names are those of the series."""

    series_id: int
    series_key: str
    name_zh: str
    name_en: str
    model_year_id: int | None = None
    year: int | None = None

    @property
    def key(self) -> str:
        """What addresses and the API call it."""
        return key(self.series_key, self.year)

    def name(self, locale: str) -> str:
        """What members read."""
        return name(self.name_zh if locale == "zh" else self.name_en, self.year, locale)


class ModelGroup(NamedTuple):
    """A series, and each of its years, the newest first."""

    series: Model
    years: tuple[Model, ...]


def key(series_key: str, year: int | None) -> str:
    """The key of a model."""
    return series_key if year is None else f"{series_key}/{year}"


def name(series: str, year: int | None, locale: str) -> str:
    """What a model is called: a series by its name, one of its years with the year before that."""
    if year is None:
        return series
    return f"{year}款{series}" if locale == "zh" else f"{year} {series}"


def is_key(text: str) -> bool:
    """Whether `text` could be the key of a model."""
    return _MODEL.fullmatch(text) is not None


def groups() -> list[ModelGroup]:
    """All models, in the brand's order. One statement."""
    return _grouped(read(_EVERYTHING))


def offered(chosen: str) -> list[Model]:
    """What a list can be narrowed to: every series, after that of the model `chosen` its years. One statement."""
    return heard(read(select(told_offered()), series_of(chosen)).scalar_one())


def told_offered() -> ScalarSelect[str | None]:
    """Within a statement: what `offered` finds, for `heard`; asks for the value of `series_of`."""
    each = func.jsonb_build_array(*_SERIES.selected_columns)
    told = select(cast(func.jsonb_agg(aggregate_order_by(each, *_ORDER)), Text))
    return told.select_from(Series).outerjoin(ModelYear, _YEARS_OF_ONE).scalar_subquery()


def series_of(chosen: str) -> dict[str, str]:
    """The value that `told_offered` asks for."""
    return {"series_key": chosen.partition("/")[0]}


def heard(told: str | None) -> list[Model]:
    """The models that `told_offered` found."""
    found = _grouped(_Row(*row) for row in json.loads(told or "[]"))
    return [model for group in found for model in (group.series, *group.years)]


def find(keys: Collection[str]) -> dict[str, Model]:
    """The models called `keys`, as far as there are any. At most one statement."""
    series_keys = {match[1] for key in keys if (match := _MODEL.fullmatch(key))}
    if not series_keys:
        return {}
    found = _grouped(read(_EVERYTHING.where(Series.key.in_(series_keys))))
    return {model.key: model for group in found for model in (group.series, *group.years) if model.key in keys}


def keys_of_years(ids: Collection[int]) -> list[str]:
    """The keys of model years, in the brand's order."""
    if not ids:
        return []
    return [key(row.key, row.year) for row in read(_EVERYTHING.where(ModelYear.id.in_(ids)))]


def _grouped(rows: Iterable[Any]) -> list[ModelGroup]:
    return [_group(list(together)) for _series_id, together in groupby(rows, key=lambda row: row.id)]


def _group(rows: list[Any]) -> ModelGroup:
    """The rows of one series, one for each of its years, or a single one without."""
    first = rows[0]
    series = Model(first.id, first.key, first.name_zh, first.name_en)
    years = (series._replace(model_year_id=row.model_year_id, year=row.year) for row in rows if row.year is not None)
    return ModelGroup(series, tuple(years))
