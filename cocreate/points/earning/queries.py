"""Reads of the rules of earning: all of them, what was changed, and what is left of the months' budgets."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select

from cocreate.catalogue.models import Series
from cocreate.kernel import clock
from cocreate.kernel.database import db, read
from cocreate.members.models import Member
from cocreate.members.queries import Person, person
from cocreate.points import months
from cocreate.points.earning.models import EarningChange, Field
from cocreate.points.models import Award, EarningRule, RuleKey, RuleSeries

MOST = 50  # changes shown
WARNING = 0.8  # of a budget


class Entry(NamedTuple):
    """A change as the desk shows it: of a rule, or of the terms (None)."""

    rule: RuleKey | None
    field: Field
    before: str | None
    after: str | None
    actor: Person
    at: datetime


@dataclass(frozen=True)
class Budget:
    """What a rule has `issued` in a month, out of a `budget` of so many points (None: no limit)."""

    rule: RuleKey
    budget: int | None
    issued: int
    awards: int

    @property
    def left(self) -> int | None:
        """How many points are left; below zero after the budget was cut."""
        return None if self.budget is None else self.budget - self.issued

    @property
    def percent(self) -> int | None:
        """How much of the budget is used up, rounded down; without a budget there is nothing to say."""
        return None if not self.budget else self.issued * 100 // self.budget

    @property
    def runs_out(self) -> bool:
        """Whether more than four fifths are used up."""
        return self.budget is not None and self.issued > WARNING * self.budget


def rules() -> list[EarningRule]:
    """Every rule, in the order of the closed list."""
    found = {rule.key: rule for rule in db.session.scalars(select(EarningRule))}
    return [found[key] for key in RuleKey]


def series_of_rules() -> dict[RuleKey, list[str]]:
    """The keys of the series that each limited rule is for."""
    query = select(RuleSeries.rule, Series.key).join(Series, Series.id == RuleSeries.series_id).order_by(Series.key)
    found: dict[RuleKey, list[str]] = {}
    for rule, key in db.session.execute(query):
        found.setdefault(rule, []).append(key)
    return found


def history(key: RuleKey | None = None) -> list[Entry]:
    """The latest changes of the rule, or of everything, the last first."""
    query = select(EarningChange, Member).join(Member, Member.id == EarningChange.actor_id)
    if key is not None:
        query = query.where(EarningChange.rule == key)
    return [
        Entry(change.rule, change.field, change.before, change.after, person(member), change.at)
        for change, member in db.session.execute(query.order_by(EarningChange.id.desc()).limit(MOST))
    ]


def budgets(month: date) -> list[Budget]:
    """Every rule with what it issued in `month` and the budget it had then. Three statements."""
    begin, end = months.bounds(month)
    standing = (Award.at >= begin, Award.at < end, Award.revoked_at.is_(None))
    query = select(Award.rule, func.sum(Award.points), func.count()).where(*standing).group_by(Award.rule)
    issued = {rule: (int(points), number) for rule, points, number in read(query)}
    now = {rule.key: rule.month_budget for rule in rules()}
    then = now if end > clock.now() else now | _budgets_at(end)
    return [Budget(key, then[key], *issued.get(key, (0, 0))) for key in RuleKey]


def _budgets_at(end: datetime) -> dict[RuleKey, int | None]:
    """The budgets that held at the instant `end`, of those rules whose budget has changed since."""
    query = select(EarningChange.rule, EarningChange.before).where(
        EarningChange.field == Field.MONTH_BUDGET, EarningChange.at >= end, EarningChange.rule.is_not(None)
    )
    found = read(query.order_by(EarningChange.id.desc()))
    return {rule: None if before is None else int(before) for rule, before in found if rule is not None}
