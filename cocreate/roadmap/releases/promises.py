"""What was announced ahead, and what became of it: the public list of promises."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import tuple_

from cocreate.kernel import clock, paging
from cocreate.kernel.database import db
from cocreate.kernel.paging import Page
from cocreate.members.models import Member
from cocreate.roadmap.releases import queries
from cocreate.roadmap.releases.models import Release, ReleaseState
from cocreate.roadmap.releases.queries import PlanView, ReleaseRow


@dataclass(frozen=True)
class Promise:
    """A release that was announced ahead: for the `first_on` day at first, with every later day and its reason.

    `ahead` is how many days before its first day it was announced, `days_late` how many after it the release came; None
    while it has not come.
    """

    row: ReleaseRow
    announced_at: datetime
    first_on: date
    ahead: int
    changes: list[PlanView]
    days_late: int | None

    @property
    def outcome(self) -> str:
        """``announced``, ``overdue``, ``kept``, ``late`` (but there) or ``dropped``."""
        if self.row.state == ReleaseState.DROPPED:
            return "dropped"
        if self.days_late is None:
            return "overdue" if self.row.late else "announced"
        return "late" if self.days_late > 0 else "kept"


def page(reader: Member | None, locale: str, cursor: str | None = None, limit: int = queries.PAGE) -> Page[Promise]:
    """What was announced ahead and what became of it, the latest announcement first."""
    key = (Release.announced_at, Release.id)
    query = queries.seen_by(reader).where(Release.announced_at.is_not(None))
    if cursor:
        query = query.where(tuple_(*key) < tuple_(*paging.decode(cursor, datetime, int)))
    found = list(db.session.scalars(query.order_by(*(column.desc() for column in key)).limit(limit + 1)))
    cut = paging.cut(found, limit, lambda release: (release.announced_at, release.id))
    plans = queries.plans_of([release.id for release in cut.items], locale)
    shown = queries.rows(cut.items, locale)
    return Page([_promise(row, plans[one.id]) for row, one in zip(shown, cut.items, strict=True)], cut.next_cursor)


def _promise(row: ReleaseRow, plans: list[PlanView]) -> Promise:
    first, *changes = plans
    if first.planned_on is None:  # the database keeps this from being
        raise AssertionError(f"release {row.public_id} was announced for no day")
    came = clock.local_day(row.released_at) if row.released_at else None
    return Promise(
        row=row,
        announced_at=first.at,
        first_on=first.planned_on,
        ahead=(first.planned_on - clock.local_day(first.at)).days,
        changes=changes,
        days_late=(came - first.planned_on).days if came else None,
    )
