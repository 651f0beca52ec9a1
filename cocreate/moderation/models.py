"""What moderators chose once for all cases, and the reasons there are."""

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel.database import Base


class Reason(StrEnum):
    """What is wrong with a post or member, for reports and decisions alike. That it is negative is none."""

    SPAM = "spam"
    INSULT = "insult"
    OFF_TOPIC = "off_topic"
    PRIVACY = "privacy"
    ILLEGAL = "illegal"
    UNDISCLOSED = "undisclosed"
    OTHER = "other"


class ModerationSettings(Base):
    """The only row. A post is held by itself when its open reports weigh `hold_weight`; a decision can be appealed for
    `appeal_days`; a member reports at most `reports_per_day`; a case is claimed for `claim_minutes`.
    """

    __tablename__ = "moderation_settings"

    id: Mapped[int] = mapped_column(primary_key=True, default=1, autoincrement=False)
    hold_weight: Mapped[float] = mapped_column(default=3.0, server_default="3")
    appeal_days: Mapped[int] = mapped_column(default=30, server_default="30")
    reports_per_day: Mapped[int] = mapped_column(default=20, server_default="20")
    claim_minutes: Mapped[int] = mapped_column(default=15, server_default="15")

    __table_args__ = (
        CheckConstraint("id = 1", "only_one"),
        CheckConstraint("hold_weight >= 1", "held_by_more_than_a_whisper"),
        CheckConstraint("appeal_days BETWEEN 1 AND 365", "appeals_within_a_year"),
        CheckConstraint("reports_per_day BETWEEN 1 AND 1000", "some_reports_a_day"),
        CheckConstraint("claim_minutes BETWEEN 1 AND 240", "claimed_for_hours_at_most"),
    )

    @property
    def appeal_time(self) -> timedelta:
        """How long a decision can be appealed."""
        return timedelta(days=self.appeal_days)
