"""What is promised for an idea, pauses of it, and the author's verdicts."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock
from cocreate.kernel.database import Base, text_enum


class ResponseKind(StrEnum):
    """What is promised: the first official answer; a decision, that is a status beyond the category "open"."""

    ANSWER = "answer"
    DECISION = "decision"


class ResponseState(StrEnum):
    """How it stands. Nothing leaves `met` or `missed`: a late answer is noted, and the promise stays missed."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"


class Response(Base):
    """What is promised for an idea: something within `hours` of the working calendar, counted from `started_at`.

    `due_at` is the first instant that is too late; it moves on when a pause ends. `met_at` is when it came, in time
    or late, after `taken` hours of the calendar without the pauses. A row that runs beyond `due_at` is missed already,
    whether the job that says so has run or not.
    """

    __tablename__ = "responses"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    kind: Mapped[ResponseKind] = mapped_column(text_enum(ResponseKind, "kind"))
    state: Mapped[ResponseState] = mapped_column(text_enum(ResponseState, "state"), default=ResponseState.RUNNING)
    hours: Mapped[int]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    met_at: Mapped[datetime | None]
    taken: Mapped[float | None]

    __table_args__ = (
        UniqueConstraint("idea_id", "kind"),
        CheckConstraint("hours > 0", "hours_are_some"),
        CheckConstraint("due_at > started_at", "due_after_the_start"),
        CheckConstraint("(met_at IS NULL) = (taken IS NULL)", "met_after_some_hours"),
        CheckConstraint("met_at >= started_at AND taken >= 0", "met_after_the_start"),
        CheckConstraint("state NOT IN ('running', 'paused') OR met_at IS NULL", "open_is_not_met"),
        CheckConstraint("state <> 'met' OR (met_at IS NOT NULL AND met_at < due_at)", "met_in_time"),
        CheckConstraint("state <> 'missed' OR met_at IS NULL OR met_at >= due_at", "missed_is_late"),
        Index(None, "due_at", postgresql_where=text("state = 'running'")),
        # What is owed still, the longest first.
        Index("ix_responses_owed", "kind", "started_at", "idea_id", postgresql_where=text("met_at IS NULL")),
        Index(None, "started_at"),
    )


class CountedAnswers(Base):
    """The public figures as the database counted them last, in the one row there is; `figures` knows the `numbers`."""

    __tablename__ = "counted_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    counted_at: Mapped[datetime]
    numbers: Mapped[dict[str, Any]] = mapped_column(JSONB)

    __table_args__ = (CheckConstraint("id = 1", "one_row"),)


class ResponsePause(Base):
    """That a response was paused for a reason everybody reads. The hours until `ended_at` do not count."""

    __tablename__ = "response_pauses"

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("responses.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str]
    actor_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("char_length(reason) BETWEEN 1 AND 500", "reason_length"),
        CheckConstraint("ended_at >= at", "ends_after_the_start"),
        Index("uq_response_pauses_one_open", "response_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    )


class Verdict(Base):
    """That the author of a problem says it is solved, or is not; the last one counts.

    A trigger refuses UPDATE and DELETE.
    """

    __tablename__ = "verdicts"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    solved: Mapped[bool]
    at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (Index(None, "idea_id", "id"),)
