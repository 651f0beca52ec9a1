"""Who does not want to be on the leaderboard."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock
from cocreate.kernel.database import Base


class Absence(Base):
    """That a member has left the leaderboard, until they come back."""

    __tablename__ = "leaderboard_absences"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
