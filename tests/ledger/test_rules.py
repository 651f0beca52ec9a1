"""Moving, setting apart, taking back, owing: done once, whoever asks how often."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from cocreate.kernel import clock, jobs
from cocreate.kernel.database import db
from cocreate.ledger import audit, expiry, rules, statement
from cocreate.ledger.models import Account, AccountKind, Phase, Transfer, Unit
from cocreate.ledger.queries import Balance, balances
from cocreate.ledger.rules import KeyReused, Recorded, Resolved, Short
from tests import make

HOUR = timedelta(hours=1)


def holder(wallet: int) -> int:
    found = db.session.get_one(Account, wallet).holder_id
    assert found is not None
    return found


def read(made: Recorded) -> Transfer:
    return db.session.get_one(Transfer, made.id)


def has(wallet: int) -> Balance:
    return balances(holder(wallet), Unit.POINTS)


@pytest.fixture(autouse=True)
def _adds_up(app: object) -> Any:
    yield
    assert list(audit.check()) == []


def test_accounts_are_made_once() -> None:
    member = make.member().id
    debt, wallet = rules.debt(member, Unit.POINTS), rules.wallet(member, Unit.POINTS)
    assert (rules.debt(member, Unit.POINTS), rules.wallet(member, Unit.POINTS)) == (debt, wallet)
    assert wallet < debt
    assert rules.house(Unit.POINTS, "drawer") == rules.house(Unit.POINTS, "drawer")
    assert balances(member, Unit.CONTRIBUTION) == (0, 0, 0)


def test_balances_cost_one_read(wallet: int, statements: Callable[[], Any]) -> None:
    member = holder(wallet)
    with statements() as seen:
        assert balances(member, Unit.POINTS) == (100, 0, 0)
    assert len(seen) == 1


def test_the_same_key_is_the_same_transfer(wallet: int, spent: int) -> None:
    said = (wallet, spent, Unit.POINTS, 60, "spend", "test:2")
    first = rules.move("key", *said)
    assert rules.move("key", *said).id == first.id  # though 60 more are not there
    assert has(wallet) == (40, 0, 0)
    for other in (
        (wallet, spent, Unit.POINTS, 59, "spend", "test:2"), (wallet, spent, Unit.POINTS, 60, "gift", "test:2"),
        (wallet, spent, Unit.POINTS, 60, "spend", "test:3"),
    ):  # fmt: skip
        with pytest.raises(KeyReused):
            rules.move("key", *other)
    with pytest.raises(KeyReused):
        rules.hold("key", *said)


def test_nobody_spends_what_is_not_there_or_is_set_apart(wallet: int, spent: int) -> None:
    rules.hold("held", wallet, spent, Unit.POINTS, 60, "spend", "test:2")
    assert has(wallet) == (100, 60, 0)
    for spend in (rules.move, rules.hold):
        with pytest.raises(Short):
            spend("more", wallet, spent, Unit.POINTS, 41, "spend", "test:3")
    rules.move("rest", wallet, spent, Unit.POINTS, 40, "spend", "test:4")
    assert has(wallet) == (60, 60, 0)


def test_what_is_set_apart_is_posted_or_voided_once(wallet: int, spent: int) -> None:
    posted, voided = (rules.hold(key, wallet, spent, Unit.POINTS, 30, "spend", "test:2") for key in "ab")
    done, gone = rules.post(posted.id), rules.void(voided.id, "cancelled")
    assert (rules.post(posted.id, "again").id, rules.void(voided.id, "expiry").id) == (done.id, gone.id)
    with pytest.raises(Resolved):
        rules.void(posted.id)
    with pytest.raises(Resolved):
        rules.post(voided.id)
    assert has(wallet) == (70, 0, 0)
    rows = [read(one) for one in (done, gone)]
    assert [(row.debit_balance, row.credit_balance) for row in rows] == [(70, None), (70, None)]


def test_nothing_is_posted_when_its_time_is_over(wallet: int, spent: int) -> None:
    now = clock.now()
    late, early = (rules.hold(key, wallet, spent, Unit.POINTS, 5, "spend", "test:2", now + HOUR) for key in "ab")
    with pytest.raises(Resolved):
        rules.post(late.id, at=now + HOUR)
    done = rules.post(early.id, at=now)
    assert rules.post(early.id, at=now + 2 * HOUR).id == done.id
    assert read(rules.void(late.id, at=now + HOUR)).phase is Phase.VOID


def test_a_reversal_takes_back_the_whole_once(wallet: int, spent: int) -> None:
    moved = rules.move("moved", wallet, spent, Unit.POINTS, 100, "spend", "test:2")
    back = rules.reverse(moved.id)
    assert rules.reverse(moved.id, "again").id == back.id
    assert has(wallet) == (100, 0, 0)
    posted = rules.post(rules.hold("held", wallet, spent, Unit.POINTS, 10, "spend", "test:3").id)
    rules.reverse(posted.id)
    assert has(wallet) == (100, 0, 0)


def test_who_has_spent_what_is_taken_back_owes_it_and_repays(wallet: int, issued: int, spent: int) -> None:
    member = holder(wallet)
    given = rules.move("given", issued, wallet, Unit.POINTS, 50, "award", "award:1")
    rules.move("bought", wallet, spent, Unit.POINTS, 90, "spend", "test:2")
    rules.hold("held", wallet, spent, Unit.POINTS, 20, "spend", "test:3")
    assert rules.repay(member, Unit.POINTS, 100, "early", "award:1") is None
    rules.reverse(given.id)
    assert read(rules.reverse(given.id)).reverses_id == given.id
    assert has(wallet) == (20, 20, 10)
    assert rules.repay(member, Unit.POINTS, 100, "nothing-free", "award:2") is None
    rules.move("earned", issued, wallet, Unit.POINTS, 30, "award", "award:2")
    first = rules.repay(member, Unit.POINTS, 4, "repaid", "award:2")
    assert first is not None
    assert rules.repay(member, Unit.POINTS, 100, "repaid", "award:2") == first
    assert has(wallet) == (46, 20, 6)
    rest = rules.repay(member, Unit.POINTS, 100, "rest", "award:2")
    assert (rest and rest.amount, has(wallet)) == (6, (40, 20, 0))


def test_holds_end_when_their_time_is_over(wallet: int, spent: int) -> None:
    now = clock.now()
    ends = (now + HOUR, now + 2 * HOUR, now + 9 * HOUR, None)
    first, second, third, fourth = (
        rules.hold(f"h{place}", wallet, spent, Unit.POINTS, 10, "gift", "test:2", end) for place, end in enumerate(ends)
    )
    rules.post(first.id)
    assert expiry.expire(now + 2 * HOUR) == 1
    assert expiry.expire(now + 2 * HOUR) == 0
    assert has(wallet) == (90, 20, 0)
    ended = db.session.scalars(select(Transfer).where(Transfer.pending_id == second.id)).one()
    assert (ended.phase, ended.kind) == (Phase.VOID, "expiry")
    with clock.telling(now + 10 * HOUR):
        jobs.work(expiry.JOB)()
    assert has(wallet) == (90, 10, 0)
    assert {read(third).expires_at, read(fourth).expires_at} == {ends[2], None}


def test_many_holds_end_so_many_at_a_time_and_those_without_a_time_never(
    wallet: int, spent: int, monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[], list[str]]
) -> None:
    now = clock.now()
    rules.hold("mine", wallet, spent, Unit.POINTS, 10, "spend", "test:2", None)
    for number in range(2):
        rules.hold(f"h{number}", wallet, spent, Unit.POINTS, 10, "gift", "test:2", now)
    monkeypatch.setattr(expiry, "AT_ONCE", 1)
    monkeypatch.setattr(expiry.expire, "__defaults__", (1,))
    jobs.work(expiry.JOB)()
    assert has(wallet) == (100, 20, 0)
    assert run_jobs() == [expiry.JOB, expiry.JOB]
    assert has(wallet) == (100, 10, 0)


def test_a_statement_tells_each_change_with_the_balance(
    wallet: int, issued: int, spent: int, statements: Callable[[], Any]
) -> None:
    hold = rules.hold("held", wallet, spent, Unit.POINTS, 30, "spend", "test:2")
    rules.post(hold.id, "spend")
    rules.void(rules.hold("other", wallet, spent, Unit.POINTS, 20, "spend", "test:3").id)
    rules.move("more", issued, wallet, Unit.POINTS, 5, "grant", "test:4")
    told = [(line.kind, line.moved, line.set_apart, line.balance) for line in statement.page(wallet).items]
    assert told == [
        ("grant", 5, 0, 75), ("void", 0, -20, 70), ("spend", 0, 20, 70), ("spend", -30, -30, 70), ("spend", 0, 30, 100),
        ("grant", 100, 0, 100),
    ]  # fmt: skip
    with statements() as seen:
        first = statement.page(wallet, limit=4)
        rest = statement.page(wallet, limit=4, cursor=first.next_cursor or "")
    assert ([len(first.items), len(rest.items)], rest.next_cursor, len(seen)) == ([4, 2], None, 2)
    assert [line.moved for line in statement.page(wallet, kinds=["grant"]).items] == [5, 100]
    at = rest.items[-1].at
    assert len(statement.page(wallet, since=at + timedelta(microseconds=1)).items) == 5
    assert [line.moved for line in statement.page(wallet, until=at + timedelta(microseconds=1)).items] == [100]
    house = [(line.kind, line.moved, line.balance) for line in statement.page(spent).items]
    assert house == [("spend", 30, None)]  # what was only set apart for it says nothing to it


def test_a_statement_of_many_rows_reads_by_the_index(wallet: int, issued: int) -> None:
    db.session.execute(
        text(
            "INSERT INTO ledger_transfers (key, debit_id, credit_id, unit, amount, phase, kind, subject, at) "
            "SELECT 'n' || n, :issued, :wallet, 'points', 1, 'transfer', 'grant', 'test:1', now() "
            "FROM generate_series(1, 300) n"
        ),
        {"issued": issued, "wallet": wallet},
    )
    found, cursor, pages = [], "", 0
    while pages == 0 or cursor:
        page = statement.page(wallet, cursor=cursor, limit=100)
        found += [line.balance for line in page.items]
        cursor, pages = page.next_cursor or "", pages + 1
    assert found == list(range(400, 99, -1))
    kinds = db.session.scalars(select(Account.kind).where(Account.id.in_((wallet, issued))).order_by(Account.id))
    assert list(kinds) == [AccountKind.HOUSE, AccountKind.WALLET]
