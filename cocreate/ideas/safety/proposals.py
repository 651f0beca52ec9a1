"""The open proposal to close an idea: at most one, kept by the database."""

from sqlalchemy import select, update

from cocreate.ideas.safety.models import ClosingProposal, ProposalState
from cocreate.kernel import clock
from cocreate.kernel.database import db


def open_of(idea_id: int) -> ClosingProposal | None:
    """The open proposal of the idea, read afresh."""
    query = select(ClosingProposal).where(
        ClosingProposal.idea_id == idea_id, ClosingProposal.state == ProposalState.OPEN
    )
    return db.session.scalar(query.execution_options(populate_existing=True))


def make_void(idea_id: int) -> None:
    """The idea went another way: what was proposed for it no longer stands."""
    still_open = (ClosingProposal.idea_id == idea_id, ClosingProposal.state == ProposalState.OPEN)
    db.session.execute(update(ClosingProposal).where(*still_open).values(state="void", decided_at=clock.now()))
