"""The access log, and voidings."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cocreate.kernel import clock, ids
from cocreate.kernel.database import Base, text_enum
from cocreate.members.models import Member

MAX_REASON = 500


class Access(Base):
    """From where a member gave a support; where `idea_id` is NULL signed up, asked for a link to invite others, or
    signed in or proved who they are having one.

    `device` and `address` are keyed hashes: of what the browser says of itself, and of the network address. They are
    compared with each other, and told to nobody. Kept for a period that administrators set (``accounts.leaving``).
    """

    __tablename__ = "access_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"), index=True)
    device: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


class Suspicion(Base):
    """That the site itself found supports of an idea that look as if few people gave them: one row for each idea.

    `marks` are keyed hashes of the groups found so far, so that moderators hear of each once; `confidence` is that of
    the surest of those found last. `looked_at`: since when somebody has looked at the log again.
    """

    __tablename__ = "suspicions"

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), primary_key=True, autoincrement=False)
    marks: Mapped[list[str]] = mapped_column(ARRAY(Text))
    confidence: Mapped[int]
    found_at: Mapped[datetime] = mapped_column(default=clock.now)
    looked_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("cardinality(marks) > 0", "of_a_group"),
        CheckConstraint("confidence BETWEEN 1 AND 99", "never_certain"),
        CheckConstraint("looked_at >= found_at", "looked_at_later"),
        Index("ix_suspicions_open", "found_at", "idea_id", postgresql_where=text("looked_at IS NULL")),
    )


class VoidingState(StrEnum):
    """What became of a proposal; `taken_back` by whoever made it."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"


class Voiding(Base):
    """That one moderator proposes to void supports of an idea, for a `reason` that everybody reads once another one
    has confirmed it.

    `supports` and `owners` are how many counted until then. What was voided wrongly counts again (`VoidedMember`).
    """

    __tablename__ = "voidings"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.new_public_id)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), index=True)
    reason: Mapped[str]
    proposer_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    proposed_at: Mapped[datetime] = mapped_column(default=clock.now)
    state: Mapped[VoidingState] = mapped_column(text_enum(VoidingState, "state"), default=VoidingState.OPEN)
    decider_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    decided_at: Mapped[datetime | None]
    supports: Mapped[int] = mapped_column(default=0)
    owners: Mapped[int] = mapped_column(default=0)

    proposer: Mapped[Member] = relationship(lazy="raise", foreign_keys=[proposer_id])

    __table_args__ = (
        CheckConstraint(f"char_length(reason) BETWEEN 1 AND {MAX_REASON}", "reason_length"),
        CheckConstraint("decider_id <> proposer_id", "two_people"),
        CheckConstraint("(state IN ('confirmed', 'declined')) = (decider_id IS NOT NULL)", "decided_by_somebody"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", "decided_at_some_time"),
        CheckConstraint("owners BETWEEN 0 AND supports", "owners_among_supports"),
        CheckConstraint("supports = 0 OR state = 'confirmed'", "confirmed_voids"),
        Index("uq_voidings_one_open", "idea_id", unique=True, postgresql_where=text("state = 'open'")),
    )


class VoidedMember(Base):
    """A member whose supports a voiding is about; once it is confirmed, by a decision of their own. `restored_at` is
    since when they count again, that decision being undone.
    """

    __tablename__ = "voided_members"

    voiding_id: Mapped[int] = mapped_column(ForeignKey("voidings.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, index=True)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"), unique=True)
    restored_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("restored_at IS NULL OR decision_id IS NOT NULL", "decided_before_restored"),)
