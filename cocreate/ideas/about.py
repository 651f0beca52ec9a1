"""The cars an idea is about (``catalogue.about``)."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import ColumnElement, exists, false, insert, or_

from cocreate.catalogue import about
from cocreate.catalogue import queries as catalogue
from cocreate.catalogue.queries import Model
from cocreate.ideas.models import Idea, IdeaModel
from cocreate.kernel.database import db


def set_models(idea: Idea, of: Iterable[Model]) -> bool:
    """Let `idea` be about exactly these models; ``False`` when it is. Raises `Invalid` when one has just gone."""
    return about.set_models(IdeaModel.idea_id, idea.id, of)


def set_new(ideas: Mapping[int, Collection[str]]) -> None:
    """Let each idea, by its id, be about the models called so; it has none yet, and they all exist."""
    kept = {idea_id: about.check(keys) for idea_id, keys in ideas.items()}
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
    return about.keys(IdeaModel.idea_id, idea.id)
