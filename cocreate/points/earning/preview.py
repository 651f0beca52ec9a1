"""What a rule would have given in the last 30 days, had it said then what somebody is about to make it say.

Counted of the deeds that were awarded. Deeds that brought nothing, as the cap was reached, left no row: of a looser
rule it tells at least what it would have given. It knows no budget of a month, neither the old nor the wanted one:
where that would have been used up, less would have been given.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, and_, case, cast, false, func, literal, select, true
from sqlalchemy.orm import aliased

from cocreate.kernel import clock
from cocreate.kernel.database import read
from cocreate.points.checkins.models import CheckIn
from cocreate.points.earning.models import Field
from cocreate.points.earning.rules import Values
from cocreate.points.models import Award, RuleKey
from cocreate.vehicles import queries as vehicles
from cocreate.vehicles.models import Holding

DAYS = 30
# What several members share, who wrote together.
SHARED = frozenset({RuleKey.IDEA_ADOPTED, RuleKey.IDEA_SHIPPED})
_ONE = literal(1, Integer)


@dataclass(frozen=True)
class Figures:
    """So many awards, to so many members, of so many points and so much contribution."""

    awards: int
    members: int
    points: int
    contribution: int


@dataclass(frozen=True)
class Preview:
    """What was `given` in the last 30 days, today among them, and what `would` have been."""

    given: Figures
    would: Figures


def of(key: RuleKey, wanted: Values) -> Preview:
    """What `wanted`, which is sound, would have made of the deeds of the last 30 days. One statement."""
    first = clock.local_day(clock.now()) - timedelta(days=DAYS - 1)
    deed = _deeds(key, first, _number(wanted, Field.STREAK_STEP), _number(wanted, Field.STREAK_CAP))
    holds = _holds(key, wanted, deed)
    points, contribution = _amounts(key, wanted, deed)
    query = select(
        *_figures(deed.c.points, deed.c.contribution, deed.c.member_id, true()),
        *_figures(points, contribution, deed.c.member_id, and_(holds, points + contribution > 0)),
    ).select_from(deed)
    row = [int(value) for value in read(query).one()]
    return Preview(Figures(*row[:4]), Figures(*row[4:]))


def _deeds(key: RuleKey, first: date, step: int, cap: int) -> Any:
    """What stands of the awards, each with its day, its place on that day of the member, and among those who share;
    of check-ins with what the streak would have added.
    """
    day = cast(func.timezone(str(clock.site_zone()), Award.at), Date)
    shared = key in SHARED
    columns = (
        Award.id, Award.member_id, Award.at, Award.points, Award.contribution, day.label("day"),
        func.row_number().over(partition_by=(Award.member_id, day), order_by=(Award.at, Award.id)).label("of_day"),
        (func.row_number().over(partition_by=Award.source, order_by=Award.id) if shared else _ONE).label("place"),
        (func.count().over(partition_by=Award.source) if shared else _ONE).label("sharers"),
    )  # fmt: skip
    since = datetime.combine(first, time(), clock.site_zone())
    standing = (Award.rule == key, Award.at >= since, Award.revoked_at.is_(None))
    if key is not RuleKey.CHECK_IN:
        return select(*columns, literal(0, Integer).label("bonus")).where(*standing).subquery()
    streak = _streaks(first - timedelta(days=-(-cap // step) if step else 0))
    bonus = func.least(cap, step * (func.coalesce(streak.c.length, 1) - 1)).label("bonus")
    same = and_(streak.c.member_id == Award.member_id, streak.c.on_day == day)
    return select(*columns, bonus).outerjoin(streak, same).where(*standing).subquery()


def _streaks(first: date) -> Any:
    """The how manieth of a row each check-in since `first` was: of days in a row, the day less its place is the same
    for all.
    """
    place = func.row_number().over(partition_by=CheckIn.member_id, order_by=CheckIn.on_day)
    row = (CheckIn.on_day - cast(place, Integer)).label("row")
    days = select(CheckIn.member_id, CheckIn.on_day, row).where(CheckIn.on_day >= first).subquery()
    length = func.row_number().over(partition_by=(days.c.member_id, days.c.row), order_by=days.c.on_day)
    return select(days.c.member_id, days.c.on_day, cast(length, Integer).label("length")).subquery()


def _holds(key: RuleKey, wanted: Values, deed: Any) -> ColumnElement[bool]:
    """The condition that the rule would have held for the award `deed`."""
    if not wanted[Field.ACTIVE]:
        return false()
    conditions: list[ColumnElement[bool]] = []
    if isinstance(begin := wanted.get(Field.FROM_ON), date):
        conditions.append(deed.c.day >= begin)
    if isinstance(end := wanted.get(Field.UNTIL_ON), date):
        conditions.append(deed.c.day < end)
    if isinstance(per_day := wanted.get(Field.PER_DAY), int):
        conditions.append(deed.c.of_day <= per_day)
    if isinstance(per_lifetime := wanted.get(Field.PER_LIFETIME), int):
        conditions.append(_so_far(key, deed) <= per_lifetime)
    if series := wanted.get(Field.SERIES):
        owners = select(Holding.member_id).where(vehicles.counts(), Holding.ended_at.is_(None))
        conditions.append(deed.c.member_id.in_(owners.where(Holding.series_id.in_(series))))  # type: ignore[arg-type]
    return and_(true(), *conditions)


def _so_far(key: RuleKey, deed: Any) -> ColumnElement[int]:
    """How many awards the member had of the rule with this one."""
    earlier = aliased(Award)
    until = (earlier.at < deed.c.at) | ((earlier.at == deed.c.at) & (earlier.id <= deed.c.id))
    mine = (earlier.member_id == deed.c.member_id, earlier.rule == key, earlier.revoked_at.is_(None))
    return select(func.count()).where(*mine, until).scalar_subquery()


def _amounts(key: RuleKey, wanted: Values, deed: Any) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """What the award would have been of. A grant says its points itself; those who share split as ever."""
    if key is RuleKey.GRANT:
        return deed.c.points, literal(0, Integer)
    points, contribution = (_share(_number(wanted, field), deed) for field in (Field.POINTS, Field.CONTRIBUTION))
    return points + deed.c.bonus, contribution


def _share(total: int, deed: Any) -> ColumnElement[int]:
    """The part of an award in `total`: the largest remainders first, as in ``awards.shares``."""
    one_more = case((deed.c.place <= func.mod(total, deed.c.sharers), 1), else_=0)
    return func.div(literal(total, Integer), deed.c.sharers) + one_more


def _number(wanted: Values, field: Field) -> int:
    value = wanted.get(field)
    return value if isinstance(value, int) else 0


def _figures(points: Any, contribution: Any, member: Any, condition: ColumnElement[bool]) -> list[ColumnElement[int]]:
    sums = [func.coalesce(func.sum(amount).filter(condition), 0) for amount in (points, contribution)]
    return [func.count().filter(condition), func.count(member.distinct()).filter(condition), *sums]
