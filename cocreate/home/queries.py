"""What the front page shows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Subquery, and_, func, select, union_all
from sqlalchemy.orm import joinedload

from cocreate.comments.models import Follow
from cocreate.ideas import history, statuses
from cocreate.ideas import queries as ideas
from cocreate.ideas.merging.models import Merge
from cocreate.ideas.models import Category, Idea, Status, StatusChange
from cocreate.ideas.statuses import StatusView
from cocreate.kernel import text
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.posts.access import listed_for
from cocreate.posts.models import Post

NEWS = 5
REASON = 200  # characters


@dataclass(frozen=True)
class NewsItem:
    """A change of status of an idea the member follows or wrote."""

    title: str
    language: str
    url: str
    status: StatusView
    reason: str
    at: datetime
    own: bool


def news(member: Member, locale: str) -> list[NewsItem]:
    """The latest changes, by others, to what `member` has followed since before; the newest first.

    Whoever writes or supports an idea follows it from then on, and what it is merged into.
    """
    followed = _followed(member)
    since = and_(followed.c.idea_id == StatusChange.idea_id, followed.c.since <= StatusChange.at)
    query = (
        select(StatusChange, Post)
        .join(Post, Post.id == StatusChange.idea_id)
        .join(followed, since)
        .where(StatusChange.actor_id.is_distinct_from(member.id), listed_for(member))
        .options(joinedload(StatusChange.to_status))
        .order_by(StatusChange.at.desc(), StatusChange.id.desc())
        .limit(NEWS)
    )
    return [_news_item(change, post, member, locale) for change, post in db.session.execute(query)]


def _followed(member: Member) -> Subquery:
    """What `member` follows, and what that is merged into, each with the instant since when."""
    own = select(Follow.post_id.label("idea_id"), Follow.since.label("since")).where(Follow.member_id == member.id)
    lasting = and_(Merge.idea_id == Follow.post_id, Merge.ended_at.is_(None))
    into = select(Merge.into_id, func.greatest(Merge.at, Follow.since)).select_from(Follow).join(Merge, lasting)
    every = union_all(own, into.where(Follow.member_id == member.id)).subquery()
    return select(every.c.idea_id, func.min(every.c.since).label("since")).group_by(every.c.idea_id).subquery()


def done(reader: Member | None, locale: str) -> list[ideas.IdeaRow]:
    """Ideas that were shipped, the latest first."""
    return ideas.moved(Status.category == Category.DONE, reader, locale, 3)


def moving(reader: Member | None, locale: str) -> list[ideas.IdeaRow]:
    """Ideas the product team works on, the one moved last first."""
    return ideas.moved(Status.category == Category.ACTIVE, reader, locale, 3)


def rising(reader: Member | None, locale: str) -> list[ideas.IdeaRow]:
    """Open ideas that gather support."""
    return ideas.rising(Status.category == Category.OPEN, reader, locale, 5)


def newest_addresses(limit: int) -> list[tuple[str, datetime]]:
    """Addresses and last changes of the newest public ideas, for the site map."""
    query = (
        select(Post.public_id, Post.title, func.coalesce(Post.edited_at, Post.created_at))
        .join(Idea, Idea.id == Post.id)
        .where(listed_for(None), ideas.UNMERGED)
        .order_by(Post.published_at.desc(), Post.id.desc())
        .limit(limit)
    )
    return [(ideas.url(public_id, title or ""), changed) for public_id, title, changed in db.session.execute(query)]


def _news_item(change: StatusChange, post: Post, member: Member, locale: str) -> NewsItem:
    return NewsItem(
        title=post.title or "",
        language=post.language,
        url=ideas.url(post.public_id, post.title or ""),
        status=statuses.view(change.to_status, locale),
        reason=text.excerpt(history.reason(change), REASON),
        at=change.at,
        own=post.author_id == member.id,
    )
