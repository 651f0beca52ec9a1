"""The cars an idea is about: series, or single years of them; none means any car."""

from collections.abc import Collection, Iterable, Mapping

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, exists, false, insert, or_, select
from sqlalchemy.exc import IntegrityError

from cocreate.catalogue import queries as catalogue
from cocreate.catalogue.models import ModelYear, Series
from cocreate.catalogue.queries import Model
from cocreate.ideas.models import Idea, IdeaModel
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid

MAX_MODELS = 20


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


def set_models(idea: Idea, of: Iterable[Model]) -> bool:
    """Let `idea` be about exactly these models; ``False`` when it is. Raises `Invalid` when one has just gone."""
    wanted = {(model.series_id, model.model_year_id) for model in of}
    present = select(IdeaModel.series_id, IdeaModel.model_year_id).where(IdeaModel.idea_id == idea.id)
    if wanted == {(series, year) for series, year in db.session.execute(present)}:
        return False
    db.session.execute(delete(IdeaModel).where(IdeaModel.idea_id == idea.id))
    rows = [{"idea_id": idea.id, "series_id": series, "model_year_id": year} for series, year in wanted]
    if not rows:
        return True
    try:
        with db.session.begin_nested():
            db.session.execute(insert(IdeaModel), rows)
    except IntegrityError as error:
        raise Invalid("models", _("One of these models was just removed. Choose again.")) from error
    return True


def set_new(ideas: Mapping[int, Collection[str]]) -> None:
    """Let each idea, by its id, be about the models called so; it has none yet, and they all exist."""
    kept = {idea_id: check(keys) for idea_id, keys in ideas.items()}
    found = catalogue.find(set().union(*kept.values()))
    rows = [
        {"idea_id": idea_id, "series_id": found[key].series_id, "model_year_id": found[key].model_year_id}
        for idea_id, keys in kept.items()
        for key in sorted(keys)
    ]
    if rows:
        db.session.execute(insert(IdeaModel), rows)


def concerns(model: Model | None) -> ColumnElement[bool]:
    """That an idea is about `model`; about a year it is also where it speaks of the series as a whole."""
    if model is None:
        return false()
    about = exists().where(IdeaModel.idea_id == Idea.id, IdeaModel.series_id == model.series_id)
    if model.model_year_id is None:
        return about
    return about.where(or_(IdeaModel.model_year_id == model.model_year_id, IdeaModel.model_year_id.is_(None)))


def keys(idea: Idea) -> list[str]:
    """What the models of `idea` are called."""
    query = (
        select(Series.key, ModelYear.year)
        .select_from(IdeaModel)
        .join(Series, Series.id == IdeaModel.series_id)
        .outerjoin(ModelYear, ModelYear.id == IdeaModel.model_year_id)
        .where(IdeaModel.idea_id == idea.id)
    )
    return [catalogue.key(series, year) for series, year in db.session.execute(query)]
