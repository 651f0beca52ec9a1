"""What somebody should look at."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock, ids
from cocreate.kernel.database import Base


class Cause(StrEnum):
    """Why somebody should look at a post or member."""

    REPORT = "report"
    WORD = "word"
    RATE = "rate"
    TRUST = "trust"
    FIRST = "first"
    PROVIDER = "provider"
    EDIT = "edit"
    MODERATOR = "moderator"


class Case(Base):
    """A post or a member somebody should look at, for `causes`; one row for each, opened again when there is cause.

    `weight` says how urgent it is: what the causes weigh by themselves, and the reports on top. One moderator at a
    time has claimed it, until `claimed_until`.
    """

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.new_public_id)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"), unique=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), unique=True)
    causes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    weight: Mapped[float]
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[datetime | None]
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    claimed_until: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("num_nonnulls(post_id, member_id) = 1", "of_one_thing"),
        CheckConstraint(
            "cardinality(causes) > 0 AND causes <@ "
            "ARRAY['report', 'word', 'rate', 'trust', 'first', 'provider', 'edit', 'moderator']",
            "causes_are_known",
        ),
        CheckConstraint("weight >= 0", "weight_not_negative"),
        CheckConstraint("num_nonnulls(claimed_by, claimed_until) <> 1", "claimed_by_somebody_for_a_while"),
        CheckConstraint("closed_at IS NULL OR claimed_by IS NULL", "closed_is_not_claimed"),
        Index("ix_cases_open", text("weight DESC"), "opened_at", "id", postgresql_where=text("closed_at IS NULL")),
    )
