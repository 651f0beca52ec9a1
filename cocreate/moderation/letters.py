"""The send log of the letters that tell moderators what waits."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock
from cocreate.kernel.database import Base


class QueueLetter(Base):
    """That a moderator was written to on a day of the site: once, whoever works how often."""

    __tablename__ = "queue_letters"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
