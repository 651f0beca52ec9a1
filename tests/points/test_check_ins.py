"""Checking in: once a day of the site, with a streak that is made of the days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.ledger.models import Unit
from cocreate.ledger.queries import balances
from cocreate.members import queries as members
from cocreate.members.models import Affiliation, Member
from cocreate.points import awards
from cocreate.points.audit import check
from cocreate.points.checkins import queries, rules
from cocreate.points.checkins.models import CheckIn
from cocreate.points.models import Award, EarningRule, RuleKey, RuleSeries
from tests import make
from tests.make import cars
from tests.support.race import Real

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)  # in Shanghai
DAY = timedelta(days=1)


def days(member: Member, *offsets: int) -> list[int]:
    """What checking in on days so far from the twentieth brings."""
    return [rules.check_in(member, NOON + DAY * offset)[0].points for offset in offsets]


def test_a_second_check_in_of_the_day_changes_nothing(app: Flask) -> None:
    member = make.member()
    first, again = rules.check_in(member, NOON), rules.check_in(member, NOON + timedelta(hours=3))
    assert (first[1], again[1]) == (True, False)
    assert first[0] == again[0]
    assert balances(member.id, Unit.POINTS).balance == first[0].points == 5


def test_days_in_a_row_bring_more_up_to_the_cap(app: Flask) -> None:
    member = make.member()
    assert days(member, *range(12)) == [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15]
    assert rules.check_in(member, NOON + DAY * 11)[0].streak == 12
    assert days(member, 13) == [5]
    assert queries.streak(member.id, date(2026, 12, 1)) == (date(2026, 12, 1), 12)
    assert queries.today(member, date(2026, 12, 4)).streak == 2
    assert queries.today(member, date(2026, 12, 5)).streak == 1
    assert list(check()) == []


def test_a_day_taken_back_is_taken_from_one_member(app: Flask) -> None:
    one, other = make.member(), make.member()
    for member in (one, other):
        rules.check_in(member, NOON)
    given = db.session.scalars(select(Award).where(Award.member_id == one.id)).one()
    awards.revoke(given.source)
    assert [balances(member.id, Unit.POINTS).balance for member in (one, other)] == [0, 5]
    assert list(check()) == []


def test_the_day_turns_at_midnight_of_the_site(app: Flask) -> None:
    member = make.member()
    before, after = datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC), datetime(2026, 11, 20, 16, tzinfo=UTC)
    assert rules.check_in(member, before)[0].day == date(2026, 11, 20)
    done, new = rules.check_in(member, after)
    assert (done.day, done.streak, new) == (date(2026, 11, 21), 2, True)


def test_who_works_for_the_brand_and_a_rule_at_rest_bring_none(app: Flask, english: None) -> None:
    with pytest.raises(Refused, match="collects none"):
        rules.check_in(make.member(affiliation=Affiliation.STAFF))
    member, rule = make.member(), db.session.get_one(EarningRule, RuleKey.CHECK_IN)
    rules.check_in(member, NOON)
    rule.active = False
    with pytest.raises(Refused):
        rules.check_in(member, NOON + DAY)
    assert rules.check_in(member, NOON)[1] is False


def test_a_rule_for_owners_of_a_series_promises_nothing_to_others(app: Flask) -> None:
    owner, other = make.owner(), make.member()
    db.session.add(RuleSeries(rule=RuleKey.CHECK_IN, series_id=cars.model("lan-5").series_id))
    db.session.flush()
    for member, points in ((owner, 5), (other, 0)):
        assert queries.today(member, clock.local_day(NOON)).points == points
        assert days(member, 0) == [points]


def test_a_day_counts_though_the_budget_is_used_up(app: Flask) -> None:
    member, rule = make.member(), db.session.get_one(EarningRule, RuleKey.CHECK_IN)
    rule.month_budget = 5
    assert days(member, 0, 1) == [5, 0]
    assert rules.check_in(member, NOON + DAY)[0].streak == 2
    calendar = queries.calendar(member.id, date(2026, 11, 1), date(2026, 11, 21), date(2026, 10, 1))
    shown = {day.on.day: day.points for week in calendar.weeks for day in week if day and day.points is not None}
    assert shown == {20: 5, 21: 0}
    assert (calendar.before, calendar.after, calendar.days) == (date(2026, 10, 1), None, 2)
    assert {len(week) for week in calendar.weeks} == {7}
    assert [day.on.day if day else 0 for day in calendar.weeks[0]] == [0, 0, 0, 0, 0, 0, 1]


def test_twenty_at_once_are_one(real: Real) -> None:
    key = real.commit(lambda: make.member().id)
    answers = real.together([lambda: rules.check_in(members.by_id(key)) for _number in range(20)], width=20)
    assert sorted(new for _today, new in answers) == [False] * 19 + [True]
    assert {today.points for today, _new in answers} == {5}

    def found() -> tuple[int, int, int, list[str]]:
        awards, rows = db.session.scalars(select(Award)).all(), db.session.scalars(select(CheckIn)).all()
        return len(awards), len(rows), balances(key, Unit.POINTS).balance, list(check())

    assert real.commit(found) == (1, 1, 5, [])


def test_a_check_in_without_its_day_is_found(app: Flask) -> None:
    member = make.member()
    rules.check_in(member, clock.now())
    db.session.delete(db.session.scalars(select(CheckIn)).one())
    db.session.flush()
    assert [line for line in check() if "did not check in" in line]
