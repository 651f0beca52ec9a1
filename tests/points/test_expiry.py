"""Points expire by lots, and are told of thirty and seven days before: once, and while it makes sense."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock, jobs
from cocreate.kernel.database import db
from cocreate.ledger.models import Transfer, Unit
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
from tests.support.race import Real

DAY = timedelta(days=1)
Jobs = Callable[[], list[str]]


def lot(member: Member, days: int, amount: int = 100) -> Lot:
    """Points that expire so many days from now, when the day is over."""
    key = f"lot:{member.id}:{days}:{amount}"
    moved = wallets.credit(member.id, amount, key, "grant", "grant:1", spendable_at=clock.now() - DAY)
    made = db.session.scalars(select(Lot).where(Lot.transfer_id == moved.id)).one()
    midnight = datetime.combine(clock.local_day(clock.now()), time(), clock.site_zone())
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


@pytest.mark.parametrize("parts", [(50,), (60, 10)])
def test_what_comes_back_into_a_lot_that_has_expired_expires_too(app: Flask, parts: tuple[int, ...]) -> None:
    """For each order that the member cancels after its points' time: as many as expired before, or others."""
    member = make.member()
    made = lot(member, 1)
    pendings = [wallets.reserve(member.id, part, f"order:{part}", "order:1") for part in parts]
    over, left = made.expires_at + DAY, 100 - sum(parts)
    assert (wallets.expire(member.id, over), wallets.expire(member.id, over)) == (left, 0)
    for pending, back in zip(pendings, parts, strict=True):
        wallets.release(pending, over, extended=False)
        assert (wallets.expire(member.id, over), wallets.expire(member.id, over)) == (back, 0)
    assert balances(member.id, Unit.POINTS).balance == 0
    assert list(check()) == []


def test_what_comes_back_lasts_through_the_day_that_its_member_is_told(app: Flask) -> None:
    member = make.member()
    made = lot(member, 1)
    pending, over = wallets.reserve(member.id, 60, "order:1", "order:1"), made.expires_at + DAY
    wallets.release(pending, over)
    last = queries.last_day(made.expires_at)
    assert last == clock.local_day(over) + DAY * 30
    assert made.expires_at == datetime.combine(last + DAY, time(), clock.site_zone())


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


def test_jobs_side_by_side_let_each_member_s_points_go_once_and_tell_of_them_once(real: Real) -> None:
    def build() -> list[int]:
        people = [make.member() for _number in range(4)]
        for person in people:
            lot(person, -1)
            lot(person, 5, 30)
        return [person.id for person in people]

    people = real.commit(build)
    assert real.together([rules.remind] * 4) == [None] * 4
    assert real.together([rules.expire] * 2) == [None] * 2
    asked = [arguments["member_id"] for name, arguments in real.commit(jobs.take_waiting) if name == rules.EXPIRE_OF]
    assert sorted(asked) == sorted(people * 2)
    assert real.together([partial(rules.expire_of, member_id) for member_id in asked]) == [None] * len(asked)

    def outcome() -> tuple[int, int, set[int], list[str]]:
        gone = select(func.count()).where(Transfer.kind == "expiry")
        told = select(func.count()).where(JournalEntry.verb == rules.TOLD)
        left = {balances(member_id, Unit.POINTS).balance for member_id in people}
        return db.session.scalars(gone).one(), db.session.scalars(told).one(), left, list(check())

    assert real.commit(outcome) == (4, 4, {30}, [])
