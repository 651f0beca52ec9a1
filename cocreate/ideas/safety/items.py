"""Proposals as the API tells them."""

from typing import Any

from cocreate.ideas import statuses
from cocreate.ideas.models import Status
from cocreate.ideas.safety.models import ClosingProposal
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.members.queries import person


def proposal(made: ClosingProposal, locale: str) -> dict[str, Any]:
    """What somebody proposed, in the language `locale`."""
    return {
        "status": statuses.view(db.session.get_one(Status, made.to_key), locale),
        "reason": made.reason,
        "proposer": person(db.session.get_one(Member, made.proposer_id)),
        "proposed_at": made.proposed_at,
    }
