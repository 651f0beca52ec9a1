"""Numbers without the people behind them: evidence reads caches, and these are set here as the verbs would."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from cocreate.catalogue.models import ModelYear
from cocreate.ideas.models import Idea, OwnerCount
from cocreate.kernel.database import db

Counted = Callable[..., Any]


@pytest.fixture
def counted() -> Counted:
    """``counted(idea, series, year, owners, of)``: so many of the owners of a model year support the idea."""

    def count(idea: Idea, series_id: int, year: int, owners: int, of: int) -> None:
        found = select(ModelYear).where(ModelYear.series_id == series_id, ModelYear.year == year)
        model_year = db.session.scalars(found).one()
        model_year.owners = of
        if owners:
            db.session.add(OwnerCount(idea_id=idea.id, model_year_id=model_year.id, owners=owners))
            more = {"supports": Idea.supports + owners, "owners": Idea.owners + owners}
            db.session.execute(update(Idea).where(Idea.id == idea.id).values(more))
        db.session.flush()

    return count
