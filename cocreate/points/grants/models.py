"""The table of grants."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock, ids
from cocreate.kernel.database import Base, text_enum

MOST, MAX_REASON = 1_000_000, 500  # points, characters


class GrantState(StrEnum):
    """A pending one waits for a second person; what was given may be taken back (revoked)."""

    PENDING = "pending"
    GIVEN = "given"
    REFUSED = "refused"
    REVOKED = "revoked"


class Grant(Base):
    """`amount` points that `by` gives to `member`, for a `reason` the member reads; spendable from `spendable_at` on
    (None: when new points are).

    One that `needs_two` is decided by somebody else; who asked for it may only refuse it. `award_id` is what it became.
    `answer` is why it was refused or taken back. The words go with the member.
    """

    __tablename__ = "point_grants"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.new_public_id)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    amount: Mapped[int]
    reason: Mapped[str | None]
    spendable_at: Mapped[datetime | None]
    needs_two: Mapped[bool]
    state: Mapped[GrantState] = mapped_column(text_enum(GrantState, "state"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    decided_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    award_id: Mapped[int | None] = mapped_column(ForeignKey("point_awards.id"), unique=True)
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    revoked_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("amount BETWEEN 1 AND 1000000", "amount_is_some"),
        CheckConstraint("char_length(reason) BETWEEN 1 AND 500", "reason_length"),
        CheckConstraint("char_length(answer) BETWEEN 1 AND 500", "answer_length"),
        CheckConstraint("by_id <> member_id AND decided_by_id <> member_id", "nobody_gives_to_themselves"),
        CheckConstraint("decided_by_id <> by_id OR state = 'refused'", "two_people_when_it_needs_two"),
        CheckConstraint("needs_two OR (state IN ('given', 'revoked') AND decided_at IS NULL)", "small_ones_are_given"),
        CheckConstraint("NOT needs_two OR (state = 'pending') = (decided_at IS NULL)", "large_ones_are_decided"),
        CheckConstraint("decided_by_id IS NULL OR decided_at IS NOT NULL", "decided_at_an_instant"),
        CheckConstraint(
            "NOT needs_two OR state IN ('pending', 'refused') OR decided_by_id IS NOT NULL", "given_by_a_second"
        ),
        CheckConstraint("(state IN ('given', 'revoked')) = (award_id IS NOT NULL)", "given_is_awarded"),
        CheckConstraint(
            "(state = 'revoked') = (revoked_at IS NOT NULL) AND (revoked_at IS NULL) = (revoked_by_id IS NULL)",
            "revoked_by_somebody",
        ),
        CheckConstraint("answer IS NULL OR state IN ('refused', 'revoked')", "answer_to_something"),
        Index(None, "member_id", "at"),
        Index(None, "by_id", "member_id", "at"),
        Index("ix_point_grants_pending", "id", postgresql_where=text("state = 'pending'")),
    )
