"""Labels: what is true of a post beside its words, as lexemes that no text can hold.

A label is a name and a value with a colon between, and no token has a colon. In a search the value may be the label's
own, or what pages call it in either language.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from cocreate.catalogue import queries as catalogue
from cocreate.catalogue.models import ModelYear, Series
from cocreate.kernel.database import db
from cocreate.kernel.folding import folded
from cocreate.kernel.i18n import speaking
from cocreate.kernel.text import fold
from cocreate.posts.models import PostKind
from cocreate.posts.search.sources import means

_LONGEST = 200  # characters; no value has as many
_KINDS: Mapping[str, Any] = {
    PostKind.IDEA: _l("Idea"),
    PostKind.COMMENT: lazy_pgettext("kind", "Comment"),
    PostKind.ANNOUNCEMENT: _l("Announcement"),
    PostKind.RELEASE: _l("Release"),
    PostKind.QUESTION: lazy_pgettext("kind", "Question"),
    PostKind.ANSWER: lazy_pgettext("kind", "Answer"),
}


def label(name: str, value: str) -> str:
    """The label that says that `name` of a post is `value`."""
    return f"{name}:{folded(fold(value))[0]}"[:_LONGEST]


def quoted(lexeme: str) -> str:
    """`lexeme` as PostgreSQL reads it within a vector or a query."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def of_model(series_key: str, year: int | None) -> tuple[str, ...]:
    """The labels of what concerns a series, or one of its years: a whole series concerns each of its years."""
    return label("model", series_key), label("model", f"{series_key}/{year or '*'}")


def of_models(column: InstrumentedAttribute[int], keys: Collection[int]) -> defaultdict[int, list[str]]:
    """The labels of the models of each post, of a table as of ``catalogue.about`` that names them in `column`."""
    table: Any = column.class_
    query = (
        select(column, Series.key, ModelYear.year)
        .join(Series, Series.id == table.series_id)
        .outerjoin(ModelYear, ModelYear.id == table.model_year_id)
        .where(column.in_(keys))
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for key, series_key, year in db.session.execute(query):
        found[key] += of_model(series_key, year)
    return found


def called(value: str, names: Mapping[str, Any]) -> list[str]:
    """The keys of `names` that are called `value` in either language, or are it themselves."""
    wanted = fold(value)
    found = {key for key in names if fold(key) == wanted}
    for locale in ("zh", "en"):
        with speaking(locale):
            found |= {key for key, name in names.items() if fold(str(name)) == wanted}
    return sorted(found)


@means("tag")
def _tag(value: str) -> Iterable[str]:
    return [label("tag", value)]


@means("kind")
def _kind(value: str) -> Iterable[str]:
    return [label("kind", key) for key in called(value, _KINDS)]


@means("model")
def _model(value: str) -> Iterable[str]:
    wanted = fold(value)
    for group in catalogue.groups():
        for model in (group.series, *group.years):
            names = (model.key, model.name("zh"), model.name("en"))
            if wanted in map(fold, names):
                series, exact = of_model(model.series_key, model.year)
                whole = label("model", f"{model.series_key}/*")
                yield from [series] if model.year is None else [exact, whole]
