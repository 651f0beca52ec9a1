"""The tables of notices: what was told to whom and why, how members chose to hear it, and what was sent."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock
from cocreate.kernel.database import Base, text_enum


class Cause(StrEnum):
    """What kind of thing happened: what members choose by."""

    ANSWER = "answer"
    MENTION = "mention"
    STATUS = "status"
    OFFICIAL = "official"
    EDIT = "edit"
    MERGE = "merge"
    RELEASE = "release"
    ROLE = "role"
    VEHICLE = "vehicle"
    MODERATION = "moderation"
    ANNOUNCEMENT = "announcement"
    PERK = "perk"
    POINTS = "points"


class Why(StrEnum):
    """What made it a matter of the member who is told."""

    AUTHOR = "author"
    CO_AUTHOR = "co_author"
    ANSWERED = "answered"
    MENTIONED = "mentioned"
    SUPPORTER = "supporter"
    FOLLOWER = "follower"
    HOLDER = "holder"
    REPORTER = "reporter"
    EVERYONE = "everyone"


class Channel(StrEnum):
    """Where a member hears."""

    SITE = "site"
    MAIL = "mail"


class Pace(StrEnum):
    """How soon a member hears; on the site only "off" and "at once" make a difference."""

    OFF = "off"
    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


class Notice(Base):
    """That a member is told of an entry of the journal: at most once, whatever many reasons there are.

    `about` is the post that it belongs to, as the idea; `said` the one whose words it tells, as the comment. Where
    either is no longer seen by the member, neither is the notice. No text is kept: what is read is made of the entry
    and of what it leads to. Not `on_site` is what the member hears by mail only. `pace` is the one by which it is
    mailed, if it is; it waits for that until `due_at`, the end of the pace's period, and is in the `mailing` then.
    """

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entries.id"))
    cause: Mapped[Cause] = mapped_column(text_enum(Cause, "cause"))
    why: Mapped[Why] = mapped_column(text_enum(Why, "why"))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    said_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    on_site: Mapped[bool] = mapped_column(default=True, server_default="true")
    read_at: Mapped[datetime | None]
    pace: Mapped[Pace | None] = mapped_column(text_enum(Pace, "pace"))
    due_at: Mapped[datetime | None]
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("mailings.id"))

    __table_args__ = (
        UniqueConstraint("entry_id", "member_id"),
        CheckConstraint("pace <> 'off'", "pace_of_a_letter"),
        CheckConstraint("on_site OR pace IS NOT NULL", "told_somewhere"),
        CheckConstraint("due_at IS NULL OR (pace IS NOT NULL AND mailing_id IS NULL)", "waits_or_is_mailed"),
        Index("ix_notices_about", "about_id", postgresql_where=text("about_id IS NOT NULL")),
        Index("ix_notices_said", "said_id", postgresql_where=text("said_id IS NOT NULL")),
        Index("ix_notices_mailing", "mailing_id", postgresql_where=text("mailing_id IS NOT NULL")),
        Index(None, "member_id", "id"),
        # The badge counts from the first, the worker finds whom to write to by the second: both hold only what waits.
        Index("ix_notices_unread", "member_id", "id", postgresql_where=text("read_at IS NULL AND on_site")),
        Index("ix_notices_due", "due_at", "member_id", postgresql_where=text("due_at IS NOT NULL")),
    )


class Broadcast(Base):
    """That an entry of the journal concerns everybody: one row, read together with each member's notices."""

    __tablename__ = "broadcasts"

    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entries.id"), primary_key=True)
    cause: Mapped[Cause] = mapped_column(text_enum(Cause, "cause"))
    about_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


class BroadcastRead(Base):
    """That a member has read what was told to everybody."""

    __tablename__ = "broadcast_reads"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("broadcasts.entry_id"), primary_key=True, index=True)


class Choice(Base):
    """How a member chose to hear of a cause; what they never chose is in ``choices.BY_MAIL``."""

    __tablename__ = "notice_choices"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    cause: Mapped[Cause] = mapped_column(text_enum(Cause, "cause"), primary_key=True)
    channel: Mapped[Channel] = mapped_column(text_enum(Channel, "channel"), primary_key=True)
    pace: Mapped[Pace] = mapped_column(text_enum(Pace, "pace"))

    __table_args__ = (
        CheckConstraint("channel = 'mail' OR pace IN ('off', 'at_once')", "site_is_at_once"),
        Index("ix_notice_choices_cause", "cause", "channel", "member_id"),
    )


class Mute(Base):
    """That a member wants to hear nothing more about a post."""

    __tablename__ = "mutes"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Mailing(Base):
    """That a member was written to for the period of `pace` that ended at `due_at`: once, whoever works how often.

    `notices` is how many of those claimed the letter told; none when all of them were read or gone meanwhile, and no
    letter was written.
    """

    __tablename__ = "mailings"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    pace: Mapped[Pace] = mapped_column(text_enum(Pace, "pace"))
    due_at: Mapped[datetime]
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    notices: Mapped[int] = mapped_column(default=0, server_default="0")

    __table_args__ = (
        UniqueConstraint("member_id", "pace", "due_at"),
        CheckConstraint("pace <> 'off'", "pace_of_a_letter"),
        CheckConstraint("notices >= 0", "notices_not_negative"),
    )
