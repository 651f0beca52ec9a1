"""What no row of the ledger may be, whoever writes it."""

from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from cocreate.kernel import clock
from cocreate.kernel.database import Base, db
from cocreate.ledger import rules
from cocreate.ledger.models import Account, AccountKind, Day, Phase, Transfer, Unit
from tests import make

DIGESTS = ("a" * 64, "b" * 64, "c" * 64, "d" * 64)


def refused(model: type[Base], values: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError) as error, db.session.begin_nested():
        db.session.execute(insert(model).values(values))
    assert isinstance(error.value.orig, psycopg.Error)
    assert constraint in (error.value.orig.diag.constraint_name or str(error.value.orig))


def kept(statement: str, refusal: str) -> None:
    with pytest.raises(IntegrityError, match=refusal), db.session.begin_nested():
        db.session.execute(text(statement))


def test_accounts(issued: int) -> None:
    member = make.member().id
    rules.wallet(member, Unit.POINTS)
    wallet = {"unit": Unit.CONTRIBUTION, "kind": AccountKind.WALLET, "holder_id": member}
    house = {"unit": Unit.POINTS, "kind": AccountKind.HOUSE, "name": "spent"}
    cases: list[tuple[dict[str, Any], str]] = [
        ({**wallet, "holder_id": None}, "fits_its_kind"),
        ({**wallet, "name": "mine"}, "fits_its_kind"),
        ({**house, "name": None}, "fits_its_kind"),
        ({**house, "holder_id": member}, "fits_its_kind"),
        ({**house, "name": "issued"}, "uq_ledger_accounts_unit_name"),
        ({**wallet, "unit": Unit.POINTS}, "uq_ledger_accounts_holder_id_unit_kind"),
        ({**wallet, "holder_id": member + 1000}, "fk_ledger_accounts_holder_id"),
        ({**wallet, "unit": "money"}, "ck_ledger_accounts_unit"),
        ({**wallet, "kind": "purse"}, "fits_its_kind"),
        ({**wallet, "balance": 1}, "transfers alone"),
    ]
    for values, constraint in cases:
        refused(Account, {**values, **{key: text(f"'{values[key]}'") for key in ("unit", "kind")}}, constraint)


def test_balances_keep_to_their_kinds(wallet: int, issued: int) -> None:
    """Past the triggers, what an account may hold is still a CHECK of its row."""
    lender = rules.debt(db.session.get_one(Account, wallet).holder_id or 0, Unit.POINTS)
    db.session.execute(text("ALTER TABLE ledger_accounts DISABLE TRIGGER USER"))
    cases = [
        (wallet, "balance = -1", "wallet_covers"),
        (wallet, "held = 101", "wallet_covers"),
        (wallet, "held = -1", "wallet_covers"),
        (lender, "balance = 1", "fits_its_kind"),
        (lender, "held = 1", "fits_its_kind"),
        (issued, "balance = 1", "fits_its_kind"),
        (issued, "held = 1", "fits_its_kind"),
    ]
    for account, change, constraint in cases:
        kept(f"UPDATE ledger_accounts SET {change} WHERE id = {account}", constraint)


def test_transfers(wallet: int, issued: int) -> None:
    contribution = rules.house(Unit.CONTRIBUTION, "issued")
    sound = {
        "key": "k", "debit_id": issued, "credit_id": wallet, "unit": Unit.POINTS, "amount": 5,
        "phase": Phase.TRANSFER, "kind": "grant", "subject": "test:1", "at": clock.now(),
    }  # fmt: skip
    cases: list[tuple[dict[str, Any], str]] = [
        ({"amount": 0}, "moves_something"),
        ({"credit_id": issued}, "between_two"),
        ({"phase": Phase.POST}, "fits_its_phase"),
        ({"expires_at": clock.now()}, "fits_its_phase"),
        ({"unit": Unit.CONTRIBUTION}, "fk_ledger_transfers_debit_id_unit"),
        ({"credit_id": contribution}, "fk_ledger_transfers_credit_id_unit"),
        ({"debit_id": wallet + 1000}, "fk_ledger_transfers_debit_id_unit"),
        ({"debit_id": wallet, "credit_id": issued, "amount": 101}, "wallet_covers"),
        ({"key": "first"}, "uq_ledger_transfers_key"),
        *(({column: "two words"}, "said_in_codes") for column in ("key", "kind", "subject")),
        *(({column: ""}, "said_in_codes") for column in ("key", "kind", "subject")),
        *(({column: "k" * over}, "said_in_codes") for column, over in (("key", 201), ("kind", 41), ("subject", 201))),
        ({"unit": text("'money'")}, "fk_ledger_transfers_debit_id_unit"),
        ({"phase": text("'paid'")}, "fits_its_phase"),
    ]
    for values, constraint in cases:
        refused(Transfer, {**sound, **values}, constraint)


def test_what_follows_an_earlier_transfer(wallet: int, issued: int, spent: int) -> None:
    now = clock.now()
    soon = now + timedelta(hours=1)
    held = rules.hold("held", wallet, spent, Unit.POINTS, 10, "spend", "test:2", soon)
    done = rules.hold("done", wallet, spent, Unit.POINTS, 10, "spend", "test:3")
    posted = rules.post(done.id)
    moved = rules.move("moved", wallet, spent, Unit.POINTS, 10, "spend", "test:4")
    back = rules.reverse(moved.id)
    post = {
        "key": "k", "debit_id": wallet, "credit_id": spent, "unit": Unit.POINTS, "amount": 10, "phase": Phase.POST,
        "kind": "post", "subject": "test:2", "at": now, "pending_id": held.id,
    }  # fmt: skip
    reverse = {**post, "phase": Phase.TRANSFER, "pending_id": None, "debit_id": spent, "credit_id": wallet}
    cases: list[tuple[dict[str, Any], str]] = [
        ({**post, "amount": 9}, "resolves_what_is_pending"),
        ({**post, "pending_id": moved.id}, "resolves_what_is_pending"),
        ({**post, "credit_id": issued}, "resolves_what_is_pending"),
        ({**post, "pending_id": 0}, "resolves_what_is_pending"),
        ({**post, "at": soon}, "posts_in_time"),
        ({**post, "pending_id": done.id}, "uq_ledger_transfers_pending_id"),
        ({**post, "phase": Phase.TRANSFER}, "fits_its_phase"),
        ({**post, "expires_at": soon}, "fits_its_phase"),
        ({**post, "reverses_id": moved.id}, "fits_its_phase"),
        ({**reverse, "reverses_id": held.id}, "reverses_what_moved"),
        ({**reverse, "reverses_id": back.id, "debit_id": wallet, "credit_id": spent}, "reverses_what_moved"),
        ({**reverse, "reverses_id": moved.id, "amount": 9}, "reverses_what_moved"),
        ({**reverse, "reverses_id": moved.id}, "uq_ledger_transfers_reverses_id"),
        ({**post, "debit_id": spent, "credit_id": wallet, "reverses_id": done.id}, "resolves_what_is_pending"),
        ({**reverse, "phase": Phase.PENDING, "reverses_id": posted.id}, "fits_its_phase"),
    ]
    for values, constraint in cases:
        refused(Transfer, values, constraint)


def test_days(app: object) -> None:
    first = {
        "day": date(2026, 11, 1), "last_id": 5, "transfers": 3, "previous": DIGESTS[0], "digest": DIGESTS[1],
        "closed_at": clock.now(),
    }  # fmt: skip
    db.session.execute(insert(Day).values(first))
    sound = {**first, "day": date(2026, 11, 2), "previous": DIGESTS[2], "digest": DIGESTS[3]}
    cases: list[tuple[dict[str, Any], str]] = [
        ({"transfers": -1}, "counts"),
        ({"transfers": 6}, "counts"),
        ({"digest": "short"}, "digests"),
        ({"previous": "Z" * 64}, "digests"),
        ({"day": first["day"]}, "pk_ledger_days"),
        ({"previous": DIGESTS[0]}, "uq_ledger_days_previous"),
        ({"digest": DIGESTS[1]}, "uq_ledger_days_digest"),
    ]
    for values, constraint in cases:
        refused(Day, {**sound, **values}, constraint)
    kept("UPDATE ledger_days SET transfers = 2", "append-only")
    kept("DELETE FROM ledger_days", "append-only")
    kept("TRUNCATE ledger_days", "append-only")


def test_nothing_is_rewritten_and_transfers_alone_move(wallet: int) -> None:
    for statement in ("UPDATE ledger_transfers SET kind = 'x'", "DELETE FROM ledger_transfers"):
        kept(statement, "append-only")
    kept("TRUNCATE ledger_transfers CASCADE", "append-only|transfers alone")
    for statement in (
        "UPDATE ledger_accounts SET balance = 1000", f"UPDATE ledger_accounts SET held = 1 WHERE id = {wallet}",
        "UPDATE ledger_accounts SET held = 1 WHERE false", "UPDATE ledger_accounts SET unit = 'contribution'",
        "DELETE FROM ledger_accounts",
    ):  # fmt: skip
        kept(statement, "transfers alone")


def test_nobody_chooses_id_hash_or_balances(wallet: int, issued: int) -> None:
    said = {
        "id": 1, "content_hash": b"x", "debit_balance": 7, "credit_balance": 7, "key": "k", "debit_id": issued,
        "credit_id": wallet, "unit": Unit.POINTS, "amount": 5, "phase": Phase.TRANSFER, "kind": "grant",
        "subject": "test:1", "at": clock.now(),
    }  # fmt: skip
    made = db.session.scalars(insert(Transfer).values(said).returning(Transfer)).one()
    assert made.id > 1
    assert (made.debit_balance, made.credit_balance, len(made.content_hash)) == (None, 105, 32)
