"""Accounts and transfers. What moves balances is a trigger on the transfers, so that no row moves nothing.

`docs/decisions/0023-ledger.md` tells why.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    FetchedValue,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock
from cocreate.kernel.database import Base, text_enum


class Unit(StrEnum):
    """What is counted: points are earned and spent, contribution is earned alone."""

    POINTS = "points"
    CONTRIBUTION = "contribution"


class AccountKind(StrEnum):
    """`wallet`: what a member has; `debt`: what a member owes, below zero; `house`: where value comes from and goes.

    A house account keeps no balance: thousands of members earn from the same one at the same time.
    """

    WALLET = "wallet"
    DEBT = "debt"
    HOUSE = "house"


class Phase(StrEnum):
    """`transfer` moves at once; `pending` sets apart what `post` moves later, or `void` gives back."""

    TRANSFER = "transfer"
    PENDING = "pending"
    POST = "post"
    VOID = "void"


class Account(Base):
    """What `holder` has of a `unit`, `held` of it set apart; or an account of the house, by its `name`."""

    __tablename__ = "ledger_accounts"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    unit: Mapped[Unit] = mapped_column(text_enum(Unit, "unit"))
    kind: Mapped[AccountKind] = mapped_column(text_enum(AccountKind, None))
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    name: Mapped[str | None]
    balance: Mapped[int] = mapped_column(default=0, server_default="0")
    held: Mapped[int] = mapped_column(default=0, server_default="0")

    __table_args__ = (
        UniqueConstraint("id", "unit"),
        UniqueConstraint("holder_id", "unit", "kind"),
        UniqueConstraint("unit", "name"),
        # Every CHECK is read anew by each statement, and costs more than what it asks: so they are few and short.
        CheckConstraint(
            "CASE kind WHEN 'wallet' THEN holder_id IS NOT NULL AND name IS NULL "
            "WHEN 'debt' THEN holder_id IS NOT NULL AND name IS NULL AND held = 0 AND balance <= 0 "
            "WHEN 'house' THEN holder_id IS NULL AND name IS NOT NULL AND held = 0 AND balance = 0 ELSE false END",
            "fits_its_kind",
        ),
        CheckConstraint("kind <> 'wallet' OR (held >= 0 AND balance >= held)", "wallet_covers"),
        # No index holds what changes with every transfer: then a new balance is written beside the old one, and no
        # index is touched at all. Whoever orders members by balance reads the accounts of a unit.
        {"postgresql_with": {"fillfactor": 80}},
    )


class Transfer(Base):
    """`amount` of `unit` from the account `debit` to the account `credit`. A trigger refuses UPDATE and DELETE.

    `kind` says why and `subject` for what (``award:12``), both as codes. Whoever sends the `key` again gets this row
    again if the rest is the same, which `content_hash` knows. `pending_id` is the pending transfer that a post or
    void resolves, `reverses_id` the one that this takes back, both at most once. The balances are those of the two
    accounts afterwards, NULL of an account of the house and of one that the row does not touch: a pending transfer and
    a void say nothing to the account they would credit.
    """

    __tablename__ = "ledger_transfers"

    # The trigger draws it, once the accounts are locked, and says the hash and the balances as well.
    id: Mapped[int] = mapped_column(FetchedValue(), primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    content_hash: Mapped[bytes] = mapped_column(LargeBinary, FetchedValue())
    debit_id: Mapped[int]
    credit_id: Mapped[int]
    unit: Mapped[Unit] = mapped_column(text_enum(Unit, None))  # that of both accounts, by their foreign keys
    amount: Mapped[int]
    phase: Mapped[Phase] = mapped_column(text_enum(Phase, None))
    kind: Mapped[str]
    subject: Mapped[str]
    pending_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_transfers.id"))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_transfers.id"))
    expires_at: Mapped[datetime | None]
    debit_balance: Mapped[int | None]
    credit_balance: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (
        ForeignKeyConstraint(["debit_id", "unit"], ["ledger_accounts.id", "ledger_accounts.unit"]),
        ForeignKeyConstraint(["credit_id", "unit"], ["ledger_accounts.id", "ledger_accounts.unit"]),
        CheckConstraint("amount > 0", "moves_something"),
        CheckConstraint("debit_id <> credit_id", "between_two"),
        CheckConstraint(
            "CASE phase WHEN 'transfer' THEN pending_id IS NULL AND expires_at IS NULL "
            "WHEN 'pending' THEN pending_id IS NULL AND reverses_id IS NULL "
            "WHEN 'post' THEN pending_id IS NOT NULL AND reverses_id IS NULL AND expires_at IS NULL "
            "WHEN 'void' THEN pending_id IS NOT NULL AND reverses_id IS NULL AND expires_at IS NULL ELSE false END",
            "fits_its_phase",
        ),
        CheckConstraint(
            "key ~ '^[!-~]+$' AND kind ~ '^[!-~]+$' AND subject ~ '^[!-~]+$' "
            "AND length(key) <= 200 AND length(kind) <= 40 AND length(subject) <= 200",
            "said_in_codes",
        ),
        Index("uq_ledger_transfers_pending_id", "pending_id", unique=True, postgresql_where="pending_id IS NOT NULL"),
        Index(
            "uq_ledger_transfers_reverses_id", "reverses_id", unique=True, postgresql_where="reverses_id IS NOT NULL"
        ),
        Index(None, "debit_id", "id"),
        Index(None, "credit_id", "id"),
        Index(None, "at"),
        Index(None, "expires_at", postgresql_where="phase = 'pending'"),
    )


class Day(Base):
    """What the ledger held when `day` was over, in the site's time zone: every transfer up to `last_id`.

    `transfers` are those since the day before, `digest` covers them and `previous`, the digest of the row before. A
    trigger refuses UPDATE and DELETE.
    """

    __tablename__ = "ledger_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    last_id: Mapped[int]
    transfers: Mapped[int]
    previous: Mapped[str] = mapped_column(unique=True)
    digest: Mapped[str] = mapped_column(unique=True)
    closed_at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (
        CheckConstraint("transfers >= 0 AND last_id >= transfers", "counts"),
        CheckConstraint("digest ~ '^[0-9a-f]{64}$' AND previous ~ '^[0-9a-f]{64}$'", "digests"),
    )
