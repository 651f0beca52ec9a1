"""Comments and who follows what."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cocreate.kernel import clock
from cocreate.kernel.database import Base
from cocreate.posts.models import Post


class Comment(Base):
    """A comment under the post `thread_id`.

    `parent_id` is the comment it answers, `top_id` the top-level comment its branch hangs on (its own id at
    the top). `orphaned`: it answered a comment that an import could not bring along. `official`: its author
    spoke for the brand when writing it.
    """

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    top_id: Mapped[int] = mapped_column(ForeignKey("comments.id", deferrable=True, initially="DEFERRED"))
    official: Mapped[bool] = mapped_column(default=False)
    orphaned: Mapped[bool] = mapped_column(default=False)

    post: Mapped[Post] = relationship(lazy="raise", foreign_keys=[id], innerjoin=True)
    parent: Mapped["Comment | None"] = relationship(lazy="raise", foreign_keys=[parent_id], remote_side=[id])

    __table_args__ = (
        CheckConstraint("(parent_id IS NULL) = (top_id = id)", "top_has_no_parent"),
        CheckConstraint("NOT orphaned OR parent_id IS NULL", "orphan_is_at_the_top"),
        Index(None, "thread_id", "id", postgresql_where="parent_id IS NULL"),
        Index(None, "top_id", "id"),
        Index("ix_comments_official", "thread_id", "id", postgresql_where=text("official")),
    )


class Mention(Base):
    """That a post names a member with an ``@``."""

    __tablename__ = "mentions"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, index=True)


class Follow(Base):
    """That a member wants to hear what becomes of a post."""

    __tablename__ = "follows"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True, index=True)
    since: Mapped[datetime] = mapped_column(default=clock.now)
