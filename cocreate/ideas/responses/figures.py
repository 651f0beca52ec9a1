"""How well the brand keeps what it promised: the public figures, counted by the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import text

from cocreate.ideas.models import Stage
from cocreate.ideas.responses.models import ResponseKind
from cocreate.kernel import clock, statistics
from cocreate.kernel.database import db
from cocreate.kernel.statistics import Share

MONTHS = 12

# What is still running in time is no part of any share. A decision that praise missed while it was none is no longer
# open: nobody owes it any more.
_KEPT = text(
    """
    WITH counted AS (
        SELECT r.kind, i.stage, r.taken, r.started_at >= :since AS recent,
               CASE WHEN r.started_at >= :since THEN date_trunc('month', r.started_at AT TIME ZONE :zone)::date END
                   AS month,
               r.state = 'met' AS met,
               r.state = 'missed' OR (r.state = 'running' AND r.due_at <= :now) AS missed,
               r.met_at IS NULL AND NOT (r.kind = 'decision' AND i.kind = 'praise') AS owed
        FROM responses r JOIN ideas i ON i.id = r.idea_id JOIN posts p ON p.id = r.idea_id
        WHERE p.state = 'visible' AND p.audience = 'everyone'
          AND (r.started_at >= :since OR (r.met_at IS NULL AND r.state <> 'paused'))
    )
    SELECT kind, stage, month, grouping(stage) AS all_stages, grouping(month) AS all_months,
           count(*) FILTER (WHERE recent AND met) AS met,
           count(*) FILTER (WHERE recent AND missed) AS missed,
           count(*) FILTER (WHERE missed AND owed) AS overdue,
           percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY taken) FILTER (WHERE recent) AS hours
    FROM counted
    GROUP BY GROUPING SETS ((kind), (kind, month), (kind, stage))
    """
)
_SOLVED = text(
    """
    SELECT count(*) AS judged, count(*) FILTER (WHERE solved) AS solved
    FROM (SELECT DISTINCT ON (idea_id) idea_id, solved, at FROM verdicts ORDER BY idea_id, id DESC) last
    JOIN posts p ON p.id = last.idea_id
    WHERE p.state = 'visible' AND p.audience = 'everyone' AND last.at >= :since
    """
)


@dataclass(frozen=True)
class Kept:
    """Of what was promised: the share kept, the hours it took where it came at all, and what is overdue now.

    `of` is what these are: a month (its first day), a stage, or everything (`None`).
    """

    of: date | str | None
    share: Share | None
    median: float | None
    p95: float | None
    overdue: int


@dataclass(frozen=True)
class Figures:
    """The figures of one kind of promise."""

    kind: str
    total: Kept
    months: list[Kept]
    stages: list[Kept]


@dataclass(frozen=True)
class Answers:
    """All public figures about ideas published since the day `since`; `solved` is what authors of problems say."""

    since: date
    promises: list[Figures]
    solved: Share | None


def read() -> Answers:
    """The figures of the present month and the eleven before it, months counted where the site is. Two statements."""
    months = _months(clock.local_day(clock.now()))
    since = datetime.combine(months[0], time(), clock.site_zone())
    values = {"zone": str(clock.site_zone()), "since": since, "now": clock.now()}
    rows = db.session.execute(_KEPT, values).all()
    solved = db.session.execute(_SOLVED, {"since": since}).one()
    return Answers(
        since=months[0],
        promises=[_figures(kind, [row for row in rows if row.kind == kind], months) for kind in ResponseKind],
        solved=statistics.share(solved.solved, solved.judged),
    )


def _figures(kind: str, rows: Iterable[Any], months: list[date]) -> Figures:
    """The figures of `kind`: every one of `months` and every stage is there, be it empty."""
    by_month, by_stage, total = {}, {}, Kept(None, None, None, None, 0)
    for row in rows:
        if not row.all_stages:
            by_stage[row.stage] = _kept(row.stage, row)
        elif row.month is not None:
            by_month[row.month] = _kept(row.month, row)
        elif row.all_months:
            total = _kept(None, row)
    return Figures(
        kind=str(kind),
        total=total,
        months=[by_month.get(month, Kept(month, None, None, None, 0)) for month in months],
        stages=[by_stage.get(stage, Kept(stage.value, None, None, None, 0)) for stage in Stage],
    )


def _kept(of: date | str | None, row: Any) -> Kept:
    median, p95 = row.hours or (None, None)
    return Kept(of, statistics.share(row.met, row.met + row.missed), median, p95, row.overdue)


def _months(today: date) -> list[date]:
    """The first days of the month of `today` and of those before it, in order."""
    months = [today.replace(day=1)]
    while len(months) < MONTHS:
        months.insert(0, (months[0] - timedelta(days=1)).replace(day=1))
    return months
