"""How well the brand keeps what it promised: the public figures, counted by the database.

Counting reads every idea of a year. So a job counts them anew every few minutes, and readers are told when; where no
job has done so lately, they are counted as they are read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from cocreate.catalogue.stages import Stage
from cocreate.ideas.responses.models import CountedAnswers, ResponseKind
from cocreate.ideas.triage import departments
from cocreate.ideas.triage.models import Department
from cocreate.kernel import clock, statistics
from cocreate.kernel.database import db
from cocreate.kernel.jobs import job
from cocreate.kernel.statistics import Share

MONTHS = 12
LATELY = timedelta(minutes=10)  # twice as long as the job waits

# What is still running in time is no part of any share. A decision that praise missed while it was none is no longer
# open: nobody owes it any more. Nor is what an idea that was merged missed: what it asks is answered at its target.
_KEPT = text(
    """
    WITH counted AS (
        SELECT r.kind, i.stage, t.department_id, r.taken, r.started_at >= :since AS recent,
               CASE WHEN r.started_at >= :since THEN date_trunc('month', r.started_at AT TIME ZONE :zone)::date END
                   AS month,
               r.state = 'met' AS met,
               r.state = 'missed' OR (r.state = 'running' AND r.due_at <= :now) AS missed,
               r.met_at IS NULL AND i.status_key <> 'merged' AND NOT (r.kind = 'decision' AND i.kind = 'praise') AS owed
        FROM responses r JOIN ideas i ON i.id = r.idea_id JOIN posts p ON p.id = r.idea_id
             LEFT JOIN triage t ON t.idea_id = r.idea_id
        WHERE p.state = 'visible' AND p.audience = 'everyone'
          AND (r.started_at >= :since OR (r.met_at IS NULL AND r.state <> 'paused'))
    )
    SELECT kind, stage, month::text, department_id AS department,
           CASE grouping(stage, month, department_id) WHEN 3 THEN 'stage' WHEN 5 THEN 'month' WHEN 6 THEN 'department'
                ELSE 'total' END AS by,
           count(*) FILTER (WHERE recent AND met) AS met,
           count(*) FILTER (WHERE recent AND missed) AS missed,
           count(*) FILTER (WHERE missed AND owed) AS overdue,
           percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY taken) FILTER (WHERE recent) AS hours
    FROM counted
    GROUP BY GROUPING SETS ((kind), (kind, month), (kind, stage), (kind, department_id))
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
class KeptByDepartment(Kept):
    """The same of what a department drives, `of` being its public id; or of what nobody does yet (`None`)."""

    name: str


@dataclass(frozen=True)
class Figures:
    """The figures of one kind of promise."""

    kind: str
    total: Kept
    months: list[Kept]
    stages: list[Kept]
    departments: list[KeptByDepartment]


@dataclass(frozen=True)
class Answers:
    """All public figures about ideas published since the day `since`, as they were at the instant `counted_at`;
    `solved` is what authors of problems say."""

    since: date
    counted_at: datetime
    promises: list[Figures]
    solved: Share | None


def read(locale: str) -> Answers:
    """The figures of the present month and the eleven before it, months counted where the site is, names in the
    language `locale`. Two statements where they were counted lately, else four."""
    months = _months(clock.local_day(clock.now()))
    counted = db.session.get(CountedAnswers, 1, populate_existing=True)
    if counted is None or counted.counted_at < clock.now() - LATELY or counted.numbers["since"] != str(months[0]):
        counted = _count(months[0])
    rows, teams = counted.numbers["rows"], departments.every()
    return Answers(
        since=months[0],
        counted_at=counted.counted_at,
        promises=[
            _figures(kind, [row for row in rows if row["kind"] == kind], months, teams, locale) for kind in ResponseKind
        ],
        solved=statistics.share(counted.numbers["solved"], counted.numbers["judged"]),
    )


@job("count_answers", cron="*/5 * * * *")
def count() -> None:
    """Count the figures and keep them for whoever reads them."""
    counted = _count(_months(clock.local_day(clock.now()))[0])
    said = {"counted_at": counted.counted_at, "numbers": counted.numbers}
    row = insert(CountedAnswers).values(id=1, **said)
    db.session.execute(row.on_conflict_do_update(index_elements=["id"], set_=said))


def _count(first: date) -> CountedAnswers:
    """The figures since the day `first`, counted now and not kept. Two statements."""
    since, now = datetime.combine(first, time(), clock.site_zone()), clock.now()
    rows = db.session.execute(_KEPT, {"zone": str(clock.site_zone()), "since": since, "now": now}).mappings().all()
    judged = db.session.execute(_SOLVED, {"since": since}).mappings().one()
    numbers = {"since": str(first), "rows": [dict(row) for row in rows], **judged}
    return CountedAnswers(id=1, counted_at=now, numbers=numbers)


def _figures(
    kind: str, rows: Iterable[Mapping[str, Any]], months: list[date], teams: Iterable[Department], locale: str
) -> Figures:
    """The figures of `kind`: every one of `months`, every stage and department is there, be it empty."""
    by = {(row["by"], row[row["by"]] if row["by"] != "total" else None): row for row in rows}
    named: list[tuple[int | None, str | None, str]] = [(team.id, team.public_id, team.name(locale)) for team in teams]
    named.append((None, None, _("Not assigned")))
    return Figures(
        kind=str(kind),
        total=Kept(None, *_kept(by.get(("total", None)))),
        months=[Kept(month, *_kept(by.get(("month", str(month))))) for month in months],
        stages=[Kept(stage.value, *_kept(by.get(("stage", stage.value)))) for stage in Stage],
        departments=[
            KeptByDepartment(public_id, *_kept(by.get(("department", id_))), name) for id_, public_id, name in named
        ],
    )


def _kept(row: Mapping[str, Any] | None) -> tuple[Share | None, float | None, float | None, int]:
    """What `row` says of the promises it counts: the share kept, median and 95 % of the hours, what is overdue."""
    if row is None:
        return None, None, None, 0
    median, p95 = row["hours"] or (None, None)
    return statistics.share(row["met"], row["met"] + row["missed"]), median, p95, row["overdue"]


def _months(today: date) -> list[date]:
    """The first days of the month of `today` and of those before it, in order."""
    months = [today.replace(day=1)]
    while len(months) < MONTHS:
        months.insert(0, (months[0] - timedelta(days=1)).replace(day=1))
    return months
