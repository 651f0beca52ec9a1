"""Appeals."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cocreate.kernel import clock, ids
from cocreate.kernel.database import Base, text_enum, written
from cocreate.members.models import Member
from cocreate.moderation.decisions.models import Decision


class AppealState(StrEnum):
    """What became of an appeal; upheld: the decision is undone."""

    OPEN = "open"
    UPHELD = "upheld"
    DECLINED = "declined"


class Appeal(Base):
    """That the member a decision concerns asks for it to be looked at by another than `against_id`, who decided.

    Whoever decided may take it back themselves, but not insist. `text` is the member's, `answer` what they are told;
    NULL when it was erased: nobody decides any more upon what was open then. One moderator at a time has claimed it.
    """

    __tablename__ = "appeals"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.new_public_id)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    against_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    text: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    state: Mapped[AppealState] = mapped_column(text_enum(AppealState, "state"), default=AppealState.OPEN)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    decided_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    claimed_until: Mapped[datetime | None]

    decision: Mapped[Decision] = relationship(lazy="raise")
    member: Mapped[Member] = relationship(lazy="raise", foreign_keys=[member_id])
    decided_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[decided_by_id])

    __table_args__ = (
        CheckConstraint("char_length(text) BETWEEN 1 AND 4000", "text_length"),
        CheckConstraint("char_length(answer) <= 2000", "answer_length"),
        CheckConstraint(
            "(state = 'open') = (decided_at IS NULL) AND num_nonnulls(decided_at, decided_by_id) <> 1",
            "decided_by_somebody",
        ),
        CheckConstraint(
            "(decided_by_id <> against_id OR state = 'upheld') AND decided_by_id <> member_id", "decided_by_another"
        ),
        CheckConstraint("num_nonnulls(claimed_by, claimed_until) <> 1", "claimed_by_somebody_for_a_while"),
        CheckConstraint("state = 'open' OR claimed_by IS NULL", "decided_is_not_claimed"),
        Index("ix_appeals_open", "at", "id", postgresql_where="state = 'open'"),
    )

    @property
    def is_open(self) -> bool:
        """Whether somebody is still to decide upon it."""
        return self.state is AppealState.OPEN and self.text is not None

    @classmethod
    def waiting(cls) -> ColumnElement[bool]:
        """The same, in SQL."""
        return and_(cls.state == written(AppealState.OPEN), cls.text.is_not(None))
