"""Which members were reminded of what."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock
from cocreate.kernel.database import Base


class Reminder(Base):
    """That a member was told, `days` before or later, of points that can be used on `last_on` for the last time.

    Once for each of these days and distances, whoever works how often.
    """

    __tablename__ = "expiry_reminders"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    last_on: Mapped[date] = mapped_column(primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (CheckConstraint("days IN (7, 30)", "so_long_before"),)
