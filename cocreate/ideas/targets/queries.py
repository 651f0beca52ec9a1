"""Targets as pages and the API show them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup
from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from cocreate.ideas.models import Idea
from cocreate.ideas.targets.models import TargetChange
from cocreate.ideas.targets.windows import Window
from cocreate.kernel import text
from cocreate.kernel.database import db
from cocreate.members.queries import Person, person


@dataclass(frozen=True)
class WindowView:
    """A window in the reader's language."""

    key: str
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class TargetChangeView:
    """One change of an idea's target; a missing window is an open target."""

    before: WindowView | None
    window: WindowView | None
    is_slip: bool
    reason: str
    html: Markup
    actor: Person
    actor_role: str
    at: datetime


def view(window: Window | None, locale: str) -> WindowView | None:
    """`window` in the language `locale`."""
    return WindowView(window.key, window.name(locale), *window) if window else None


def changes(idea: Idea, locale: str) -> list[TargetChangeView]:
    """Every change of the target of `idea`, the first one first. One statement."""
    query = select(TargetChange).where(TargetChange.idea_id == idea.id).order_by(TargetChange.id)
    found = db.session.scalars(query.options(joinedload(TargetChange.actor)))
    return [_change(change, locale) for change in found]


def slips(ideas: Collection[int]) -> dict[int, int]:
    """How often the public target of each of `ideas` moved to later or was opened again; none where it never did."""
    moved = or_(TargetChange.ends_on.is_(None), TargetChange.ends_on > TargetChange.before_ends_on)
    query = (
        select(TargetChange.idea_id, func.count().label("count"))
        .where(TargetChange.idea_id.in_(ideas), TargetChange.before_ends_on.is_not(None), moved)
        .group_by(TargetChange.idea_id)
    )
    return {row.idea_id: row.count for row in db.session.execute(query)} if ideas else {}


def _change(change: TargetChange, locale: str) -> TargetChangeView:
    return TargetChangeView(
        before=view(change.before, locale),
        window=view(change.window, locale),
        is_slip=change.is_slip,
        reason=change.reason,
        html=text.render(change.reason),
        actor=person(change.actor),
        actor_role=change.actor_role,
        at=change.at,
    )
