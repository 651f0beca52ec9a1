"""Every target an idea ever had."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cocreate.ideas.targets.windows import Window, slipped
from cocreate.kernel import clock
from cocreate.kernel.database import Base
from cocreate.members.models import Member


class TargetChange(Base):
    """That an idea's target was set, moved or opened again, by whom and why. A trigger refuses UPDATE and DELETE.

    The windows before and after are half-open, of whole days in the site's time zone; without days the target is open.
    """

    __tablename__ = "target_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    before_starts_on: Mapped[date | None]
    before_ends_on: Mapped[date | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    reason: Mapped[str]
    actor_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    actor_role: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)

    actor: Mapped[Member] = relationship(lazy="raise")

    __table_args__ = (
        CheckConstraint("(starts_on IS NULL) = (ends_on IS NULL) AND starts_on < ends_on", "window_is_whole"),
        CheckConstraint(
            "(before_starts_on IS NULL) = (before_ends_on IS NULL) AND before_starts_on < before_ends_on",
            "window_before_is_whole",
        ),
        CheckConstraint(
            "(starts_on, ends_on) IS DISTINCT FROM (before_starts_on, before_ends_on)", "something_changed"
        ),
        CheckConstraint("char_length(reason) BETWEEN 1 AND 4000", "reason_length"),
        Index(None, "idea_id", "id"),
    )

    @property
    def window(self) -> Window | None:
        """The window from then on; None while it is open."""
        return Window.of(self.starts_on, self.ends_on)

    @property
    def before(self) -> Window | None:
        """The window until then."""
        return Window.of(self.before_starts_on, self.before_ends_on)

    @property
    def is_slip(self) -> bool:
        """Whether a public window moved to later, or was opened again."""
        return slipped(self.before, self.window)
