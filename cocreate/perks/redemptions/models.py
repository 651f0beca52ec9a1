"""The tables of redemptions."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cocreate.kernel import clock, ids
from cocreate.kernel.database import Base, text_enum
from cocreate.members.models import Member
from cocreate.perks.models import Perk, PerkVariant

MAX_REASON, MAX_TRACKING = 300, 60  # characters


class RedemptionState(StrEnum):
    """What is ordered waits for the team; the other two are final."""

    ORDERED = "ordered"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"


class Redemption(Base):
    """That `member` took a variant of a perk for `price` points, which `transfer` set apart.

    What is shipped is `ordered` until it is `resolved_at`: the team took it in hand at `taken_up_at`, and where it did
    not, it cancels itself at `due_at`. `address` is sealed JSON, see ``addresses``, NULL for what is not shipped, and
    again some time after it is resolved. Of one member, `key` tells one form or call from another.
    """

    __tablename__ = "redemptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.new_public_id)
    perk_id: Mapped[int] = mapped_column(ForeignKey("perks.id"))
    variant_id: Mapped[int] = mapped_column(index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    price: Mapped[int]
    state: Mapped[RedemptionState] = mapped_column(text_enum(RedemptionState, "state"))
    transfer_id: Mapped[int] = mapped_column(ForeignKey("ledger_transfers.id"), unique=True)
    key: Mapped[str | None]
    address: Mapped[str | None]
    tracking: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    due_at: Mapped[datetime | None]
    taken_up_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]

    perk: Mapped[Perk] = relationship(lazy="raise", overlaps="variant")
    variant: Mapped[PerkVariant] = relationship(
        lazy="raise", foreign_keys=[variant_id], primaryjoin=lambda: PerkVariant.id == Redemption.variant_id
    )
    member: Mapped[Member] = relationship(lazy="raise")

    __table_args__ = (
        ForeignKeyConstraint(["perk_id", "variant_id"], ["perk_variants.perk_id", "perk_variants.id"]),
        UniqueConstraint("member_id", "key"),
        CheckConstraint("price > 0", "price_is_some"),
        CheckConstraint("char_length(key) BETWEEN 1 AND 200", "key_length"),
        CheckConstraint("char_length(tracking) <= 60", "tracking_length"),
        CheckConstraint("(state = 'ordered') = (resolved_at IS NULL)", "resolved_at_some_time"),
        CheckConstraint("state <> 'ordered' OR due_at IS NOT NULL", "ordered_until_some_time"),
        CheckConstraint("(address IS NULL AND taken_up_at IS NULL) OR due_at IS NOT NULL", "shipped_is_ordered"),
        CheckConstraint("tracking = '' OR (state = 'fulfilled' AND due_at IS NOT NULL)", "tracking_of_what_is_sent"),
        Index(None, "perk_id", "member_id"),
        Index(None, "member_id", "id"),
        Index("ix_redemptions_orders", text("id DESC"), postgresql_where=text("due_at IS NOT NULL")),
        Index("ix_redemptions_due", "due_at", "id", postgresql_where=text("state = 'ordered'")),
        Index("ix_redemptions_addressed", "resolved_at", postgresql_where=text("address IS NOT NULL")),
    )

    @property
    def is_order(self) -> bool:
        """Whether it is shipped."""
        return self.due_at is not None

    @property
    def is_overdue(self) -> bool:
        """Whether the team should have sent it by now."""
        return self.state is RedemptionState.ORDERED and self.due_at is not None and self.due_at <= clock.now()


class RedemptionChange(Base):
    """That a redemption came to `state`, by `actor` (None: by itself). A trigger refuses UPDATE and DELETE.

    `reason` is the team's, told to the member whose order it cancels.
    """

    __tablename__ = "redemption_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    redemption_id: Mapped[int] = mapped_column(ForeignKey("redemptions.id"))
    state: Mapped[RedemptionState] = mapped_column(text_enum(RedemptionState, "state"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (
        UniqueConstraint("redemption_id", "state"),
        CheckConstraint("char_length(reason) <= 300", "reason_length"),
        CheckConstraint("reason = '' OR state = 'cancelled'", "only_cancelling_has_a_reason"),
    )


class OrderTerms(Base):
    """What holds for all orders; one row. One that nobody takes up within `days` cancels itself."""

    __tablename__ = "order_terms"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    days: Mapped[int] = mapped_column(default=14)

    __table_args__ = (
        CheckConstraint("id = 1", "one_row"),
        CheckConstraint("days BETWEEN 1 AND 90", "days_are_some"),
    )

    @property
    def period(self) -> timedelta:
        """How long an order waits."""
        return timedelta(days=self.days)
