"""The count beside the word "Desk", above every page that the team sees."""

from typing import Any

from cocreate.desk import listing
from cocreate.desk.blueprint import blueprint
from cocreate.ideas.triage.access import may_triage
from cocreate.members.reading import reader


@blueprint.app_context_processor
def bar() -> dict[str, Any]:
    """`desk_waits()` for the layout: how many ideas wait for an answer, as far as somebody counts; 0 for members."""
    return {"desk_waits": waits}


def waits() -> int:
    """How many ideas wait for their first answer, up to one more than `MOST_COUNTED`; 0 for whoever answers none."""
    member = reader()
    return listing.unanswered(member) if member and may_triage(member) else 0
