"""The cars an idea is about: series, or single years of them; none means any car."""

from collections.abc import Collection, Iterable

from flask_babel import gettext as _
from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from cocreate.catalogue import queries as catalogue
from cocreate.catalogue.queries import Model
from cocreate.ideas.models import Idea, IdeaModel
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid

MAX_MODELS = 20


def models(keys: Collection[str]) -> list[Model]:
    """The models called `keys`. A series speaks for all its years, so these are left out beside it.

    Raises `Invalid` at ``models``.
    """
    found = catalogue.find(keys)
    unknown = next((key for key in keys if key not in found), None)
    if unknown is not None:
        raise Invalid("models", _("There is no model called %(key)s.", key=unknown[:80]))
    whole = {model.series_id for model in found.values() if model.year is None}
    kept = [model for model in found.values() if model.year is None or model.series_id not in whole]
    if len(kept) > MAX_MODELS:
        raise Invalid("models", _("At most %(count)s models, please; none means every car.", count=MAX_MODELS))
    return kept


def set_models(idea: Idea, of: Iterable[Model]) -> None:
    """Let `idea` be about exactly these models. Raises `Invalid` when one has just left the catalogue."""
    db.session.execute(delete(IdeaModel).where(IdeaModel.idea_id == idea.id))
    rows = [{"idea_id": idea.id, "series_id": m.series_id, "model_year_id": m.model_year_id} for m in of]
    if not rows:
        return
    try:
        with db.session.begin_nested():
            db.session.execute(insert(IdeaModel), rows)
    except IntegrityError as error:
        raise Invalid("models", _("One of these models was just removed. Choose again.")) from error
