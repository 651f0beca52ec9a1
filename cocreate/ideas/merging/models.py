"""Which ideas are merged into which."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock
from cocreate.kernel.database import Base


class Merge(Base):
    """That `idea_id` is merged into `into_id`; it lasts until `ended_at`.

    Why it was merged, and why it is no longer, is in the history of its status, as is the status to which it goes back.
    `mark_id` is the safety mark that the target got with it.
    """

    __tablename__ = "merges"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), index=True)
    into_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), index=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    mark_id: Mapped[int | None] = mapped_column(ForeignKey("safety_marks.id"), index=True)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)

    __table_args__ = (
        CheckConstraint("idea_id <> into_id", "into_another"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", "ended_by_somebody"),
        CheckConstraint("ended_at >= at", "ends_after_the_start"),
        Index("uq_merges_one_lasting", "idea_id", unique=True, postgresql_where=text("ended_at IS NULL")),
        Index("ix_merges_lasting", "into_id", "idea_id", postgresql_where=text("ended_at IS NULL")),
    )
