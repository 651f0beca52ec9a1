"""Who asked for their data, who wants to leave, who has left; and how long what is kept."""

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock
from cocreate.kernel.database import Base

# The last of the tries of a job comes a day after the first.
MADE_WITHIN = timedelta(days=2)


class Export(Base):
    """A member's own data as one file, which is in the making until `made_at`; a member has one at a time.

    The file is kept in `parts` pieces, each sealed, under keys that begin with `key`; `size` is that of the whole, in
    bytes. It is there until `expires_at`. It never gets into a backup.
    """

    __tablename__ = "exports"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    key: Mapped[str] = mapped_column(unique=True)
    parts: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        CheckConstraint("(made_at IS NULL) = (expires_at IS NULL)", "made_expires"),
        CheckConstraint("(made_at IS NULL) = (parts = 0) AND (parts = 0) = (size = 0)", "made_is_some"),
        CheckConstraint("parts >= 0 AND size >= 0", "not_negative"),
        CheckConstraint("expires_at > made_at", "expires_after_made"),
    )

    @property
    def is_ready(self) -> bool:
        """Whether the file can be fetched now."""
        return self.expires_at is not None and clock.now() < self.expires_at

    @property
    def is_waiting(self) -> bool:
        """Whether the file is still in the making; what is not made by then has failed for good."""
        return self.made_at is None and clock.now() < self.asked_at + MADE_WITHIN


class Departure(Base):
    """That a member wants to be erased at `due_at`, with their posts if `posts_too`; gone when they think better of it.

    `reminded_at` is when they were told that the end is near.
    """

    __tablename__ = "departures"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    due_at: Mapped[datetime] = mapped_column(index=True)
    posts_too: Mapped[bool]
    reminded_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("due_at >= asked_at", "due_after_it_was_asked_for"),)


class Erasure(Base):
    """That a member was erased. Also kept outside of the database, for the day it is restored (``erased``)."""

    __tablename__ = "erasures"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    posts_too: Mapped[bool]


class Retention(Base):
    """For how many `days` what `key` names is kept, and why; the code knows the keys (``retention``)."""

    __tablename__ = "retentions"

    key: Mapped[str] = mapped_column(primary_key=True)
    days: Mapped[int]
    reason_zh: Mapped[str]
    reason_en: Mapped[str]

    __table_args__ = (
        CheckConstraint("days BETWEEN 1 AND 3650", "days_within_ten_years"),
        CheckConstraint(
            "char_length(reason_zh) BETWEEN 1 AND 300 AND char_length(reason_en) BETWEEN 1 AND 300", "reason_length"
        ),
    )

    @property
    def period(self) -> timedelta:
        """How long that is."""
        return timedelta(days=self.days)

    def reason(self, locale: str) -> str:
        """Why, as members read it."""
        return self.reason_zh if locale == "zh" else self.reason_en
