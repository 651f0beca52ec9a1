"""Ideas, their supports and their statuses."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cocreate.catalogue.stages import Stage
from cocreate.kernel import clock
from cocreate.kernel.database import Base, text_enum
from cocreate.members.models import Member
from cocreate.posts.models import Post


class IdeaKind(StrEnum):
    """What an idea says: something to add, to mend, to keep; or something that others sign."""

    WISH = "wish"
    PROBLEM = "problem"
    PRAISE = "praise"
    STATEMENT = "statement"


class Category(StrEnum):
    """The fixed categories every status belongs to."""

    OPEN = "open"
    ACTIVE = "active"
    DONE = "done"
    CLOSED = "closed"


# The status every idea begins with, and the one it has as long as it is merged into another.
FIRST, MERGED = "new", "merged"


class Status(Base):
    """A status an idea can have. `manual` is false for one that is reached in a way of its own, as by merging."""

    __tablename__ = "statuses"

    key: Mapped[str] = mapped_column(primary_key=True)
    category: Mapped[Category] = mapped_column(text_enum(Category, "category"))
    position: Mapped[int] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    may_support: Mapped[bool]
    may_comment: Mapped[bool]
    manual: Mapped[bool]

    def name(self, locale: str) -> str:
        """What members read."""
        return self.name_zh if locale == "zh" else self.name_en


class Transition(Base):
    """That an idea may go from one status to another."""

    __tablename__ = "status_transitions"

    from_key: Mapped[str] = mapped_column(ForeignKey("statuses.key"), primary_key=True)
    to_key: Mapped[str] = mapped_column(ForeignKey("statuses.key"), primary_key=True, index=True)

    __table_args__ = (CheckConstraint("from_key <> to_key", "somewhere_else"),)


class Idea(Base):
    """An idea; its text, author and visibility are on its post.

    `supports` counts the rows of `Support` that count here, `owners` those with the owner's mark. Never mixed with
    them: `recorded` counts what staff recorded (``ideas.recorded``), `elsewhere` is a number counted on another site
    before an import.
    `score` ranks by trend (see ``ideas.ranking``).
    `status_changed_at` is the instant of the last change of status, or of publishing; an idea that is no longer merged
    has that from before. `safety`: the problem endangers
    somebody (see ``ideas.safety``). `reopened_at` is when its author last said that it is not solved, while no official
    answer has come since. The two target days are those of the last change (see ``ideas.targets``). `duplicates` is how
    many ideas are merged into this one (see ``ideas.merging``). The caches are checked by audit.
    """

    __tablename__ = "ideas"

    id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    kind: Mapped[IdeaKind] = mapped_column(text_enum(IdeaKind, "kind"))
    stage: Mapped[Stage] = mapped_column(text_enum(Stage, "stage"))
    status_key: Mapped[str] = mapped_column(ForeignKey("statuses.key"), default=FIRST)
    status_changed_at: Mapped[datetime]
    supports: Mapped[int] = mapped_column(default=0)
    owners: Mapped[int] = mapped_column(default=0, server_default="0")
    recorded: Mapped[int] = mapped_column(default=0, server_default="0")
    elsewhere: Mapped[int] = mapped_column(default=0)
    elsewhere_label: Mapped[str | None]
    score: Mapped[float]
    safety: Mapped[bool] = mapped_column(default=False, server_default="false")
    reopened_at: Mapped[datetime | None]
    target_starts_on: Mapped[date | None]
    target_ends_on: Mapped[date | None]
    duplicates: Mapped[int] = mapped_column(default=0, server_default="0")

    post: Mapped[Post] = relationship(lazy="raise", innerjoin=True)
    status: Mapped[Status] = relationship(lazy="raise", innerjoin=True)

    __table_args__ = (
        CheckConstraint("owners BETWEEN 0 AND supports", "owners_among_supports"),  # so neither is negative
        CheckConstraint("recorded >= 0", "recorded_not_negative"),
        CheckConstraint("elsewhere >= 0", "elsewhere_not_negative"),
        CheckConstraint("elsewhere = 0 OR elsewhere_label IS NOT NULL", "elsewhere_is_labelled"),
        CheckConstraint("NOT safety OR kind = 'problem'", "safety_is_of_problems"),
        CheckConstraint("reopened_at IS NULL OR kind = 'problem'", "reopened_are_problems"),
        CheckConstraint(
            "(target_starts_on IS NULL) = (target_ends_on IS NULL) AND target_starts_on < target_ends_on",
            "target_is_whole",
        ),
        CheckConstraint("duplicates >= 0", "duplicates_not_negative"),
        # So there are no chains and no circles.
        CheckConstraint("duplicates = 0 OR status_key <> 'merged'", "merged_has_no_duplicates"),
        Index("ix_ideas_safety", text("id DESC"), postgresql_where=text("safety")),
        Index("ix_ideas_reopened", "reopened_at", postgresql_where=text("reopened_at IS NOT NULL")),
        Index("ix_ideas_trending", text("score DESC"), text("id DESC")),
        Index("ix_ideas_top", text("supports DESC"), text("elsewhere DESC"), text("id DESC")),
        Index("ix_ideas_moved", "status_key", text("status_changed_at DESC"), text("id DESC")),
        Index("ix_ideas_by_status", "status_key", text("score DESC"), text("id DESC")),
        Index("ix_ideas_by_stage", "stage", text("score DESC"), text("id DESC")),
        Index("ix_ideas_by_kind", "kind", text("score DESC"), text("id DESC")),
        # Without these a rare kind is looked for through all that is new, comments too.
        Index("ix_ideas_new_by_status", "status_key", text("id DESC")),
        Index("ix_ideas_new_by_stage", "stage", text("id DESC")),
        Index("ix_ideas_new_by_kind", "kind", text("id DESC")),
    )


def _its_idea(context: Any) -> int | None:
    """A support counts where it is given, unless somebody says otherwise."""
    found: int | None = context.get_current_parameters()["idea_id"]
    return found


class Support(Base):
    """A member's vote for an idea: one per member and idea, deleted when withdrawn (the journal keeps both).

    `idea_id` is the idea it was given to, `counted_in_id` the one where it counts: that idea, or the one it is merged
    into. NULL where the member's voice counts there by an earlier support of theirs (see ``ideas.merging``).
    `owner` tells that the member was a verified owner when it was cast, or became one later. Selling the car does not
    take the mark away. `voiding_id` tells by which voiding it counts nowhere (see ``ideas.suspicion``).
    """

    __tablename__ = "supports"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    counted_in_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"), default=_its_idea)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    owner: Mapped[bool] = mapped_column(default=False, server_default="false")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    voiding_id: Mapped[int | None] = mapped_column(ForeignKey("voidings.id"))

    # The second holds all that is counted of an idea's supports: they are counted without reading the rows themselves.
    __table_args__ = (
        UniqueConstraint("idea_id", "member_id"),
        UniqueConstraint("counted_in_id", "member_id", postgresql_include=["at", "owner"]),
        Index(None, "member_id", "at"),
        Index(None, "voiding_id", "member_id", postgresql_where=text("voiding_id IS NOT NULL")),
        CheckConstraint("voiding_id IS NULL OR counted_in_id IS NULL", "voided_counts_nowhere"),
    )


class SupportModelYear(Base):
    """That an owner's support speaks for a model year: one the member owned a car of when the mark was set."""

    __tablename__ = "support_model_years"

    support_id: Mapped[int] = mapped_column(ForeignKey("supports.id", ondelete="CASCADE"), primary_key=True)
    model_year_id: Mapped[int] = mapped_column(ForeignKey("model_years.id"), primary_key=True, index=True)


class OwnerCount(Base):
    """How many owners of a model year support an idea; a cache of `SupportModelYear`, checked by audit."""

    __tablename__ = "idea_owner_counts"

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), primary_key=True)
    model_year_id: Mapped[int] = mapped_column(ForeignKey("model_years.id"), primary_key=True, index=True)
    owners: Mapped[int]

    __table_args__ = (CheckConstraint("owners >= 0", "owners_not_negative"),)


class IdeaModel(Base):
    """Which series, and which of its years if the idea is about one, an idea speaks of."""

    __tablename__ = "idea_models"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    model_year_id: Mapped[int | None] = mapped_column(index=True)

    __table_args__ = (
        ForeignKeyConstraint(["series_id", "model_year_id"], ["model_years.series_id", "model_years.id"]),
        UniqueConstraint("idea_id", "series_id", "model_year_id", postgresql_nulls_not_distinct=True),
        Index(None, "series_id", "idea_id"),
    )


# The role of nobody: what the site does by itself.
AUTOMATIC = "automatic"


class StatusChange(Base):
    """That an idea's status was changed, by whom in which role and why. A trigger refuses UPDATE and DELETE.

    An automatic change has no actor, and instead of a reason the `threshold` of owners that was reached: it is told in
    the reader's language (``ideas.history``). An idea has one at most.
    `official`: the reason is the brand's answer. `confirmed_by_id`: who agreed, where it takes two to close.
    """

    __tablename__ = "status_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    from_key: Mapped[str] = mapped_column(ForeignKey("statuses.key"), index=True)
    to_key: Mapped[str] = mapped_column(ForeignKey("statuses.key"), index=True)
    reason: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    actor_role: Mapped[str]
    threshold: Mapped[int | None]
    official: Mapped[bool] = mapped_column(default=False, server_default="false")
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)

    actor: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[actor_id])
    confirmed_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[confirmed_by_id])
    from_status: Mapped[Status] = relationship(lazy="raise", foreign_keys=[from_key])
    to_status: Mapped[Status] = relationship(lazy="raise", foreign_keys=[to_key])

    __table_args__ = (
        CheckConstraint(
            "CASE WHEN threshold IS NULL THEN char_length(reason) BETWEEN 1 AND 4000 ELSE reason = '' END",
            "reason_length",
        ),
        CheckConstraint(
            f"(actor_id IS NULL) = (actor_role = '{AUTOMATIC}') AND (actor_id IS NULL) = (threshold IS NOT NULL)",
            "somebody_or_automatic",
        ),
        CheckConstraint("threshold > 0", "threshold_is_positive"),
        CheckConstraint("from_key <> to_key", "somewhere_else"),
        CheckConstraint("confirmed_by_id <> actor_id", "confirmed_by_another"),
        Index(None, "idea_id", "id"),
        Index(None, "at"),
        Index("uq_status_changes_one_automatic", "idea_id", unique=True, postgresql_where="actor_id IS NULL"),
    )
