"""What became of an idea: its changes of status, and that its text was changed after many had supported it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from flask_babel import ngettext
from markupsafe import Markup
from sqlalchemy import ColumnElement, ScalarSelect, case, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from cocreate.ideas import statuses
from cocreate.ideas.models import Idea, Status, StatusChange
from cocreate.ideas.statuses import StatusView
from cocreate.kernel import text
from cocreate.kernel.database import db
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.members.queries import Person
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
    """The status changes of `idea`, the first one first. One statement."""
    return views(db.session.scalar(select(told(literal(idea.id)))), locale)


def told(idea_id: ColumnElement[int]) -> ScalarSelect[list[Any]]:
    """Within a statement: the status changes of an idea, as lists of what `views` takes; null for none."""
    before, after, actor, second = aliased(Status), aliased(Status), aliased(Member), aliased(Member)
    columns = (
        statuses.told(before), statuses.told(after), StatusChange.reason, StatusChange.threshold, _told(actor),
        StatusChange.actor_role, StatusChange.official, _told(second), StatusChange.at,
    )  # fmt: skip
    in_order = aggregate_order_by(func.jsonb_build_array(*columns), StatusChange.id)
    return (
        select(func.jsonb_agg(in_order))
        .select_from(StatusChange)
        .join(before, before.key == StatusChange.from_key)
        .join(after, after.key == StatusChange.to_key)
        .outerjoin(actor, actor.id == StatusChange.actor_id)
        .outerjoin(second, second.id == StatusChange.confirmed_by_id)
        .where(StatusChange.idea_id == idea_id)
        .scalar_subquery()
    )


def views(found: list[Any] | None, locale: str) -> list[StatusChangeView]:
    """The changes that `told` found, in the language `locale`."""
    return [_view(change, locale) for change in found or ()]


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
    return change.reason if change.threshold is None else _automatic(change.threshold)


def _automatic(threshold: int) -> str:
    words: str = ngettext(
        "%(num)s verified owner supports this idea. From that number on the team has to review it.",
        "%(num)s verified owners support this idea. From that number on the team has to review it.",
        threshold,
    )
    return words


def _told(member: type[Member]) -> ColumnElement[list[Any] | None]:
    """A member joined on the outside, as ``members.told``; null where there is none."""
    return case((member.id.is_not(None), members.told(member)))


def _view(change: list[Any], locale: str) -> StatusChangeView:
    before, after, reason, threshold, actor, actor_role, official, second, at = change
    from_status, to_status = statuses.named([before, after], locale)
    said = reason if threshold is None else _automatic(threshold)
    return StatusChangeView(
        from_status=from_status,
        to_status=to_status,
        reason=said,
        html=text.render(said),
        actor=Person(*actor) if actor else None,
        actor_role=actor_role,
        official=official,
        confirmed_by=Person(*second) if second else None,
        at=datetime.fromisoformat(at).astimezone(UTC),
    )
