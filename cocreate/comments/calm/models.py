"""Measures taken in threads, and who had their turn in slow ones."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock
from cocreate.kernel.database import Base, text_enum

MAX_MINUTES, MAX_REASON = 24 * 60, 500


class MeasureKind(StrEnum):
    """What a measure does: members take turns, only verified owners comment, nobody does."""

    SLOW = "slow"
    OWNERS = "owners"
    CLOSED = "closed"


class Measure(Base):
    """What a moderator did to calm the thread under `thread_id`, for a `reason` that everybody reads.

    It lasts until `until`, or until somebody lifts it; only what is closed may stay so without an end. `ended_at` tells
    that it was lifted, or that another of its kind took its place. In slow mode a member comments once in `minutes`.
    """

    __tablename__ = "calm_measures"

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    kind: Mapped[MeasureKind] = mapped_column(text_enum(MeasureKind, "kind"))
    minutes: Mapped[int | None]
    until: Mapped[datetime | None]
    reason: Mapped[str]
    actor_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)

    __table_args__ = (
        CheckConstraint("(kind = 'slow') = (minutes IS NOT NULL)", "slow_has_minutes"),
        CheckConstraint(f"minutes BETWEEN 1 AND {MAX_MINUTES}", "minutes_within_a_day"),
        CheckConstraint("kind = 'closed' OR until IS NOT NULL", "ends_by_itself"),
        CheckConstraint("until > at", "lasts"),
        CheckConstraint(f"char_length(reason) BETWEEN 1 AND {MAX_REASON}", "reason_length"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", "ended_by_somebody"),
        Index(None, "thread_id"),
        Index(
            "uq_calm_measures_one_of_a_kind",
            "thread_id",
            "kind",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class Turn(Base):
    """When a member last commented in a thread that was slow then."""

    __tablename__ = "calm_turns"

    thread_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(index=True)
