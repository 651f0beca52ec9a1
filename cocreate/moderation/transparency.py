"""What moderation did, month by month, in numbers without names: whoever doubts that criticism may stay can count."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, cast, func, select

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.moderation.appeals.models import Appeal, AppealState
from cocreate.moderation.decisions.models import Action, Decision
from cocreate.moderation.models import Reason
from cocreate.moderation.reports.models import Report

MONTHS = 12


@dataclass
class Month:
    """The month that begins on `first`, in the site's time zone.

    `decisions` are those of people, by action and reason (``None`` where there is none); `held` what the site held
    by itself. `median_hours` is between a report, or the holding of a post, and the decision upon it; ``None`` without
    any. Of the `appeals` of the month so many are `upheld` by now, and so many still `open`; those of whoever has left
    since are neither.
    """

    first: date
    reports: int = 0
    held: int = 0
    decisions: dict[tuple[Action, Reason | None], int] = field(default_factory=dict)
    median_hours: float | None = None
    appeals: int = 0
    upheld: int = 0
    open: int = 0

    @property
    def decided(self) -> int:
        """How many decisions people made."""
        return sum(self.decisions.values())

    def by_action(self) -> dict[Action, int]:
        """How many decisions there were of each kind, in the order of their kinds."""
        found: defaultdict[Action, int] = defaultdict(int)
        for (action, _reason), number in self.decisions.items():
            found[action] += number
        return {action: found[action] for action in Action if action in found}

    def by_reason(self) -> dict[Reason, int]:
        """How many decisions gave each reason, in the order of the list."""
        found: defaultdict[Reason, int] = defaultdict(int)
        for (_action, reason), number in self.decisions.items():
            if reason is not None:
                found[reason] += number
        return {reason: found[reason] for reason in Reason if reason in found}


def months(number: int = MONTHS) -> list[Month]:
    """The last `number` months, this one first; each is there, whether anything happened or not. Four statements.

    Each reads the rows of those months alone, by the index on their instant.
    """
    firsts = _firsts(number)
    found = {first: Month(first) for first in firsts}
    zone = clock.site_zone()
    since = datetime(firsts[-1].year, firsts[-1].month, 1, tzinfo=zone)
    for row in db.session.execute(_by_month(Report.at, since, func.count().label("number"))):
        found[row.month].reports = row.number
    kinds = (Decision.action, Decision.reason, Decision.actor_id.is_(None).label("automatic"))
    for row in db.session.execute(_by_month(Decision.at, since, func.count().label("number"), *kinds)):
        if row.automatic:
            found[row.month].held += row.number if row.action is Action.HOLD else 0
        else:
            found[row.month].decisions[row.action, row.reason] = row.number
    for row in db.session.execute(_waits(since)):
        found[row.month].median_hours = row.seconds / 3600
    upheld = func.count().filter(Appeal.state == AppealState.UPHELD).label("upheld")
    counts = [upheld, func.count().filter(Appeal.waiting()).label("open")]
    for row in db.session.execute(_by_month(Appeal.at, since, func.count().label("number")).add_columns(*counts)):
        month = found[row.month]
        month.appeals, month.upheld, month.open = row.number, row.upheld, row.open
    return [found[first] for first in firsts]


def _firsts(number: int) -> list[date]:
    """The first days of so many months, that of this month first."""
    today = clock.local_day(clock.now())
    count = today.year * 12 + today.month - 1
    return [date((count - back) // 12, (count - back) % 12 + 1, 1) for back in range(number)]


def _month(at: Any) -> ColumnElement[date]:
    """The first day of the month of the instant `at`, in the site's time zone."""
    return cast(func.date_trunc("month", func.timezone(str(clock.site_zone()), at)), Date)


def _by_month(at: Any, since: datetime, *columns: Any) -> Select[Any]:
    """Rows since an instant, by month and by those of `columns` that are not counted."""
    month = _month(at).label("month")
    kinds = columns[1:]
    return select(month, *columns).where(at >= since, at <= clock.now()).group_by(month, *kinds)


def _waits(since: datetime) -> Select[Any]:
    """The median of how long people took to decide, in seconds, by month."""
    month = _month(Decision.at).label("month")
    seconds = func.extract("epoch", Decision.at - Decision.case_opened_at)
    median = func.percentile_cont(0.5).within_group(seconds.asc()).label("seconds")
    of_people = (Decision.actor_id.is_not(None), Decision.case_opened_at.is_not(None))
    return select(month, median).where(*of_people, Decision.at >= since, Decision.at <= clock.now()).group_by(month)
