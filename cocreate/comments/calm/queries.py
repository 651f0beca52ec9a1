"""Which measures last in a thread."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, ScalarSelect, and_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from cocreate.comments.calm.models import Measure, MeasureKind
from cocreate.kernel import clock
from cocreate.kernel.database import Instant, db, plain


class MeasureView(NamedTuple):
    """A measure that lasts, as everybody reads it; `until` is `None` where it has no end yet."""

    kind: str
    minutes: int | None
    until: datetime | None
    reason: str


def lasting(thread_id: int, at: datetime) -> dict[MeasureKind, Measure]:
    """The measures that last at the instant `at` in the thread, by their kind."""
    found = db.session.scalars(select(Measure).where(Measure.thread_id == thread_id, _lasts(at)).order_by(Measure.id))
    return {measure.kind: measure for measure in found}


def of(thread_id: int) -> list[MeasureView]:
    """The measures that last in the thread now, the oldest first. One statement."""
    return [
        MeasureView(one.kind, one.minutes, one.until, one.reason) for one in lasting(thread_id, clock.now()).values()
    ]


def told(thread: BindParameter[int]) -> ScalarSelect[list[Any]]:
    """Within a statement that is given ``now``: the measures that last in `thread`, for `heard`; null for none."""
    row = func.jsonb_build_array(plain(Measure.kind), Measure.minutes, Measure.until, Measure.reason)
    in_order = func.jsonb_agg(aggregate_order_by(row, Measure.id))
    now: BindParameter[datetime] = bindparam("now", type_=Instant)
    return select(in_order).where(Measure.thread_id == thread, _lasts(now)).scalar_subquery()


def heard(rows: list[list[Any]] | None) -> list[MeasureView]:
    """The measures that `told` found, the oldest first."""
    return [
        MeasureView(kind, minutes, datetime.fromisoformat(until) if until else None, reason)
        for kind, minutes, until, reason in rows or ()
    ]


def now() -> dict[str, datetime]:
    """The value a statement needs in which measures are `told`."""
    return {"now": clock.now()}


def _lasts(at: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    return and_(Measure.ended_at.is_(None), or_(Measure.until.is_(None), Measure.until > at))
