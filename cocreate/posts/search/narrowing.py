"""What every list of posts can be narrowed to, whatever their kind: a tag, a car, words, who wrote them."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Integer, bindparam, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from cocreate.catalogue import queries as catalogue
from cocreate.kernel import text
from cocreate.kernel.database import db
from cocreate.posts.models import Post, PostTag, Tag
from cocreate.posts.search import queries as search

# A value written into the statement. Plans are kept, and one that served any value, or a limit of any number, would
# read a tenth of the table for some.
value = partial(bindparam, literal_execute=True)
LIMIT: BindParameter[int] = value("limit", type_=Integer)


def conditions(key: InstrumentedAttribute[int], cars: InstrumentedAttribute[int]) -> Mapping[str, ColumnElement[bool]]:
    """The conditions by the names that `asked` has for them, on posts with the column `key`.

    `cars` names them in a table as of ``catalogue.about``: what is about a series is about each of its years.
    """
    table: Any = cars.class_
    of_series = (cars == key, table.series_id == value("series"))
    of_year = or_(table.model_year_id == value("model_year"), table.model_year_id.is_(None))
    return {
        # The tag's key: by it the database knows how common the tag is, and chooses its plan.
        "tag": exists().where(PostTag.post_id == key, PostTag.tag_id == value("tag")),
        "series": exists().where(*of_series),
        "model_year": exists().where(*of_series, of_year),
        "words": search.is_found(key),
        "authors": Post.author_id.in_(bindparam("authors", expanding=True)),
        "not_authors": Post.author_id.not_in(bindparam("not_authors", expanding=True)),
    }


def asked(tag: str, model: str, q: str) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The names of the conditions that narrow a list to `tag`, `model` and `q`, empty for anything, and their values.

    One statement for each thing that is asked by name.
    """
    values: dict[str, Any] = {}
    if tag:
        values["tag"] = db.session.scalar(select(Tag.id).where(Tag.folded == text.fold(tag))) or 0
    values |= search.asked(q)
    names = tuple(values)
    if not model:
        return names, values
    found = catalogue.find([model]).get(model)
    values["series"] = found.series_id if found else 0
    if found is None or found.model_year_id is None:
        return (*names, "series"), values
    return (*names, "model_year"), {**values, "model_year": found.model_year_id}
