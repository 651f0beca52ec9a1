"""Statuses as pages and the API show them."""

import json
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, Text, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from cocreate.ideas.models import Category, Idea, IdeaKind, Status, Transition
from cocreate.kernel.database import db, read


class StatusView(NamedTuple):
    """A status in the reader's language."""

    key: str
    category: str
    name: str


def told(status: type[Status] = Status) -> ColumnElement[list[Any]]:
    """`status` within a statement, as one of the lists that `named` takes."""
    return func.jsonb_build_array(status.key, status.category, status.name_zh, status.name_en)


_IN_ORDER = func.jsonb_agg(aggregate_order_by(told(), Status.position))


def every(locale: str) -> list[StatusView]:
    """All statuses in their order."""
    return heard(read(select(told_every())).scalar_one(), locale)


def told_every() -> ScalarSelect[str]:
    """Within a statement: all statuses in their order, for `heard`."""
    return select(cast(_IN_ORDER, Text)).scalar_subquery()


def heard(found: str, locale: str) -> list[StatusView]:
    """The statuses that `told_every` found, in the language `locale`."""
    return named(json.loads(found), locale)


def following(idea: Idea, locale: str) -> list[StatusView]:
    """Where `idea` may go by hand from its present status; praise stays in the category "open"."""
    return named(db.session.scalar(_following(idea.kind), {"status_key": idea.status_key}), locale)


def told_following(kind: IdeaKind) -> ScalarSelect[list[Any]]:
    """Within a statement: where an idea of `kind` may go by hand from ``status_key``, as lists of what `named` takes.

    Null for nowhere.
    """
    reached = (Transition.to_key == Status.key, Transition.from_key == bindparam("status_key"), Status.manual)
    query = select(_IN_ORDER).where(*reached)
    if kind is IdeaKind.PRAISE:
        query = query.where(Status.category == Category.OPEN)
    return query.scalar_subquery()


def named(found: list[Any] | None, locale: str) -> list[StatusView]:
    """The statuses `told_following` found, in the language `locale`."""
    return [StatusView(key, category, zh if locale == "zh" else en) for key, category, zh, en in found or ()]


@cache
def _following(kind: IdeaKind) -> Select[list[Any]]:
    return select(told_following(kind))


def view(status: Status, locale: str) -> StatusView:
    """`status` in the language `locale`."""
    return StatusView(status.key, status.category.value, status.name(locale))
