"""What must always hold of thresholds."""

from collections.abc import Iterable

from sqlalchemy import select

from cocreate.ideas.evidence.models import Threshold
from cocreate.ideas.evidence.rules import HAS_ONE
from cocreate.ideas.models import Idea
from cocreate.kernel.database import db


def check() -> Iterable[str]:
    """Sentences about what is not as it must be."""
    reached = select(Idea.id, Idea.owners, Threshold.owners).join(Threshold, HAS_ONE)
    for id_, owners, threshold in db.session.execute(reached.where(Idea.owners >= Threshold.owners)):
        yield f"idea {id_}: {owners} owners support it, at {threshold} it should have come to the team"
