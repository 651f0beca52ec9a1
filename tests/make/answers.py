"""Makers of what is between authors and the brand."""

from sqlalchemy import select

from cocreate.catalogue.stages import Stage
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea, IdeaKind, StatusChange
from cocreate.ideas.responses.models import Response, ResponseKind
from cocreate.ideas.safety.models import ClosingProposal
from cocreate.kernel.database import db
from cocreate.members.models import Member
from tests import make


def problem(author: Member | None = None, *, safety: bool = False) -> Idea:
    """A problem; with `safety`, one that bears the mark."""
    author = author or make.member()
    said = ("It locks me in", "The door does not open.", Stage.DRIVING, IdeaKind.PROBLEM)
    return ideas.post(author, *said, safety=safety)


def answer(idea: Idea, by: Member | None = None) -> Member:
    """An official answer to `idea`; answers with who gave it."""
    staff = by or make.member(roles=["product"])
    ideas.comment(staff, idea, "We have seen this too and are looking for the cause.")
    return staff


def response(idea: Idea, kind: str = "answer") -> Response:
    """What is promised for `idea`, read afresh."""
    query = select(Response).where(Response.idea_id == idea.id, Response.kind == ResponseKind(kind))
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def proposal(idea: Idea, by: Member | None = None, to: str = "declined") -> ClosingProposal:
    """A proposal to close `idea`, which bears the safety mark."""
    made = ideas.change_status(by or make.member(roles=["product"]), idea, to, "It cannot happen again.")
    assert isinstance(made, ClosingProposal)
    return made


def moved(change: StatusChange | ClosingProposal) -> StatusChange:
    """The change, which was made and not only proposed."""
    assert isinstance(change, StatusChange)
    return change
