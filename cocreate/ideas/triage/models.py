"""What the desk keeps of an idea, and the tools of whoever works there."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cocreate.ideas.models import Status
from cocreate.kernel import clock, ids
from cocreate.kernel.database import Base, text_enum
from cocreate.members.models import Member


class Department(Base):
    """A part of the brand's team that drives ideas. One that is closed takes no new ones."""

    __tablename__ = "departments"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.new_public_id)
    name_zh: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int] = mapped_column(default=0)
    closed: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        CheckConstraint(
            "char_length(name_zh) BETWEEN 1 AND 40 AND char_length(name_en) BETWEEN 1 AND 40", "name_length"
        ),
    )

    def name(self, locale: str) -> str:
        """What is read in the language `locale`."""
        return self.name_zh if locale == "zh" else self.name_en


class Triage(Base):
    """Who drives an idea, until when, and under which number another system knows it."""

    __tablename__ = "triage"

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), primary_key=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    due_on: Mapped[date | None]
    ticket: Mapped[str] = mapped_column(default="")

    department: Mapped[Department | None] = relationship(lazy="raise")
    lead: Mapped[Member | None] = relationship(lazy="raise")

    __table_args__ = (
        CheckConstraint("char_length(ticket) <= 60", "ticket_length"),
        Index("ix_triage_by_lead", "lead_id", "due_on"),
        Index("ix_triage_due", "due_on", postgresql_where=text("due_on IS NOT NULL")),
    )


class Note(Base):
    """What the team says among itself about an idea; no member reads it, ever. A trigger refuses UPDATE and DELETE."""

    __tablename__ = "idea_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    body: Mapped[str]
    forwarded_to_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)

    author: Mapped[Member] = relationship(lazy="raise")
    forwarded_to: Mapped[Department | None] = relationship(lazy="raise")

    __table_args__ = (
        CheckConstraint("char_length(body) BETWEEN 1 AND 4000", "body_length"),
        Index(None, "idea_id", "id"),
    )


class AnswerTemplate(Base):
    """An answer written once for many ideas, in both languages; whoever uses it changes it before sending."""

    __tablename__ = "answer_templates"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.new_public_id)
    name: Mapped[str] = mapped_column(unique=True)
    body_zh: Mapped[str]
    body_en: Mapped[str]

    __table_args__ = (
        CheckConstraint("char_length(name) BETWEEN 1 AND 60", "name_length"),
        CheckConstraint(
            "char_length(body_zh) BETWEEN 1 AND 4000 AND char_length(body_en) BETWEEN 1 AND 4000", "body_length"
        ),
    )

    def body(self, locale: str) -> str:
        """The answer in the language `locale`."""
        return self.body_zh if locale == "zh" else self.body_en


class SavedFilter(Base):
    """A filter of the desk that somebody uses again: the query of its address."""

    __tablename__ = "saved_filters"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    name: Mapped[str]
    query: Mapped[str]

    __table_args__ = (
        UniqueConstraint("member_id", "name"),
        CheckConstraint("char_length(name) BETWEEN 1 AND 40", "name_length"),
        CheckConstraint("char_length(query) <= 500", "query_length"),
    )


class ScheduledState(StrEnum):
    """What became of a scheduled change; `failed`: it could not be made any more when its time came."""

    WAITING = "waiting"
    MADE = "made"
    CANCELLED = "cancelled"
    FAILED = "failed"


class ScheduledChange(Base):
    """A change of status with its text that appears at a set time, and is seen by the team only until then.

    `target` is the key of a window; `problem` the code of what stood against it when its time came.
    """

    __tablename__ = "scheduled_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.new_public_id)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), index=True)
    to_key: Mapped[str] = mapped_column(ForeignKey("statuses.key"), index=True)
    reason: Mapped[str]
    target: Mapped[str | None]
    official: Mapped[bool]
    actor_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    publish_at: Mapped[datetime]
    state: Mapped[ScheduledState] = mapped_column(text_enum(ScheduledState, "state"), default=ScheduledState.WAITING)
    problem: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]

    actor: Mapped[Member] = relationship(lazy="raise")
    to_status: Mapped[Status] = relationship(lazy="raise")

    __table_args__ = (
        CheckConstraint("char_length(reason) BETWEEN 1 AND 4000", "reason_length"),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", "ended_some_time"),
        CheckConstraint("(state = 'failed') = (problem <> '')", "failed_for_a_reason"),
        Index("uq_scheduled_changes_one_waiting", "idea_id", unique=True, postgresql_where=text("state = 'waiting'")),
        Index("ix_scheduled_changes_due", "publish_at", postgresql_where=text("state = 'waiting'")),
        Index("ix_scheduled_changes_failed", "publish_at", postgresql_where=text("state = 'failed'")),
    )
