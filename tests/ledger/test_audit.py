"""Whoever gets past the triggers is found: in balances, in what rows say, in the digests of the days."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.ledger import audit, digest, privacy, rules
from cocreate.ledger.models import Account, Day, Transfer, Unit
from cocreate.members.models import Member
from tests.support.browser import Client

DAY = timedelta(days=1)


@pytest.fixture
def days(wallet: int, issued: int, spent: int) -> list[Day]:
    """Three closed days, with a hold that was posted and a transfer that was taken back; the first one first."""
    now = clock.now()
    rules.post(rules.hold("held", wallet, spent, Unit.POINTS, 30, "spend", "test:2").id)
    with clock.telling(now + DAY):
        rules.reverse(rules.move("moved", wallet, spent, Unit.POINTS, 20, "spend", "test:3").id)
        digest.close_days()
    with clock.telling(now + 3 * DAY):
        digest.close_days()
        digest.close_days()
    return list(reversed(digest.days().items))


def rewritten(statement: str, **values: Any) -> list[str]:
    """What audit says once somebody has got past the triggers; undone afterwards."""
    savepoint = db.session.begin_nested()
    for table in ("ledger_accounts", "ledger_transfers", "ledger_days"):
        db.session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    db.session.execute(text(statement), values)
    found = list(audit.check())
    savepoint.rollback()
    return found


def test_days_follow_each_other_by_their_digests(days: list[Day]) -> None:
    first, second, third = days
    assert (first.previous, second.previous, third.previous) == (digest.FIRST, first.digest, second.digest)
    assert [one.transfers for one in days] == [3, 2, 0]
    assert third.last_id == second.last_id
    assert [one.day - first.day for one in days] == [timedelta(), DAY, 2 * DAY]
    assert list(audit.check()) == []


def test_nothing_is_closed_before_there_is_anything_and_before_it_is_over(app: object) -> None:
    digest.close_days()
    assert digest.days().items == []
    issued, spent = (rules.house(Unit.POINTS, name) for name in ("issued", "spent"))
    rules.move("only", issued, spent, Unit.POINTS, 1, "test", "test:1")
    digest.close_days()
    assert [one.transfers for one in digest.days().items] == [0]  # yesterday


def test_audit_finds_what_was_changed_in_accounts(wallet: int) -> None:
    (wrong, given) = rewritten("UPDATE ledger_accounts SET balance = 101 WHERE id = :id", id=wallet)
    assert wrong == f"account {wallet}: it holds 101 and has 0 set apart, by its transfers 100 and 0"
    assert given == "points: members hold 101, the house gave them 100"
    (held,) = rewritten("UPDATE ledger_accounts SET held = 1 WHERE id = :id", id=wallet)
    assert held == f"account {wallet}: it holds 100 and has 1 set apart, by its transfers 100 and 0"


def test_audit_finds_what_was_changed_in_transfers_and_names_the_day(days: list[Day], wallet: int, spent: int) -> None:
    first = db.session.scalars(select(Transfer).order_by(Transfer.id)).first()
    moved = db.session.scalars(select(Transfer).where(Transfer.key == "moved")).one()
    post = db.session.scalars(select(Transfer).where(Transfer.pending_id.is_not(None))).one()
    assert first is not None
    broken = [
        f"ledger of {one.day}: the transfers are not those of the digest; the chain is broken here" for one in days
    ]
    change = "UPDATE ledger_transfers SET {} WHERE id = :id"
    assert rewritten(change.format("kind = 'gift'"), id=moved.id) == [
        f"transfer {moved.id}: it is not what was recorded"
    ]
    assert rewritten(change.format("at = at + interval '1 second'"), id=moved.id) == [broken[1]]
    found = rewritten(change.format("amount = 99"), id=first.id)
    assert f"account {wallet}: it holds 70 and has 0 set apart, by its transfers 69 and 0" in found
    assert f"transfer {first.id}: it says account {wallet} held 100 afterwards, that was 99" in found
    found = rewritten(change.format("debit_balance = 69"), id=post.id)
    assert f"transfer {post.id}: it says account {wallet} held 69 afterwards, that was 70" in found
    assert broken[0] in found
    found = rewritten(change.format("amount = 29"), id=post.id)
    assert f"transfer {post.id}: it cannot follow transfer {post.pending_id}" in found
    found = rewritten(change.format("reverses_id = :other"), id=moved.id, other=first.id)
    assert f"transfer {moved.id}: it cannot follow transfer {first.id}" in found
    assert broken[1] in rewritten("DELETE FROM ledger_transfers WHERE reverses_id IS NOT NULL")


def test_audit_finds_what_was_changed_in_days(days: list[Day]) -> None:
    change = "UPDATE ledger_days SET {} WHERE day = :day"
    gone = rewritten("DELETE FROM ledger_days WHERE day = :day", day=days[1].day)
    assert gone == [f"ledger of {days[2].day}: it does not follow the day before; the chain is broken here"]
    found = rewritten(change.format("transfers = 2"), day=days[0].day)
    assert found == [f"ledger of {days[0].day}: the transfers are not those of the digest; the chain is broken here"]
    found = rewritten(change.format("digest = repeat('a', 64)"), day=days[2].day)
    assert found == [f"ledger of {days[2].day}: the transfers are not those of the digest; the chain is broken here"]


def test_the_page_shows_days_and_nothing_of_members(days: list[Day], wallet: int, client: Client) -> None:
    page = client.get("/transparency/ledger", headers={"Accept-Language": "en"}).text
    assert all(one.digest in page for one in days)
    assert page.index(days[2].digest) < page.index(days[0].digest)
    assert "test:" not in page
    assert 'href="/transparency/ledger"' in client.get("/transparency").text
    older = client.get(f"/transparency/ledger?cursor={digest.days(limit=1).next_cursor}").text
    assert days[2].digest not in older
    assert days[1].digest in older
    assert client.get("/transparency/ledger?cursor=nonsense").status_code == 422


def test_a_member_takes_along_what_was_moved(wallet: int, spent: int, days: list[Day]) -> None:
    member = db.session.get_one(Member, db.session.get_one(Account, wallet).holder_id)
    told = [(row["kind"], row["amount"], row["balance"]) for row in privacy.export(member)["transfers"]]
    assert told == [
        ("grant", 100, 100), ("spend", -30, 100), ("post", -30, 70), ("spend", -20, 50), ("reversal", 20, 70),
    ]  # fmt: skip
    assert db.session.scalar(select(func.count()).select_from(Transfer)) == 5
