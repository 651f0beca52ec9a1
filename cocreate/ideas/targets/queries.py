"""Targets as pages and the API show them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import ColumnElement, ScalarSelect, func, literal, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from cocreate.ideas.models import Idea
from cocreate.ideas.targets.models import TargetChange
from cocreate.ideas.targets.windows import Window, slipped
from cocreate.kernel import text
from cocreate.kernel.database import db
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.members.queries import Person


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
    return views(db.session.scalar(select(told(literal(idea.id)))), locale)


def told(idea_id: ColumnElement[int]) -> ScalarSelect[list[Any]]:
    """Within a statement: every change of the target of an idea, as lists of what `views` takes; null for none."""
    columns = (
        TargetChange.before_starts_on, TargetChange.before_ends_on, TargetChange.starts_on, TargetChange.ends_on,
        TargetChange.reason, members.told(), TargetChange.actor_role, TargetChange.at,
    )  # fmt: skip
    in_order = aggregate_order_by(func.jsonb_build_array(*columns), TargetChange.id)
    changes = select(func.jsonb_agg(in_order)).join(Member, Member.id == TargetChange.actor_id)
    return changes.where(TargetChange.idea_id == idea_id).scalar_subquery()


def views(found: list[Any] | None, locale: str) -> list[TargetChangeView]:
    """The changes that `told` found, in the language `locale`."""
    return [_view(change, locale) for change in found or ()]


def slips(ideas: Collection[int]) -> dict[int, int]:
    """How often the public target of each of `ideas` moved to later or was opened again; none where it never did."""
    moved = or_(TargetChange.ends_on.is_(None), TargetChange.ends_on > TargetChange.before_ends_on)
    query = (
        select(TargetChange.idea_id, func.count().label("times"))
        .where(TargetChange.idea_id.in_(ideas), TargetChange.before_ends_on.is_not(None), moved)
        .group_by(TargetChange.idea_id)
    )
    return {row.idea_id: row.times for row in db.session.execute(query)} if ideas else {}


def _view(change: list[Any], locale: str) -> TargetChangeView:
    *days, reason, actor, actor_role, at = change
    before_starts_on, before_ends_on, starts_on, ends_on = (day and date.fromisoformat(day) for day in days)
    before, window = Window.of(before_starts_on, before_ends_on), Window.of(starts_on, ends_on)
    return TargetChangeView(
        before=view(before, locale),
        window=view(window, locale),
        is_slip=slipped(before, window),
        reason=reason,
        html=text.render(reason),
        actor=Person(*actor),
        actor_role=actor_role,
        at=datetime.fromisoformat(at).astimezone(UTC),
    )
