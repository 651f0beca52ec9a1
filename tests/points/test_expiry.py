"""Points expire by lots, and are told of thirty and seven days before: once, and while it makes sense."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.ledger.models import Unit
from cocreate.ledger.queries import balances
from cocreate.members.models import Member
from cocreate.notices import queries as notices
from cocreate.notices import words
from cocreate.points import queries, wallets
from cocreate.points.audit import check
from cocreate.points.expiry import rules
from cocreate.points.expiry.models import Reminder
from cocreate.points.models import Lot
from tests import make

DAY = timedelta(days=1)
Jobs = Callable[[], list[str]]


def lot(member: Member, days: int, amount: int = 100) -> Lot:
    """Points that expire so many days from now, when the day is over."""
    key = f"lot:{member.id}:{days}:{amount}"
    moved = wallets.credit(member.id, amount, key, "grant", "grant:1", spendable_at=clock.now() - DAY)
    made = db.session.scalars(select(Lot).where(Lot.transfer_id == moved.id)).one()
    midnight = datetime.combine(clock.local_day(clock.now()), datetime.min.time(), clock.site_zone())
    made.expires_at, made.spendable_at = midnight + DAY * (days + 1), midnight - DAY * 9
    db.session.flush()
    return made


def heard(member: Member) -> list[str]:
    found = notices.flat(member).items
    said = words.sayings(found, "en")
    return [said[notice].line for notice in found]


def test_what_is_due_goes_once_member_by_member(app: Flask, run_jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "BATCH", 2)
    people = [make.member() for _number in range(3)]
    for person in people:
        lot(person, -1)
        lot(person, 5, 30)
    rules.expire()
    rules.expire()
    done = run_jobs()
    assert done.count(rules.EXPIRE_OF) == 6
    assert [balances(person.id, Unit.POINTS).balance for person in people] == [30, 30, 30]
    rules.expire()
    assert run_jobs() == []
    assert list(check()) == []


def test_members_hear_thirty_and_seven_days_before_and_once(app: Flask, english: None) -> None:
    member, now = make.member(), clock.now()
    lot(member, 40)
    for ahead, number in ((9, 0), (10, 1), (10, 1), (20, 1), (33, 2), (39, 2), (41, 2)):
        with clock.telling(now + DAY * ahead):
            rules.remind()
            assert len(heard(member)) == number, ahead
    last = queries.last_day(db.session.scalars(select(Lot.expires_at)).one())
    assert heard(member)[0] == f"100 points can be used until {last:%B} {last.day}, {last.year}"


def test_what_comes_late_is_told_once_at_the_nearer_distance(app: Flask) -> None:
    member = make.member()
    lot(member, 3)
    rules.remind()
    rules.remind()
    assert len(heard(member)) == 1
    assert {one.days for one in db.session.scalars(select(Reminder))} == {7, 30}


def test_a_week_of_small_lots_is_one_reminder(app: Flask, english: None) -> None:
    member, now = make.member(), clock.now()
    for days in range(30, 37):
        lot(member, days, 10)
    for ahead in range(7):
        with clock.telling(now + DAY * ahead):
            rules.remind()
    assert len(heard(member)) == 1
    assert heard(member)[0].startswith("70 points expire between ")


def test_nobody_hears_of_what_is_spent_or_has_left(app: Flask) -> None:
    member, gone = make.member(), make.member()
    lot(member, 5)
    wallets.settle(wallets.reserve(member.id, 100, "a", "order:1"))
    lot(gone, 5)
    gone.state = type(gone.state).PLACEHOLDER
    rules.remind()
    assert heard(member) == heard(gone) == []
    assert db.session.scalars(select(Reminder)).all() == []
