"""Ways to earn, as a list of what is done and what is still open today. Only what really pays stands in it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from cocreate.kernel import clock
from cocreate.kernel.database import db, read
from cocreate.members.models import Affiliation, Member
from cocreate.points import months, words
from cocreate.points.checkins.queries import Today
from cocreate.points.models import Award, BudgetMonth, EarningRule, RuleKey, RuleSeries
from cocreate.vehicles import queries as vehicles

# Where each of them is done, in the order in which they are shown.
PLACES = {
    RuleKey.CHECK_IN: "",
    RuleKey.PROFILE_COMPLETED: "/me/settings",
    RuleKey.VEHICLE_VERIFIED: "/me/vehicles",
    RuleKey.ANSWER_ACCEPTED: "/questions",
    RuleKey.ANSWER_HELPFUL: "/questions",
    RuleKey.COMMENT_HELPFUL: "/ideas",
    RuleKey.IDEA_ADOPTED: "/ideas/new",
    RuleKey.IDEA_SHIPPED: "/ideas/new",
    RuleKey.REFERRAL: "/points/referrals",
    RuleKey.ANNIVERSARY: "",
}

# What depends on nobody else, and on no day.
OWN = frozenset({RuleKey.CHECK_IN, RuleKey.PROFILE_COMPLETED, RuleKey.VEHICLE_VERIFIED})


class Stage(StrEnum):
    """How it stands with a way: open; done as often as there is; as often as a day takes; beyond the month's budget."""

    OPEN = "open"
    DONE = "done"
    CAPPED = "capped"
    PAUSED = "paused"


@dataclass(frozen=True)
class Way:
    """A rule as somebody earns by it. `number` is how often they did, of the `most` there may be: today, or at all."""

    key: RuleKey
    label: str
    url: str
    stage: Stage
    points: int
    contribution: int
    number: int
    most: int | None
    daily: bool

    @property
    def is_today(self) -> bool:
        """Whether it is open and the member can do it today, by themselves."""
        return self.stage is Stage.OPEN and self.key in OWN


def ways(member: Member, check_in: Today, at: datetime | None = None) -> list[Way]:
    """How `member` earns at `at`; nothing for whoever works for the brand. Five statements at most."""
    if member.affiliation is not Affiliation.NONE:
        return []
    at = at or clock.now()
    day = clock.local_day(at)
    rules = {rule.key: rule for rule in db.session.scalars(select(EarningRule)) if rule.holds_on(day)}
    closed = _not_for(member)
    counts, spent = _counts(member, at), _issued(at)
    found = []
    for key, url in PLACES.items():
        rule = rules.get(key)
        if rule is not None and key not in closed and (rule.points or rule.contribution):
            total, today = counts.get(key, (0, 0))
            found.append(_way(rule, url, total, today, spent.get(key, 0), check_in))
    return found


def _way(rule: EarningRule, url: str, total: int, today: int, issued: int, check_in: Today) -> Way:
    points, contribution, stage = rule.points, rule.contribution, Stage.OPEN
    if rule.key is RuleKey.CHECK_IN:
        points, today = check_in.points, int(check_in.done)
    if rule.month_budget is not None and (not points or issued + points > rule.month_budget):
        stage = Stage.PAUSED
    if rule.per_day is not None and today >= rule.per_day:
        stage = Stage.DONE if rule.key is RuleKey.CHECK_IN else Stage.CAPPED
    if rule.per_lifetime is not None and total >= rule.per_lifetime:
        stage = Stage.DONE
    daily = rule.per_day is not None
    number, most = (today, rule.per_day) if daily else (total, rule.per_lifetime)
    return Way(rule.key, words.of_rule(rule.key), url, stage, points, contribution, number, most, daily)


def _not_for(member: Member) -> set[RuleKey]:
    """The rules for owners of certain cars, none of which is the member's."""
    limited: dict[RuleKey, set[int]] = {}
    for rule, series in read(select(RuleSeries.rule, RuleSeries.series_id)):
        limited.setdefault(rule, set()).add(series)
    own = vehicles.owned_series(member.id) if limited else frozenset()
    return {rule for rule, series in limited.items() if not series & own}


def _counts(member: Member, at: datetime) -> dict[RuleKey, tuple[int, int]]:
    """How often the member earned by each rule, at all and on the day of `at`."""
    begin, end = months.day_of(at)
    today = func.count().filter(Award.at >= begin, Award.at < end)
    mine = select(Award.rule, func.count(), today).where(Award.member_id == member.id, Award.revoked_at.is_(None))
    return {rule: (total, number) for rule, total, number in read(mine.group_by(Award.rule))}


def _issued(at: datetime) -> dict[RuleKey, int]:
    rows = read(select(BudgetMonth.rule, BudgetMonth.issued).where(BudgetMonth.month == months.of(at)))
    return {row[0]: row[1] for row in rows}
