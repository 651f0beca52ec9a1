"""Where staff met the owners for whom they record an idea or a support."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock
from cocreate.kernel.database import Base, text_enum


class Source(StrEnum):
    """Where an owner was met."""

    PHONE = "phone"
    CHAT = "chat"
    CENTRE = "centre"
    EVENT = "event"
    MAIL = "mail"


class _Meeting(Base):
    """An owner, for whom the placeholder stands, was met `met_on` that day. `note` is for staff only."""

    __abstract__ = True

    placeholder_id: Mapped[int] = mapped_column(ForeignKey("placeholders.member_id"), index=True)
    source: Mapped[Source] = mapped_column(text_enum(Source, "source"))
    met_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)


class RecordedSupport(_Meeting):
    """A support that staff recorded: one per owner and idea. It goes when the owner claims it: then it is their own."""

    __tablename__ = "recorded_supports"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))

    __table_args__ = (
        UniqueConstraint("idea_id", "placeholder_id"),
        CheckConstraint("char_length(note) <= 1000", "note_length"),
    )


class RecordedIdea(_Meeting):
    """That staff wrote the idea down; its author is the placeholder, or the member who claimed it since."""

    __tablename__ = "recorded_ideas"

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), primary_key=True)

    __table_args__ = (CheckConstraint("char_length(note) <= 1000", "note_length"),)
