"""Reads of check-ins: the streak, today, a month."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Integer, String, cast, func, select

from cocreate.kernel import clock
from cocreate.kernel.database import db, read
from cocreate.members.models import Affiliation, Member
from cocreate.points import months
from cocreate.points.checkins.models import CheckIn
from cocreate.points.models import Award, BudgetMonth, EarningRule, RuleKey, RuleSeries
from cocreate.vehicles import queries as vehicles

DAY = timedelta(days=1)


class Today(NamedTuple):
    """Whether a member has checked in today; with `points`, and as the day `streak` of a row.

    Where they have not, both are as they would be; `is_open` tells whether they can. Whoever is about to leave, or has
    none of the cars that the rule is for, checks in for the days alone: nothing is promised that is not given.
    """

    day: date
    done: bool
    is_open: bool
    points: int
    streak: int


@dataclass(frozen=True)
class Day:
    """A day of a calendar: with what it brought, ``None`` where there was no check-in."""

    on: date
    points: int | None
    is_today: bool
    is_ahead: bool


@dataclass(frozen=True)
class Calendar:
    """A month in weeks from Monday to Sunday, ``None`` for the days of its neighbours; these by their first days."""

    first: date
    weeks: list[list[Day | None]]
    before: date | None
    after: date | None

    @property
    def days(self) -> int:
        """On how many of its days the member checked in."""
        return sum(day is not None and day.points is not None for week in self.weeks for day in week)


def worth(rule: EarningRule, streak: int) -> int:
    """What a check-in brings as the day `streak` of a row: each day before adds a step, up to the cap."""
    return rule.points + min(rule.streak_cap, rule.streak_step * (streak - 1))


def streak(member_id: int, until: date) -> tuple[date | None, int]:
    """The last day up to `until` on which the member checked in, and the how manieth of a row it was. One statement.

    Of days in a row, the day plus its place from the end is the same for all: that is what they are grouped by.
    """
    place = func.row_number().over(order_by=CheckIn.on_day.desc())
    mine = select(CheckIn.on_day, (CheckIn.on_day + cast(place, Integer)).label("row"))
    days = mine.where(CheckIn.member_id == member_id, CheckIn.on_day <= until).subquery()
    last = func.max(days.c.on_day)
    found = read(select(last, func.count()).group_by(days.c.row).order_by(last.desc()).limit(1)).first()
    return (found[0], found[1]) if found else (None, 0)


def today(member: Member, day: date) -> Today:
    """How it stands with `member` on `day`. Three statements; one more each where there is a budget, and where the rule
    is for owners of some series alone.
    """
    limits = func.array(select(RuleSeries.series_id).where(RuleSeries.rule == RuleKey.CHECK_IN).scalar_subquery())
    rule, series = db.session.execute(select(EarningRule, limits).where(EarningRule.key == RuleKey.CHECK_IN)).one()
    last, length = streak(member.id, day)
    if last == day:
        return Today(day, True, False, brought(member.id, day), length)
    following = length + 1 if last == day - DAY else 1
    earns = member.leaves_at is None and (not series or bool(vehicles.owners_of(series, [member.id])))
    points = worth(rule, following) if earns else 0
    return Today(day, False, rule.holds_on(day), _within_budget(rule, points, day), following)


def _within_budget(rule: EarningRule, points: int, day: date) -> int:
    """`points`, or none where the month has no more of them: nothing is promised that is not given."""
    if rule.month_budget is None:
        return points
    of_month = (BudgetMonth.rule == rule.key, BudgetMonth.month == day.replace(day=1))
    issued = db.session.scalar(select(BudgetMonth.issued).where(*of_month)) or 0
    return points if issued + points <= rule.month_budget else 0


def for_home(member: Member) -> Today | None:
    """How it stands with `member` today; ``None`` for whoever works for the brand."""
    return today(member, clock.local_day(clock.now())) if member.affiliation is Affiliation.NONE else None


def brought(member_id: int, day: date) -> int:
    """How many points the check-in of `day` brought; none where the month's budget was used up."""
    mine = select(Award.points).where(Award.member_id == member_id, Award.rule == RuleKey.CHECK_IN)
    found = mine.where(Award.source == source(member_id, day), Award.revoked_at.is_(None))
    return db.session.scalar(found) or 0


def source(member_id: int, day: date) -> str:
    """What the award of a check-in calls its deed, which is one member's: taken back, it is taken from nobody else."""
    return f"check_in:{member_id}:{day}"


def calendar(member_id: int, first: date, today: date, since: date) -> Calendar:
    """The month that begins on `first`; there are months from the day `since` until `today`. One statement."""
    length = monthrange(first.year, first.month)[1]
    points = _brought_within(member_id, first, first + timedelta(days=length))
    days = [first + timedelta(days=number) for number in range(length)]
    cells = [Day(day, points.get(day), day == today, day > today) for day in days]
    padded = [*[None] * first.weekday(), *cells]
    padded += [None] * (-len(padded) % 7)
    weeks = [padded[start : start + 7] for start in range(0, len(padded), 7)]
    before, after = months.later(first, -1), months.later(first, 1)
    return Calendar(first, weeks, before if first > since else None, after if after <= today else None)


def _brought_within(member_id: int, begin: date, end: date) -> dict[date, int]:
    same = (Award.member_id == CheckIn.member_id) & (Award.rule == RuleKey.CHECK_IN) & Award.revoked_at.is_(None)
    deed = Award.source == func.concat("check_in:", cast(CheckIn.member_id, String), ":", cast(CheckIn.on_day, String))
    mine = select(CheckIn.on_day, func.coalesce(Award.points, 0)).outerjoin(Award, same & deed)
    within = mine.where(CheckIn.member_id == member_id, CheckIn.on_day >= begin, CheckIn.on_day < end)
    return {row[0]: row[1] for row in read(within)}
