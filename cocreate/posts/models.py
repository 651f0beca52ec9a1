"""The root row of every post and what hangs on it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cocreate.kernel import clock, ids
from cocreate.kernel.database import Base, text_enum
from cocreate.members.models import Member


class PostKind(StrEnum):
    """The kinds of post that exist so far."""

    IDEA = "idea"
    COMMENT = "comment"
    ANNOUNCEMENT = "announcement"
    RELEASE = "release"
    QUESTION = "question"
    ANSWER = "answer"


# What is said under something else and has no title of its own.
REPLIES = (PostKind.COMMENT, PostKind.ANSWER)


class PostState(StrEnum):
    """Who sees a post: see ``posts.access``."""

    DRAFT = "draft"
    HELD = "held"
    VISIBLE = "visible"
    HIDDEN = "hidden"
    REMOVED = "removed"


class Audience(StrEnum):
    """For whom a visible post is meant."""

    EVERYONE = "everyone"
    MEMBERS = "members"
    STAFF = "staff"


class Post(Base):
    """What a member published.

    `mentions` maps the folded names after an ``@`` in `body` to the addresses they lead to. `html` and `excerpt` are
    derived from both by text rendering of version `html_version`, and made anew when that has moved on. `comments`
    counts the visible comments of the thread under this post, `helpful` the votes of those who found it so; caches,
    checked by audit. `published_at` is set when
    the post first becomes visible.
    """

    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.new_public_id)
    kind: Mapped[PostKind] = mapped_column(text_enum(PostKind, "kind"))
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    state: Mapped[PostState] = mapped_column(text_enum(PostState, "state"), default=PostState.VISIBLE)
    audience: Mapped[Audience] = mapped_column(text_enum(Audience, "audience"), default=Audience.EVERYONE)
    language: Mapped[str]
    title: Mapped[str | None]
    body: Mapped[str]
    mentions: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict, server_default="{}")
    html: Mapped[str]
    excerpt: Mapped[str]
    html_version: Mapped[int]
    comments: Mapped[int] = mapped_column(default=0, server_default="0")
    helpful: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)

    author: Mapped[Member] = relationship(lazy="raise", foreign_keys=[author_id])

    __table_args__ = (
        CheckConstraint("(kind IN ('comment', 'answer')) = (title IS NULL)", "title_where_due"),
        CheckConstraint("char_length(title) BETWEEN 1 AND 200", "title_length"),
        CheckConstraint("octet_length(body) <= 200000", "body_size"),
        CheckConstraint("comments >= 0", "comments_not_negative"),
        CheckConstraint("helpful >= 0", "helpful_not_negative"),
        CheckConstraint("state <> 'visible' OR published_at IS NOT NULL", "visible_is_published"),
        Index(None, "author_id", "kind", "published_at"),
        Index("ix_posts_new", "kind", text("published_at DESC"), text("id DESC"), postgresql_where="state = 'visible'"),
    )

    @property
    def is_visible(self) -> bool:
        """Whether anybody but its author and staff may see the post at all."""
        return self.state is PostState.VISIBLE


class PostRevision(Base):
    """An earlier text of a post, kept when another replaced it. Number 1 is the first.

    `supports` is how many had supported the post when the text was replaced, where supports are counted. `withheld`: it
    is for the author and moderators alone, as it was replaced while the post was not seen, or put right by a moderator.
    """

    __tablename__ = "post_revisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    number: Mapped[int]
    title: Mapped[str | None]
    body: Mapped[str]
    writer_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    written_at: Mapped[datetime]
    supports: Mapped[int | None]
    withheld: Mapped[bool] = mapped_column(default=False, server_default="false")

    writer: Mapped[Member] = relationship(lazy="raise")

    __table_args__ = (
        UniqueConstraint("post_id", "number"),
        CheckConstraint("supports >= 0", "supports_not_negative"),
    )


class Tag(Base):
    """A word posts are found by; one row for all its spellings that fold alike."""

    __tablename__ = "tags"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(unique=True)

    __table_args__ = (CheckConstraint("char_length(name) BETWEEN 1 AND 30", "name_length"),)


class PostTag(Base):
    """That a post bears a tag, at a place among its tags."""

    __tablename__ = "post_tags"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)
    position: Mapped[int]

    __table_args__ = (Index(None, "tag_id", "post_id"),)


class LinkKind(StrEnum):
    """What one post is to another: a release ships an idea, wholly or in part; a statement counters another."""

    SHIPS = "ships"
    SHIPS_PARTLY = "ships_partly"
    COUNTERS = "counters"


class PostLink(Base):
    """That a post leads to another, which lists it without knowing what it is."""

    __tablename__ = "post_links"

    from_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True, index=True)
    kind: Mapped[LinkKind] = mapped_column(text_enum(LinkKind, "kind"))

    __table_args__ = (CheckConstraint("from_id <> to_id", "leads_elsewhere"),)


class PostImport(Base):
    """Where an imported post came from; the same reference is never imported twice."""

    __tablename__ = "post_imports"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    kind: Mapped[PostKind] = mapped_column(text_enum(PostKind, "kind"))
    source: Mapped[str]
    reference: Mapped[str]
    imported_at: Mapped[datetime] = mapped_column(default=clock.now)

    __table_args__ = (UniqueConstraint("kind", "source", "reference"),)
