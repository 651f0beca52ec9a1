"""Who is protected."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock
from cocreate.kernel.database import Base

MAX_REASON, MAX_DAYS = 500, 90


class Protection(Base):
    """That a member is protected from new accounts `until` an instant, or until a moderator ends it before."""

    __tablename__ = "member_protections"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    until: Mapped[datetime]
    reason: Mapped[str]
    actor_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)

    __table_args__ = (
        CheckConstraint("until > at", "lasts"),
        CheckConstraint(f"char_length(reason) BETWEEN 1 AND {MAX_REASON}", "reason_length"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", "ended_by_somebody"),
        Index("uq_member_protections_one", "member_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    )
