"""Moving value: at once, or set apart first and then posted or voided; and taking back what was moved.

Every verb may be called again with the same key: it answers with the transfer that is already there. Accounts are
locked by the transfer itself, the lower id first; whoever makes several transfers in one transaction makes them in the
order of the members' ids, and locks nothing of the members, posts or perks afterwards.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import psycopg
from flask_babel import gettext as _
from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.ledger.models import Account, AccountKind, Phase, Transfer, Unit

# What one transfer says; the rest of a row follows from it.
_CONTENT = ("debit_id", "credit_id", "unit", "amount", "phase", "kind", "subject", "pending_id", "reverses_id")


class Short(Refused):
    """The wallet does not cover the amount."""

    def __init__(self) -> None:
        super().__init__("too-few-points", _("There are not enough points for this."))


class KeyReused(Refused):
    """The key belongs to a transfer of another content."""

    def __init__(self, key: str) -> None:
        super().__init__("key-reused", _("This key was already used for something else."), key=key)


class Resolved(Refused):
    """The pending transfer was already posted or voided, the other way; or the transfer was already taken back."""

    def __init__(self) -> None:
        super().__init__("already-resolved", _("This has already been settled."))


def wallet(member_id: int, unit: Unit) -> int:
    """The id of the member's wallet for `unit`, made when missing."""
    return _account(unit, AccountKind.WALLET, holder_id=member_id)


def debt(member_id: int, unit: Unit) -> int:
    """The id of the account of what the member owes in `unit`, made when missing."""
    return _account(unit, AccountKind.DEBT, holder_id=member_id)


def house(unit: Unit, name: str) -> int:
    """The id of the account of the house called `name`, as ``issued``; made when missing."""
    return _account(unit, AccountKind.HOUSE, name=name)


def move(
    key: str, debit: int, credit: int, unit: Unit, amount: int, kind: str, subject: str, at: datetime | None = None
) -> Transfer:
    """Move `amount` of `unit` from the account `debit` to the account `credit`, at once.

    Raises:
        Short: the debited wallet does not cover the amount.
        KeyReused: the key belongs to another transfer.
    """
    accounts = {"debit_id": debit, "credit_id": credit, "unit": unit, "amount": amount}
    return _record(key, at, phase=Phase.TRANSFER, kind=kind, subject=subject, **accounts)


def hold(
    key: str, debit: int, credit: int, unit: Unit, amount: int, kind: str, subject: str,
    expires_at: datetime | None = None, at: datetime | None = None,
) -> Transfer:  # fmt: skip
    """Set `amount` apart in the account `debit` for the account `credit`, until it is posted or voided.

    After `expires_at` it cannot be posted any more. Raises like `move`.
    """
    accounts = {"debit_id": debit, "credit_id": credit, "unit": unit, "amount": amount}
    return _record(key, at, phase=Phase.PENDING, kind=kind, subject=subject, expires_at=expires_at, **accounts)


def post(pending_id: int, kind: str = "post", at: datetime | None = None) -> Transfer:
    """Move what the pending transfer has set apart; once more changes nothing.

    Raises:
        Resolved: it was voided, or its time is over.
    """
    pending = db.session.get_one(Transfer, pending_id)
    if pending.expires_at and pending.expires_at <= (at or clock.now()) and _resolution(pending_id) is None:
        raise Resolved
    return _resolve(pending, Phase.POST, kind, at)


def void(pending_id: int, kind: str = "void", at: datetime | None = None) -> Transfer:
    """Give back what the pending transfer has set apart; once more changes nothing.

    Raises:
        Resolved: it was posted.
    """
    return _resolve(db.session.get_one(Transfer, pending_id), Phase.VOID, kind, at)


def reverse(transfer_id: int, kind: str = "reversal", at: datetime | None = None) -> Transfer:
    """Take the whole transfer back; once more changes nothing.

    When the wallet that has to give it back is short, the member owes the rest: it is lent by their account of debts.
    """
    earlier = db.session.get_one(Transfer, transfer_id)
    giver = _locked_wallet(earlier.credit_id)
    done = db.session.scalar(select(Transfer).where(Transfer.reverses_id == transfer_id))
    if done is not None:
        return done
    if giver is not None and giver.holder_id is not None and earlier.amount > giver.balance - giver.held:
        lent, lender = earlier.amount - (giver.balance - giver.held), debt(giver.holder_id, earlier.unit)
        move(f"lent:{transfer_id}", lender, giver.id, earlier.unit, lent, "lent", earlier.subject, at)
    return _record(
        f"reversal:{transfer_id}", at, debit_id=earlier.credit_id, credit_id=earlier.debit_id, unit=earlier.unit,
        amount=earlier.amount, phase=Phase.TRANSFER, kind=kind, subject=earlier.subject, reverses_id=transfer_id,
    )  # fmt: skip


def content_hash(content: Mapping[str, Any]) -> bytes:
    """The SHA-256 of what a transfer says, one ``name=value`` a line; 32 bytes."""
    said = "\n".join(f"{name}={content.get(name) or ''}" for name in _CONTENT)
    return hashlib.sha256(said.encode()).digest()


def _record(key: str, at: datetime | None, **content: Any) -> Transfer:
    digest = content_hash(content)
    values = {"key": key, "content_hash": digest, "at": at or clock.now(), **content}
    try:
        with db.session.begin_nested():
            return db.session.scalars(insert(Transfer).returning(Transfer), values).one()
    except IntegrityError as error:
        return _repeated(key, digest, content, error)


def _repeated(key: str, digest: bytes, content: Mapping[str, Any], error: IntegrityError) -> Transfer:
    """The transfer that `key` belongs to, or why there can be none.

    The trigger speaks before the keys do: of a repeated transfer the database may say first that the wallet is short.
    """
    transfer = db.session.scalars(select(Transfer).where(Transfer.key == key)).one_or_none()
    if transfer is not None:
        if transfer.content_hash != digest:
            raise KeyReused(key) from error
        return transfer
    if content.get("pending_id") and _resolution(content["pending_id"]):
        raise Resolved from error
    if _broken(error) == "ck_ledger_accounts_wallet_covers":
        raise Short from error
    raise error


def _resolve(pending: Transfer, phase: Phase, kind: str, at: datetime | None) -> Transfer:
    return _record(
        f"{phase}:{pending.id}", at, debit_id=pending.debit_id, credit_id=pending.credit_id, unit=pending.unit,
        amount=pending.amount, phase=phase, kind=kind, subject=pending.subject, pending_id=pending.id,
    )  # fmt: skip


def _locked_wallet(account_id: int) -> Account | None:
    mine = select(Account).where(Account.id == account_id, Account.kind == AccountKind.WALLET)
    return db.session.scalar(mine.with_for_update(key_share=True).execution_options(populate_existing=True))


def _resolution(pending_id: int) -> Transfer | None:
    return db.session.scalar(select(Transfer).where(Transfer.pending_id == pending_id))


def _broken(error: IntegrityError) -> str | None:
    return error.orig.diag.constraint_name if isinstance(error.orig, psycopg.Error) else None


def _account(unit: Unit, kind: AccountKind, **of: Any) -> int:
    known = select(Account.id).where(Account.unit == unit, Account.kind == kind).filter_by(**of)
    found = db.session.scalar(known)
    if found is None:
        db.session.execute(upsert(Account).values(unit=unit, kind=kind, **of).on_conflict_do_nothing())
        found = db.session.scalars(known).one()
    return found
