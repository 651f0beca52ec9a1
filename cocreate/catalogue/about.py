"""The cars something is about: series, or single years of them; none means any car.

Each feature has a table of its own for it, with the columns `series_id` and `model_year_id`.
"""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, ScalarSelect, delete, func, insert, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute

from cocreate.catalogue import queries as catalogue
from cocreate.catalogue.models import ModelYear, Series
from cocreate.catalogue.queries import Model
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid

MAX_MODELS = 20


class ModelName(NamedTuple):
    """A model that something is about, in the reader's language; `key` as ``islet/2024``."""

    key: str
    name: str


def models(keys: Collection[str]) -> list[Model]:
    """The models called `keys`. A series speaks for all its years, so these are left out beside it.

    Raises `Invalid` at ``models``.
    """
    kept = check(keys)
    found = catalogue.find(kept)
    if kept - found.keys():
        raise Invalid("models", _("There is no such model in the catalogue."))
    return list(found.values())


def check(keys: Collection[str]) -> set[str]:
    """The distinct `keys` without years beside their series. Raises `Invalid` when they are too many."""
    kept = {key for key in keys if "/" not in key or key.partition("/")[0] not in keys}
    if len(kept) > MAX_MODELS:
        raise Invalid("models", _("At most %(count)s models, please; none means every car.", count=MAX_MODELS))
    return kept


def set_models(column: InstrumentedAttribute[int], key: int, of: Iterable[Model]) -> bool:
    """Let what has the `key` in the `column` of its table be about exactly these models; ``False`` when it is.

    Raises `Invalid` when one has just gone.
    """
    table: Any = column.class_
    wanted = {(model.series_id, model.model_year_id) for model in of}
    present = select(table.series_id, table.model_year_id).where(column == key)
    if wanted == {(series, year) for series, year in db.session.execute(present)}:
        return False
    db.session.execute(delete(table).where(column == key))
    rows = [{column.key: key, "series_id": series, "model_year_id": year} for series, year in wanted]
    if not rows:
        return True
    try:
        with db.session.begin_nested():
            db.session.execute(insert(table), rows)
    except IntegrityError as error:
        raise Invalid("models", _("One of these models was just removed. Choose again.")) from error
    return True


def keys(column: InstrumentedAttribute[int], key: int) -> list[str]:
    """What the models are called that the thing with the `key` in `column` is about."""
    table: Any = column.class_
    query = (
        select(Series.key, ModelYear.year)
        .select_from(table)
        .join(Series, Series.id == table.series_id)
        .outerjoin(ModelYear, ModelYear.id == table.model_year_id)
        .where(column == key)
    )
    return [catalogue.key(series, year) for series, year in db.session.execute(query)]


def told(column: InstrumentedAttribute[int], of: ColumnElement[int] | InstrumentedAttribute[int]) -> ScalarSelect[Any]:
    """Within a statement: the models of what has the key `of`, in the brand's order, for `heard`; null for none."""
    table: Any = column.class_
    each = func.jsonb_build_array(Series.key, Series.name_zh, Series.name_en, ModelYear.year)
    in_order = aggregate_order_by(each, Series.position, Series.id, ModelYear.year.desc())
    return (
        select(func.jsonb_agg(in_order))
        .select_from(table)
        .join(Series, Series.id == table.series_id)
        .outerjoin(ModelYear, ModelYear.id == table.model_year_id)
        .where(column == of)
        .scalar_subquery()
    )


def heard(found: list[list[Any]] | None, locale: str) -> tuple[ModelName, ...]:
    """The models that `told` found."""
    return tuple(
        ModelName(catalogue.key(series, year), catalogue.name(zh if locale == "zh" else en, year, locale))
        for series, zh, en, year in found or ()
    )
