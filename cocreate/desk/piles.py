"""The piles of the inbox: which ideas lie in each, and which of them is on top.

Each pile is read from an index of its own, in its order, and only as far as it is shown.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column, select

from cocreate.ideas import ranking
from cocreate.ideas.models import FIRST, Category, Idea, Status
from cocreate.ideas.responses.models import Response, ResponseKind, ResponseState
from cocreate.ideas.triage.models import ScheduledChange, ScheduledState, Triage
from cocreate.kernel import clock
from cocreate.kernel.database import written
from cocreate.members.models import Member

# An idea rises while its supports, each weighing half after a week (see ``ideas.ranking``), weigh as many new ones.
RISING = 5
_UNDATED = 1_000_000  # days from 2000; later than any day that is due


@dataclass(frozen=True)
class Pile:
    """The ideas that meet `conditions`, in the order of `order` and then of their keys; `kind` is that of `order`.

    `joined` is a table with a row for each of them. `hidden`: what was hidden from members lies there too.
    `indexed` is a column that sorts as `order` does, where only that has an index.
    """

    conditions: Callable[[Member], Sequence[ColumnElement[bool]]]
    order: Any = None
    kind: type | None = None
    latest_first: bool = False
    joined: Any = None
    hidden: bool = False
    indexed: Any = None

    @property
    def sorting(self) -> list[Any]:
        """The columns by which the database sorts the pile, each in the direction of the pile."""
        columns = self.columns if self.indexed is None else [self.indexed, Idea.id]
        return [column.desc() for column in columns] if self.latest_first else columns

    @property
    def columns(self) -> list[Any]:
        """What the pile is ordered by."""
        return [Idea.id] if self.order is None else [self.order, Idea.id]

    @property
    def kinds(self) -> list[type]:
        """The kinds of `columns`."""
        return [int] if self.kind is None else [self.kind, int]


OWED = (
    Response.kind == written(ResponseKind.ANSWER),
    Response.met_at.is_(None),
    Response.state != written(ResponseState.PAUSED),
)
_OPEN = (Category.OPEN,)
_GOING_ON = (Category.OPEN, Category.ACTIVE)
_due_in_days = func.coalesce(Triage.due_on - literal_column("date '2000-01-01'"), literal_column(str(_UNDATED)))


def _within(categories: Sequence[Category]) -> ColumnElement[bool]:
    keys = select(Status.key).where(Status.category.in_([written(category) for category in categories]))
    return Idea.status_key.in_(keys)


def _rising(_reader: Member) -> list[ColumnElement[bool]]:
    return [_within(_OPEN), Idea.score >= ranking.age(clock.now()) + math.log2(RISING)]


def _overdue(_reader: Member) -> list[ColumnElement[bool]]:
    return [Triage.due_on < clock.local_day(clock.now()), _within(_GOING_ON)]


def _failed(_reader: Member) -> list[ColumnElement[bool]]:
    """Until somebody moved the idea, or scheduled another change of it."""
    later = ScheduledChange.__table__.alias("later")
    newer = select(later.c.id).where(later.c.idea_id == Idea.id, later.c.id > ScheduledChange.id).exists()
    failed = ScheduledChange.state == written(ScheduledState.FAILED)
    return [and_(failed, ~newer, Idea.status_changed_at <= ScheduledChange.ended_at)]


PILES: dict[str, Pile] = {
    "new": Pile(lambda _reader: [Idea.status_key == literal_column(f"'{FIRST}'")], latest_first=True),
    "unanswered": Pile(lambda _reader: OWED, Response.started_at, datetime, joined=Response),
    "rising": Pile(_rising, Idea.score, float, latest_first=True),
    "safety": Pile(lambda _reader: [and_(Idea.safety, _within(_GOING_ON))], hidden=True),
    "reopened": Pile(lambda _reader: [Idea.reopened_at.is_not(None)], Idea.reopened_at, datetime, hidden=True),
    "mine": Pile(
        lambda reader: [Triage.lead_id == reader.id, _within(_GOING_ON)],
        _due_in_days,
        int,
        joined=Triage,
        indexed=Triage.due_on,
    ),
    "overdue": Pile(_overdue, _due_in_days, int, joined=Triage, indexed=Triage.due_on),
    "failed": Pile(_failed, ScheduledChange.publish_at, datetime, joined=ScheduledChange),
    "all": Pile(lambda _reader: [], latest_first=True),
}
COUNTED = tuple(key for key in PILES if key != "all")
