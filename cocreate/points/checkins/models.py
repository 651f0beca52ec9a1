"""The days on which members checked in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock
from cocreate.kernel.database import Base


class CheckIn(Base):
    """That a member checked in on a day of the site's calendar: once, and on the day itself."""

    __tablename__ = "check_ins"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    on_day: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)

    # No zone of the earth is farther from UTC than 14 hours.
    __table_args__ = (
        CheckConstraint(
            "on_day BETWEEN (at AT TIME ZONE 'UTC' - interval '14 hours')::date"
            " AND (at AT TIME ZONE 'UTC' + interval '14 hours')::date",
            "on_its_own_day",
        ),
    )
