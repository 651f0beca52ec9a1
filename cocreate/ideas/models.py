"""Ideas, their supports and their statuses."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cocreate.kernel import clock
from cocreate.kernel.database import Base, text_enum
from cocreate.members.models import Member
from cocreate.posts.models import Post


class IdeaKind(StrEnum):
    """What an idea says: something to add, something to mend, something to keep."""

    WISH = "wish"
    PROBLEM = "problem"
    PRAISE = "praise"


class Stage(StrEnum):
    """Where in a car's life the idea belongs: the brand's whole chain."""

    DESIGN = "design"
    DEVELOPMENT = "development"
    PRODUCTION = "production"
    SALES = "sales"
    DELIVERY = "delivery"
    DRIVING = "driving"
    MAINTENANCE = "maintenance"
    REPAIR = "repair"
    SECOND_HAND = "second_hand"


class Category(StrEnum):
    """The fixed categories every status belongs to."""

    OPEN = "open"
    ACTIVE = "active"
    DONE = "done"
    CLOSED = "closed"


# The status every idea begins with.
FIRST = "new"


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

    `supports` counts the rows of `Support`; `elsewhere` is a number counted on another site before an import
    and is never mixed with it. `score` ranks by trend (see ``ideas.ranking``). `status_changed_at` is the instant of
    the last change of status, or of publishing. The three caches are checked by audit.
    """

    __tablename__ = "ideas"

    id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    kind: Mapped[IdeaKind] = mapped_column(text_enum(IdeaKind, "kind"))
    stage: Mapped[Stage] = mapped_column(text_enum(Stage, "stage"))
    status_key: Mapped[str] = mapped_column(ForeignKey("statuses.key"), default=FIRST)
    status_changed_at: Mapped[datetime]
    supports: Mapped[int] = mapped_column(default=0)
    elsewhere: Mapped[int] = mapped_column(default=0)
    elsewhere_label: Mapped[str | None]
    score: Mapped[float]

    post: Mapped[Post] = relationship(lazy="raise", innerjoin=True)
    status: Mapped[Status] = relationship(lazy="raise", innerjoin=True)

    __table_args__ = (
        CheckConstraint("supports >= 0", "supports_not_negative"),
        CheckConstraint("elsewhere >= 0", "elsewhere_not_negative"),
        CheckConstraint("elsewhere = 0 OR elsewhere_label IS NOT NULL", "elsewhere_is_labelled"),
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


class Support(Base):
    """A member's vote for an idea: one per member and idea, deleted when withdrawn (the journal keeps both)."""

    __tablename__ = "supports"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (UniqueConstraint("idea_id", "member_id"), Index(None, "member_id", "at"))


class StatusChange(Base):
    """That an idea's status was changed, by whom in which role and why. A trigger refuses UPDATE and DELETE."""

    __tablename__ = "status_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    from_key: Mapped[str] = mapped_column(ForeignKey("statuses.key"), index=True)
    to_key: Mapped[str] = mapped_column(ForeignKey("statuses.key"), index=True)
    reason: Mapped[str]
    actor_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    actor_role: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)

    actor: Mapped[Member] = relationship(lazy="raise")
    from_status: Mapped[Status] = relationship(lazy="raise", foreign_keys=[from_key])
    to_status: Mapped[Status] = relationship(lazy="raise", foreign_keys=[to_key])

    __table_args__ = (
        CheckConstraint("char_length(reason) BETWEEN 1 AND 4000", "reason_length"),
        CheckConstraint("from_key <> to_key", "somewhere_else"),
        Index(None, "idea_id", "id"),
        Index(None, "at"),
    )
