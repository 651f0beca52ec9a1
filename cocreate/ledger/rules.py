"""Moving value: at once, or set apart first and then posted or voided; and taking back what was moved.

Every verb may be called again with the same key: it answers with the transfer that is already there. A transfer locks
its accounts itself, the lower id first. Whoever makes several in one transaction takes one member after the other by
their ids, or locks all the accounts first with `lock`; and locks nothing of members, posts or perks afterwards.
"""

from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import Select, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import aliased

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.ledger.models import Account, AccountKind, Phase, Transfer, Unit

# What is compared when a key comes again; when a hold ends is reckoned anew by whoever tries again.
_CONTENT = ("debit_id", "credit_id", "unit", "amount", "phase", "kind", "subject")
_EMPTY = {"pending_id": None, "reverses_id": None, "expires_at": None}
# As the driver takes it: what compiles statements and makes rows into objects would cost as much as the transfer.
_RECORD = (
    "SELECT refusal, made FROM ledger_record(%(key)s, %(debit_id)s, %(credit_id)s, %(unit)s, %(amount)s, "
    "%(phase)s, %(kind)s, %(subject)s, %(pending_id)s, %(reverses_id)s, %(expires_at)s, %(at)s)"
)
# How the database says what it refuses.
_SHORT, _LATE = "ck_ledger_accounts_wallet_covers", "ck_ledger_transfers_posts_in_time"


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


class Recorded(NamedTuple):
    """The transfer that has a key, be it recorded now or before."""

    id: int
    amount: int
    kind: str
    subject: str


def wallet(member_id: int, unit: Unit) -> int:
    """The id of the member's wallet for `unit`, made when missing."""
    return _account(unit, AccountKind.WALLET, holder_id=member_id)


def debt(member_id: int, unit: Unit) -> int:
    """The id of the account of what the member owes in `unit`, made when missing: after the wallet and under its lock.

    So the wallet has the lower id and is locked first, whoever makes or moves either.
    """
    found = db.session.scalar(_known(unit, AccountKind.DEBT, holder_id=member_id))
    if found is None:
        lock(wallet(member_id, unit))
        found = _account(unit, AccountKind.DEBT, holder_id=member_id)
    return found


def house(unit: Unit, name: str) -> int:
    """The id of the account of the house called `name`, as ``issued``; made when missing."""
    return _account(unit, AccountKind.HOUSE, name=name)


def lock(*accounts: int) -> None:
    """Keep these accounts to this transaction, all at once and by their ids; those of the house are nobody's."""
    _locked(select(Account).where(Account.id.in_(accounts)))


def move(
    key: str, debit: int, credit: int, unit: Unit, amount: int, kind: str, subject: str, at: datetime | None = None
) -> Recorded:
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
) -> Recorded:  # fmt: skip
    """Set `amount` apart in the account `debit` for the account `credit`, until it is posted or voided.

    From `expires_at` on it cannot be posted any more, and is voided by a job (``ledger.expiry``). Raises like `move`.
    """
    accounts = {"debit_id": debit, "credit_id": credit, "unit": unit, "amount": amount}
    return _record(key, at, phase=Phase.PENDING, kind=kind, subject=subject, expires_at=expires_at, **accounts)


def post(pending_id: int, kind: str = "post", at: datetime | None = None) -> Recorded:
    """Move what the pending transfer has set apart; once more changes nothing.

    Raises:
        Resolved: it was voided, or its time is over.
    """
    return _resolve(pending_id, Phase.POST, kind, at)


def void(pending_id: int, kind: str = "void", at: datetime | None = None) -> Recorded:
    """Give back what the pending transfer has set apart; once more changes nothing.

    Raises:
        Resolved: it was posted.
    """
    return _resolve(pending_id, Phase.VOID, kind, at)


def reverse(transfer_id: int, kind: str = "reversal", at: datetime | None = None) -> Recorded:
    """Take the whole transfer back; once more changes nothing.

    When the wallet that has to give it back is short, the member owes the rest: it is lent by their account of debts.
    """
    earlier = db.session.get_one(Transfer, transfer_id)
    giver = _lock_for_reversal(earlier)
    done = db.session.scalar(select(Transfer).where(Transfer.reverses_id == transfer_id))
    if done is not None:
        return _told(done)
    if giver is not None and giver.holder_id is not None and earlier.amount > giver.balance - giver.held:
        lent, lender = earlier.amount - (giver.balance - giver.held), debt(giver.holder_id, earlier.unit)
        move(f"lent:{transfer_id}", lender, giver.id, earlier.unit, lent, "lent", earlier.subject, at)
    return _record(
        f"reversal:{transfer_id}", at, debit_id=earlier.credit_id, credit_id=earlier.debit_id, unit=earlier.unit,
        amount=earlier.amount, phase=Phase.TRANSFER, kind=kind, subject=earlier.subject, reverses_id=transfer_id,
    )  # fmt: skip


def repay(
    member_id: int, unit: Unit, up_to: int, key: str, subject: str, at: datetime | None = None
) -> Recorded | None:
    """Pay what the member owes in `unit` out of what is free in their wallet, `up_to` so much; ``None`` if nothing is.

    With the same key it answers with what was paid before.
    """
    mine = _locked(select(Account).where(Account.holder_id == member_id, Account.unit == unit))
    done = db.session.scalar(select(Transfer).where(Transfer.key == key))
    if done is not None:
        return _told(done)
    of = {account.kind: account for account in mine}
    if len(of) < 2:
        return None
    purse, owed = of[AccountKind.WALLET], of[AccountKind.DEBT]
    amount = min(up_to, purse.balance - purse.held, -owed.balance)
    return move(key, purse.id, owed.id, unit, amount, "repaid", subject, at) if amount > 0 else None


def _record(key: str, at: datetime | None, **content: Any) -> Recorded:
    """The transfer with this `key` and content, recorded now or before.

    The trigger speaks before the keys do: of a repeated transfer the database may say first that the wallet is short.
    """
    said = {**_EMPTY, "key": key, "at": at or clock.now(), **content}
    db.session.flush()  # what waits to be written takes its locks before the accounts
    refusal, made = db.session.connection().exec_driver_sql(_RECORD, said).one()
    if refusal is None:
        return Recorded(made, content["amount"], content["kind"], content["subject"])
    if made is not None:
        # A key that follows is made of the earlier transfer; whoever was first has said why.
        known, follows = db.session.get_one(Transfer, made), said["pending_id"] or said["reverses_id"]
        if not follows and any(getattr(known, name) != content[name] for name in _CONTENT):
            raise KeyReused(key)
        return _told(known)
    if refusal == _LATE or (said["pending_id"] and _is_resolved(said["pending_id"])):
        raise Resolved
    if refusal == _SHORT:
        raise Short
    raise ValueError(f"{key} cannot be recorded: {refusal}")


def _told(transfer: Transfer) -> Recorded:
    return Recorded(transfer.id, transfer.amount, transfer.kind, transfer.subject)


def _resolve(pending_id: int, phase: Phase, kind: str, at: datetime | None) -> Recorded:
    pending = db.session.get_one(Transfer, pending_id)
    return _record(
        f"{phase}:{pending.id}", at, debit_id=pending.debit_id, credit_id=pending.credit_id, unit=pending.unit,
        amount=pending.amount, phase=phase, kind=kind, subject=pending.subject, pending_id=pending.id,
    )  # fmt: skip


def _lock_for_reversal(earlier: Transfer) -> Account | None:
    """The wallet that has to give back what `earlier` moved, if it is one.

    It is locked by the order of ids with every account that a reversal may move: a spending waits, or was before.
    """
    giver, owing = aliased(Account), aliased(Account)
    theirs = (owing.holder_id == giver.holder_id, owing.unit == giver.unit, owing.kind == AccountKind.DEBT)
    lender = select(owing.id).join(giver, giver.id == earlier.credit_id).where(*theirs).scalar_subquery()
    of_both = Account.id.in_((earlier.debit_id, earlier.credit_id))
    moved = _locked(select(Account).where(or_(of_both, Account.id == lender)))
    wallets = (one for one in moved if one.id == earlier.credit_id and one.kind is AccountKind.WALLET)
    return next(wallets, None)


def _locked(accounts: Select[Account]) -> list[Account]:
    kept = accounts.where(Account.kind != AccountKind.HOUSE).order_by(Account.id)
    return list(db.session.scalars(kept.with_for_update(key_share=True).execution_options(populate_existing=True)))


def _is_resolved(pending_id: int) -> bool:
    return db.session.scalar(select(Transfer.id).where(Transfer.pending_id == pending_id)) is not None


def _account(unit: Unit, kind: AccountKind, **of: Any) -> int:
    known = _known(unit, kind, **of)
    found = db.session.scalar(known)
    if found is None:
        db.session.execute(upsert(Account).values(unit=unit, kind=kind, **of).on_conflict_do_nothing())
        found = db.session.scalars(known).one()
    return found


def _known(unit: Unit, kind: AccountKind, **of: Any) -> Select[int]:
    return select(Account.id).where(Account.unit == unit, Account.kind == kind).filter_by(**of)
