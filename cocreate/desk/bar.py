"""The counts beside the words of the staff's bar, above every page that the team sees."""

from typing import Any, NamedTuple

from flask import g
from sqlalchemy import ColumnElement, literal_column, select

from cocreate.desk import listing
from cocreate.desk.blueprint import blueprint
from cocreate.desk.queue import piles
from cocreate.ideas.triage.access import may_triage
from cocreate.kernel.database import read
from cocreate.members.reading import reader
from cocreate.moderation.decisions.access import may_moderate


class Waits(NamedTuple):
    """How many ideas wait for their first answer, and how much for moderators, each as far as somebody counts."""

    ideas: int = 0
    queue: int = 0


@blueprint.app_context_processor
def bar() -> dict[str, Any]:
    """`staff_waits()` for the layout: what waits for the reader; nothing for members."""
    return {"staff_waits": waits}


def waits() -> Waits:
    """What waits for the reader, asked once a request and in one statement."""
    if "staff_waits" not in g:
        g.staff_waits = _counted()
    found: Waits = g.staff_waits
    return found


def _counted() -> Waits:
    member = reader()
    if member is None or not may_triage(member):
        return Waits()
    nothing: ColumnElement[int] = literal_column("0")
    queue = piles.waiting(member) if may_moderate(member) else nothing
    return Waits(*read(select(listing.unanswered_number(member), queue)).one())
