"""What became of an idea: its changes of status, and that its text was changed after many had supported it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple

from flask_babel import ngettext
from markupsafe import Markup
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from cocreate.ideas import statuses
from cocreate.ideas.models import Idea, StatusChange
from cocreate.ideas.statuses import StatusView
from cocreate.kernel import text
from cocreate.kernel.database import db
from cocreate.members.queries import Person, person
from cocreate.posts.models import PostRevision


class Revised(NamedTuple):
    """That the text was changed into version `number` after so many `supports`."""

    number: int
    supports: int


@dataclass(frozen=True)
class StatusChangeView:
    """One step of an idea's history; one that the site took by itself has no actor.

    `official`: its reason is the brand's answer. `confirmed_by`: who agreed, where it took two.
    """

    from_status: StatusView
    to_status: StatusView
    reason: str
    html: Markup
    actor: Person | None
    actor_role: str
    official: bool
    confirmed_by: Person | None
    at: datetime


def of(idea: Idea, locale: str) -> list[StatusChangeView]:
    """The status changes of `idea`, the first one first."""
    return [_change(change, locale) for change in db.session.scalars(_history(), {"idea_id": idea.id})]


def revised(idea: Idea, least: int) -> Revised | None:
    """The last change of the text of `idea` after `least` supports. No statement where nothing was ever changed."""
    if idea.post.edited_at is None:
        return None
    query = (
        select(PostRevision.number + 1, PostRevision.supports)
        .where(PostRevision.post_id == idea.id, PostRevision.supports >= least)
        .order_by(PostRevision.number.desc())
        .limit(1)
    )
    found = db.session.execute(query).first()
    return Revised(found[0], found[1] or 0) if found else None


def reason(change: StatusChange) -> str:
    """Why the status was changed, as Markdown; of an automatic change in the reader's language."""
    if change.threshold is None:
        return change.reason
    words: str = ngettext(
        "%(num)s verified owner supports this idea. From that number on the team has to review it.",
        "%(num)s verified owners support this idea. From that number on the team has to review it.",
        change.threshold,
    )
    return words


@cache
def _history() -> Select[StatusChange]:
    """The statement behind `history`."""
    statuses = (joinedload(StatusChange.from_status), joinedload(StatusChange.to_status))
    return (
        select(StatusChange)
        .where(StatusChange.idea_id == bindparam("idea_id"))
        .options(joinedload(StatusChange.actor), joinedload(StatusChange.confirmed_by), *statuses)
        .order_by(StatusChange.id)
    )


def _change(change: StatusChange, locale: str) -> StatusChangeView:
    return StatusChangeView(
        from_status=statuses.view(change.from_status, locale),
        to_status=statuses.view(change.to_status, locale),
        reason=reason(change),
        html=text.render(reason(change)),
        actor=person(change.actor) if change.actor else None,
        actor_role=change.actor_role,
        official=change.official,
        confirmed_by=person(change.confirmed_by) if change.confirmed_by else None,
        at=change.at,
    )
