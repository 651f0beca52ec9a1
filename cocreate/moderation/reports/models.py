"""Reports."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cocreate.kernel import clock, ids
from cocreate.kernel.database import Base, text_enum
from cocreate.members.models import Member
from cocreate.moderation.models import Reason
from cocreate.posts.models import Post


class Outcome(StrEnum):
    """What a report turned out to be; it makes the reporter's record."""

    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"


class Report(Base):
    """That a member says what is wrong with a post or a member, exactly one of the two.

    `weight` is what it added to the case (``reports.weighing``). `note` is the reporter's, for moderators alone; NULL
    when it was erased. It is open until a decision settled it.
    """

    __tablename__ = "reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.new_public_id)
    reporter_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    reason: Mapped[Reason] = mapped_column(text_enum(Reason, "reason"))
    note: Mapped[str | None] = mapped_column(default="")
    weight: Mapped[float]
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    outcome: Mapped[Outcome | None] = mapped_column(text_enum(Outcome, "outcome"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"), index=True)

    reporter: Mapped[Member] = relationship(lazy="raise", foreign_keys=[reporter_id])
    post: Mapped[Post | None] = relationship(lazy="raise")
    member: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[member_id])

    __table_args__ = (
        CheckConstraint("num_nonnulls(post_id, member_id) = 1", "of_one_thing"),
        CheckConstraint("member_id <> reporter_id", "of_somebody_else"),
        CheckConstraint("reason <> 'other' OR note <> ''", "other_is_told"),
        CheckConstraint("char_length(note) <= 1000", "note_length"),
        CheckConstraint("weight > 0", "weight_is_positive"),
        CheckConstraint("(outcome IS NULL) = (decision_id IS NULL)", "settled_by_a_decision"),
        Index(None, "reporter_id", "id"),
        Index(None, "post_id", "id"),
        Index(None, "member_id", "id"),
        Index(
            "uq_reports_one_open_of_a_post", "post_id", "reporter_id", unique=True,
            postgresql_where=text("outcome IS NULL AND post_id IS NOT NULL"),
        ),
        Index(
            "uq_reports_one_open_of_a_member", "member_id", "reporter_id", unique=True,
            postgresql_where=text("outcome IS NULL AND member_id IS NOT NULL"),
        ),
    )  # fmt: skip
