"""Questions and their answers."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cocreate.catalogue.stages import Stage
from cocreate.kernel.database import Base, text_enum
from cocreate.posts.models import Post


class Question(Base):
    """A question; its text, author and visibility are on its post.

    `answers` counts the visible ones, `active_at` is when the question or the last visible answer was published: both
    caches, checked by audit. `accepted_id` is the accepted answer, one of its own and visible (``acceptance``).
    """

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    stage: Mapped[Stage] = mapped_column(text_enum(Stage, "stage"))
    answers: Mapped[int] = mapped_column(default=0, server_default="0")
    active_at: Mapped[datetime]
    accepted_id: Mapped[int | None]

    post: Mapped[Post] = relationship(lazy="raise", innerjoin=True)

    __table_args__ = (
        ForeignKeyConstraint(["accepted_id", "id"], ["answers.id", "answers.question_id"], use_alter=True),
        UniqueConstraint("accepted_id"),
        CheckConstraint("answers >= 0", "answers_not_negative"),
        CheckConstraint("accepted_id IS NULL OR answers > 0", "solved_has_answers"),
        Index("ix_questions_active", text("active_at DESC"), text("id DESC")),
        Index(
            "ix_questions_unanswered",
            text("active_at DESC"),
            text("id DESC"),
            postgresql_where=text("answers = 0"),
        ),
        Index("ix_questions_by_stage", "stage", text("active_at DESC"), text("id DESC")),
    )


class Answer(Base):
    """An answer to a question; its text, author and visibility are on its post.

    `official`: its author spoke for the brand when writing it. `accepted_at` and `accepted_by_id` tell of the
    acceptance; of one that is not seen they are kept, and it is accepted again when it is seen again, unless another
    one has been meanwhile.
    """

    __tablename__ = "answers"

    id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    official: Mapped[bool] = mapped_column(default=False, server_default="false")
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)

    post: Mapped[Post] = relationship(lazy="raise", innerjoin=True)

    __table_args__ = (
        UniqueConstraint("id", "question_id"),
        CheckConstraint("(accepted_at IS NULL) = (accepted_by_id IS NULL)", "accepted_by_somebody"),
        Index(None, "question_id", "id"),
        Index("uq_answers_one_accepted", "question_id", unique=True, postgresql_where=text("accepted_at IS NOT NULL")),
    )


class QuestionModel(Base):
    """Which series, and which of its years if the question is about one, a question speaks of."""

    __tablename__ = "question_models"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    model_year_id: Mapped[int | None] = mapped_column(index=True)

    __table_args__ = (
        ForeignKeyConstraint(["series_id", "model_year_id"], ["model_years.series_id", "model_years.id"]),
        UniqueConstraint("question_id", "series_id", "model_year_id", postgresql_nulls_not_distinct=True),
        Index(None, "series_id", "question_id"),
    )
