"""Safety marks, who was alerted to them, and proposals to close what bears one."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cocreate.ideas.models import Status
from cocreate.kernel import clock
from cocreate.kernel.database import Base, text_enum
from cocreate.members.models import Member


class SafetyMark(Base):
    """That somebody set the safety mark of a problem, or took it away. A trigger refuses UPDATE and DELETE.

    `reason` is empty where the author set it with their own words in the problem itself.
    """

    __tablename__ = "safety_marks"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    marked: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="", server_default="")
    actor_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (
        CheckConstraint("marked OR reason <> ''", "taken_away_for_a_reason"),
        CheckConstraint("char_length(reason) <= 500", "reason_length"),
        Index(None, "idea_id", "id"),
    )


class SafetyAlert(Base):
    """That a member of the team was alerted to a mark, once."""

    __tablename__ = "safety_alerts"

    mark_id: Mapped[int] = mapped_column(ForeignKey("safety_marks.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class ProposalState(StrEnum):
    """What became of a proposal; `void`: the idea went another way meanwhile, or the proposer took it back."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    VOID = "void"


class ClosingProposal(Base):
    """That one person proposes to close a safety problem; another one decides.

    It holds all that the change of status will say, so that confirming is one word. `into_id`: by merging it into that
    idea.
    """

    __tablename__ = "closing_proposals"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), index=True)
    from_key: Mapped[str] = mapped_column(ForeignKey("statuses.key"), index=True)
    to_key: Mapped[str] = mapped_column(ForeignKey("statuses.key"), index=True)
    into_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"), index=True)
    reason: Mapped[str]
    official: Mapped[bool]
    proposer_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    proposed_at: Mapped[datetime] = mapped_column(default=clock.now)
    state: Mapped[ProposalState] = mapped_column(text_enum(ProposalState, "state"), default=ProposalState.OPEN)
    decider_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    decided_at: Mapped[datetime | None]

    proposer: Mapped[Member] = relationship(lazy="raise", foreign_keys=[proposer_id])
    to_status: Mapped[Status] = relationship(lazy="raise", foreign_keys=[to_key])

    __table_args__ = (
        CheckConstraint("char_length(reason) BETWEEN 1 AND 4000", "reason_length"),
        CheckConstraint("from_key <> to_key", "somewhere_else"),
        CheckConstraint("(to_key = 'merged') = (into_id IS NOT NULL)", "merged_into_another"),
        CheckConstraint("decider_id <> proposer_id", "two_people"),
        CheckConstraint("(state IN ('confirmed', 'declined')) = (decider_id IS NOT NULL)", "decided_by_somebody"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", "decided_at_some_time"),
        Index("uq_closing_proposals_one_open", "idea_id", unique=True, postgresql_where=text("state = 'open'")),
    )
