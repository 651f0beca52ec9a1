"""Announcements in the reader's language."""

from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from cocreate.kernel import clock, ids, paging
from cocreate.kernel.database import db
from cocreate.kernel.paging import Page
from cocreate.members.models import Member
from cocreate.posts.access import listed_for, visible_to
from cocreate.posts.models import Post, PostState
from cocreate.roadmap import words
from cocreate.roadmap.announcements.models import Announcement

PAGE = 20
PINNED = 3


@dataclass(frozen=True)
class AnnouncementView:
    """An announcement as it is read; `language` is that of its words."""

    public_id: str
    url: str
    title: str
    language: str
    html: Markup
    excerpt: str
    published_at: datetime
    edited_at: datetime | None
    pinned_until: date | None
    hidden: bool


def page(reader: Member | None, locale: str, cursor: str | None = None, limit: int = PAGE) -> Page[AnnouncementView]:
    """Announcements, the newest first. One statement."""
    query = _announcements().where(listed_for(reader)).order_by(Announcement.id.desc()).limit(limit + 1)
    if cursor:
        query = query.where(Announcement.id < paging.decode(cursor, int)[0])
    found = list(db.session.scalars(query))
    return paging.cut(found, limit, lambda row: (row.id,)).map(lambda row: view(row, locale))


def pinned(reader: Member | None, locale: str) -> list[AnnouncementView]:
    """Those pinned today, the newest first; at most `PINNED`. One statement."""
    today = clock.local_day(clock.now())
    query = _announcements().where(listed_for(reader), Announcement.pinned_until >= today)
    return [view(row, locale) for row in db.session.scalars(query.order_by(Announcement.id.desc()).limit(PINNED))]


def by_public_id(public_id: str, reader: Member | None) -> Announcement | None:
    """The announcement, if `reader` may see it."""
    return db.session.scalar(_announcements().where(Post.public_id == public_id, visible_to(reader)))


def view(announcement: Announcement, locale: str) -> AnnouncementView:
    """`announcement` in the language `locale`, or in the one it has."""
    post, read = announcement.post, words.read(announcement, announcement.post, locale)
    return AnnouncementView(
        public_id=post.public_id,
        url=f"/announcements/{ids.with_slug(post.public_id, announcement.title_en or post.title or '')}",
        title=read.title,
        language=read.language,
        html=read.html,
        excerpt=read.excerpt,
        published_at=post.published_at or post.created_at,
        edited_at=post.edited_at,
        pinned_until=announcement.pinned_until,
        hidden=post.state is not PostState.VISIBLE,
    )


def _announcements() -> Select[Announcement]:
    return select(Announcement).join(Announcement.post).options(joinedload(Announcement.post))
