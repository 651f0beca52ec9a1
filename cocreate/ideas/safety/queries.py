"""Problems that endanger somebody, for the desk."""

from sqlalchemy import and_

from cocreate.ideas import queries
from cocreate.ideas.models import Category, Idea, Status
from cocreate.ideas.queries import IdeaRow
from cocreate.members.models import Member


def open_problems(reader: Member, locale: str, limit: int) -> list[IdeaRow]:
    """Problems with a safety mark that are not closed yet, the oldest first."""
    still_open = and_(Idea.safety, Status.category.in_((Category.OPEN, Category.ACTIVE)))
    return queries.waiting(still_open, Idea.id, reader, locale, limit)
