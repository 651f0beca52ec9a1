"""Robots, and the log of what each was to be told."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock, ids
from cocreate.kernel.database import Base, text_enum


class RobotKind(StrEnum):
    """Whose chat the robot is in."""

    WECOM = "wecom"
    FEISHU = "feishu"
    DINGTALK = "dingtalk"


class Alert(StrEnum):
    """What a robot tells."""

    SAFETY = "safety"
    OVERDUE = "overdue"


class Trouble(StrEnum):
    """Why a robot was not heard."""

    REFUSED = "refused"
    TOO_FAST = "too_fast"
    UNREACHABLE = "unreachable"
    UNCLEAR = "unclear"
    PRIVATE = "private"
    REDIRECTED = "redirected"


# What does not mend itself: nothing is sent until an administrator has looked at it.
LASTING = frozenset({Trouble.REFUSED, Trouble.PRIVATE, Trouble.REDIRECTED})


class Robot(Base):
    """A robot in a group chat. Its address holds a token and is sealed; `host` and `tail` are what is shown of it.

    `secret` signs what is sent to Feishu and DingTalk, where the group asks for that. `trouble` is what went wrong
    last, `said` the words of the chat about it; nothing is sent before `rests_until`, or at all while it is lasting.
    `failures` counts those in a row. `changed_at` is when an administrator last had a hand in it.
    """

    __tablename__ = "robots"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.new_public_id)
    name: Mapped[str]
    kind: Mapped[RobotKind] = mapped_column(text_enum(RobotKind, "kind"))
    address: Mapped[str]
    host: Mapped[str]
    tail: Mapped[str]
    secret: Mapped[str | None]
    alerts: Mapped[list[str]] = mapped_column(ARRAY(Text))
    active: Mapped[bool] = mapped_column(default=True, server_default="true")
    trouble: Mapped[Trouble | None] = mapped_column(text_enum(Trouble, "trouble"))
    said: Mapped[str] = mapped_column(default="", server_default="")
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    rests_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (
        CheckConstraint("char_length(name) BETWEEN 1 AND 60", "name_length"),
        CheckConstraint("alerts <@ '{safety,overdue}'::text[]", "alerts_are_known"),
        CheckConstraint("kind <> 'wecom' OR secret IS NULL", "wecom_signs_nothing"),
        CheckConstraint("char_length(tail) <= 4", "tail_is_short"),
        CheckConstraint("char_length(said) <= 200", "said_length"),
        CheckConstraint("failures >= 0", "failures_not_negative"),
    )

    @property
    def is_failing(self) -> bool:
        """Whether nothing is sent until an administrator has looked at it."""
        return self.trouble in LASTING


class RobotAlert(Base):
    """That a robot is to tell of a post: once for each `subject_id`, the id of the cause among those of its kind.

    It waits until a worker claims it, at `claimed_at` and before anything is said, and is told at `sent_at`. One that
    was claimed and not told may have been told: the worker died, or the chat never answered. It is not told again. What
    is older than a day is not told any more.
    """

    __tablename__ = "robot_alerts"

    id: Mapped[int] = mapped_column(primary_key=True)
    robot_id: Mapped[int] = mapped_column(ForeignKey("robots.id", ondelete="CASCADE"))
    alert: Mapped[Alert] = mapped_column(text_enum(Alert, "alert"))
    subject_id: Mapped[int]
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("robot_id", "alert", "subject_id"),
        CheckConstraint("sent_at >= at", "sent_after_it_was_asked_for"),
        CheckConstraint(
            "sent_at IS NULL OR (claimed_at IS NOT NULL AND claimed_at <= sent_at)", "claimed_before_it_is_sent"
        ),
        Index("ix_robot_alerts_waiting", "robot_id", "id", postgresql_where=text("claimed_at IS NULL")),
    )
