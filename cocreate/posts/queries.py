"""Reads about posts that every feature shares."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from cocreate.kernel import paging, text
from cocreate.kernel.database import db
from cocreate.kernel.paging import Page
from cocreate.members.models import Member
from cocreate.members.queries import Person, person
from cocreate.posts.access import visible_to
from cocreate.posts.models import Post, PostImport, PostKind, PostRevision, PostTag, Tag

REVISIONS = 10


@dataclass(frozen=True)
class RevisionView:
    """One text of a post as it once stood; number 1 is the first."""

    number: int
    title: str | None
    html: Markup
    at: datetime
    writer: Person


def html(post: Post) -> Markup:
    """The safe HTML of `post`: as stored, or rendered anew where it was stored by an older version."""
    if post.html_version == text.VERSION:
        return Markup(post.html)  # noqa: S704 - written by text.render only
    return text.render(post.body, post.mentions)


def by_public_id(public_id: str, reader: Member | None) -> Post | None:
    """The post with `public_id` if `reader` may see it."""
    return db.session.scalar(select(Post).where(Post.public_id == public_id, visible_to(reader)))


def version(post: Post) -> int:
    """The number of the present text of `post`; the first one has number 1."""
    last = select(func.coalesce(func.max(PostRevision.number), 0)).where(PostRevision.post_id == post.id)
    return (db.session.scalar(last) or 0) + 1


def imported(kind: PostKind, source: str, references: Collection[str]) -> dict[str, int]:
    """The keys of the posts of `kind` that came from `source`, by those of `references` that did."""
    query = select(PostImport.reference, PostImport.post_id).where(
        PostImport.kind == kind, PostImport.source == source, PostImport.reference.in_(references)
    )
    return {row.reference: row.post_id for row in db.session.execute(query)}


def tags(post: Post) -> list[str]:
    """The tags of `post`, in order."""
    return tags_of([post])[post.id]


def tags_of(posts: Collection[Post]) -> dict[int, list[str]]:
    """The tags of each of `posts`, in order, by the post's key. One statement."""
    found: dict[int, list[str]] = {post.id: [] for post in posts}
    query = (
        select(PostTag.post_id, Tag.name)
        .join(Tag, Tag.id == PostTag.tag_id)
        .where(PostTag.post_id.in_(found))
        .order_by(PostTag.post_id, PostTag.position)
    )
    for post_id, name in db.session.execute(query):
        found[post_id].append(name)
    return found


def revisions(post: Post, cursor: str | None = None) -> Page[RevisionView]:
    """The texts `post` has had, the newest first. Needs ``author`` and ``edited_by`` loaded.

    In small pages, since each text is rendered anew.
    """
    query = select(PostRevision).where(PostRevision.post_id == post.id).options(joinedload(PostRevision.writer))
    if cursor:
        query = query.where(PostRevision.number < paging.decode(cursor, int)[0])
    rows = list(db.session.scalars(query.order_by(PostRevision.number.desc()).limit(REVISIONS + 1)))
    earlier = paging.cut(rows, REVISIONS, lambda revision: (revision.number,)).map(_revision)
    if cursor:
        return earlier
    number = rows[0].number + 1 if rows else 1
    writer = person(post.edited_by or post.author)
    newest = RevisionView(number, post.title, html(post), post.edited_at or post.created_at, writer)
    return Page([newest, *earlier.items], earlier.next_cursor)


def _revision(kept: PostRevision) -> RevisionView:
    return RevisionView(kept.number, kept.title, text.render(kept.body), kept.written_at, person(kept.writer))
