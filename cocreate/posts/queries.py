"""Reads about posts that every feature shares."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from markupsafe import Markup
from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import joinedload

from cocreate.kernel import differences, paging, text
from cocreate.kernel.database import db, written
from cocreate.kernel.differences import Piece
from cocreate.kernel.paging import Page
from cocreate.members.models import Member
from cocreate.members.queries import Person, person
from cocreate.posts.access import KEEPERS, may_see, thread_of, visible_to
from cocreate.posts.models import Post, PostImport, PostKind, PostRevision, PostState, PostTag, Tag

REVISIONS = 10


@dataclass(frozen=True)
class RevisionView:
    """One text of a post as it once stood; number 1 is the first.

    `before` is the title and body it replaced, when the post had `supports`, where these are counted.
    """

    number: int
    title: str | None
    body: str
    html: Markup
    at: datetime
    writer: Person
    before: tuple[str, str] | None
    supports: int | None

    @property
    def title_change(self) -> list[Piece]:
        """What became of the title."""
        return differences.between(self.before[0], self.title or "") if self.before else []

    @property
    def body_change(self) -> list[Piece]:
        """What became of the words."""
        return differences.between(self.before[1], self.body) if self.before else []


def standing(author_id: int, most: int) -> int:
    """How many posts of a member are seen, counted up to `most`."""
    seen = select(Post.id).where(Post.author_id == author_id, Post.state == written(PostState.VISIBLE)).limit(most)
    return db.session.scalar(select(func.count()).select_from(seen.subquery())) or 0


class Written(Protocol):
    """A post, or a row with what `html` takes of one."""

    @property
    def html(self) -> str: ...
    @property
    def html_version(self) -> int: ...
    @property
    def body(self) -> str: ...
    @property
    def mentions(self) -> dict[str, str]: ...


def html(post: Written) -> Markup:
    """The safe HTML of `post`: as stored, or rendered anew where it was stored by an older version."""
    if post.html_version == text.VERSION:
        return Markup(post.html)  # noqa: S704 - written by text.render only  # nosec B704
    return text.render(post.body, post.mentions)


def by_public_id(public_id: str, reader: Member | None) -> Post | None:
    """The post with `public_id` if `reader` may see it."""
    return db.session.scalar(select(Post).where(Post.public_id == public_id, visible_to(reader)))


def seen_with_thread(public_id: str, reader: Member | None) -> Post | None:
    """The post with `public_id` if `reader` sees it, and what it stands under."""
    post = by_public_id(public_id, reader)
    if post is None:
        return None
    under = thread_of(post.kind, post.id)
    return post if under is None or may_see(reader, under) else None


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


def told_tags(post_id: ColumnElement[int]) -> ScalarSelect[list[str]]:
    """Within a statement: the tags of a post, in order; null for none."""
    in_order = func.jsonb_agg(aggregate_order_by(Tag.name, PostTag.position))
    return select(in_order).join(PostTag, PostTag.tag_id == Tag.id).where(PostTag.post_id == post_id).scalar_subquery()


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


def revisions(
    post: Post, cursor: str | None = None, limit: int = REVISIONS, *, reader: Member | None = None
) -> Page[RevisionView]:
    """The texts `post` has had, the newest first; never more than `REVISIONS`, since each is rendered anew.

    Those withheld are left out but for its author and those who decide about posts. Needs ``author`` loaded.
    """
    limit = min(limit, REVISIONS)
    query = select(PostRevision).where(PostRevision.post_id == post.id).options(joinedload(PostRevision.writer))
    if cursor:
        query = query.where(PostRevision.number < paging.decode(cursor, int)[0])
    rows = list(db.session.scalars(query.order_by(PostRevision.number.desc()).limit(limit + 1)))
    reads_all = reader is not None and (reader.id == post.author_id or reader.has_role(*KEEPERS))
    kept = {row.number: row for row in rows if reads_all or not row.withheld}
    now = [rows[0].number + 1 if rows else 1] if not cursor else []
    page = paging.cut([*now, *(row.number for row in rows)], limit, lambda number: (number,))
    views = [_present(post, number, kept.get(number - 1)) for number in now]
    views += [_revision(kept[number], kept.get(number - 1)) for number in page.items if number in kept]
    return Page(views, page.next_cursor)


def _present(post: Post, number: int, before: PostRevision | None) -> RevisionView:
    """The text of `post` as it stands, which replaced `before`."""
    writer = person(db.session.get_one(Member, post.edited_by_id) if post.edited_by_id else post.author)
    at = post.edited_at or post.created_at
    return RevisionView(number, post.title, post.body, html(post), at, writer, *_replaced(before))


def _revision(kept: PostRevision, before: PostRevision | None) -> RevisionView:
    words, writer = text.render(kept.body), person(kept.writer)
    return RevisionView(kept.number, kept.title, kept.body, words, kept.written_at, writer, *_replaced(before))


def _replaced(kept: PostRevision | None) -> tuple[tuple[str, str] | None, int | None]:
    return ((kept.title or "", kept.body), kept.supports) if kept else (None, None)
