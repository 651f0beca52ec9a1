"""Reads of a thread for its page and the API."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar
from urllib.parse import urlencode

from markupsafe import Markup
from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, exists, func, literal, or_, select
from sqlalchemy.orm import aliased, joinedload

from cocreate.comments import access
from cocreate.comments.models import Comment, Follow
from cocreate.kernel import paging
from cocreate.kernel.database import db
from cocreate.kernel.paging import Page
from cocreate.members.models import Member
from cocreate.members.queries import Person, person
from cocreate.posts import queries as posts
from cocreate.posts.access import may_see
from cocreate.posts.models import Audience, Post, PostState

PAGE = 20
REPLIES_SHOWN = 5
REPLIES_PAGE = 50
Comments = TypeVar("Comments", bound=Select[*tuple[Any, ...]])


@dataclass(frozen=True)
class CommentView:
    """A comment as shown. `stub` tells why there is nothing but a place ("hidden", "removed")."""

    public_id: str
    author: Person
    html: Markup
    body: str
    language: str
    official: bool
    orphaned: bool
    published_at: datetime
    edited_at: datetime | None
    answers: str | None
    in_reply_to: Person | None
    stub: str | None
    may_edit: bool
    may_remove: bool

    @property
    def anchor(self) -> str:
        """Its id within the page."""
        return _anchor(self.public_id)


@dataclass(frozen=True)
class Branch:
    """A top-level comment, the first replies under it in order of time, and how many more there are."""

    comment: CommentView
    replies: list[CommentView]
    more_replies: int


def branches(thread: Post, reader: Member | None, cursor: str | None = None, limit: int = PAGE) -> Page[Branch]:
    """The top-level comments of `thread` after `cursor`, each with its first replies. At most two statements."""
    after = paging.decode(cursor, int)[0] if cursor else 0
    tops = db.session.execute(_tops(), {"thread": thread.id, "after": after, "limit": limit + 1}).all()
    page = paging.cut(tops, limit, lambda row: (row[0].id,))
    replies = _first_replies([top.id for top, is_answered in page.items if is_answered])
    return page.map(lambda row: _branch(row[0], replies.get(row[0].id, []), reader))


def branch(comment: Comment, reader: Member | None, cursor: str | None = None) -> tuple[Branch, str | None]:
    """The branch `comment` is in, with the replies from `comment` (or after `cursor`) on, and the next cursor."""
    top = db.session.scalars(_loaded(select(Comment)).where(Comment.id == comment.top_id)).one()
    query = _shown(select(Comment)).where(Comment.top_id == comment.top_id, Comment.parent_id.is_not(None))
    query = query.where(Comment.id > paging.decode(cursor, int)[0] if cursor else Comment.id >= comment.id)
    rows = list(db.session.scalars(query.order_by(Comment.id).limit(REPLIES_PAGE + 1)))
    page = paging.cut(rows, REPLIES_PAGE, lambda reply: (reply.id,))
    return Branch(view(top, reader), [view(reply, reader) for reply in page.items], 0), page.next_cursor


def flat(thread: Post, reader: Member | None, cursor: str | None, limit: int) -> Page[CommentView]:
    """Every visible comment of `thread` in order of time, for the API."""
    query = _loaded(select(Comment)).where(Comment.thread_id == thread.id, Post.state == PostState.VISIBLE)
    if cursor:
        query = query.where(Comment.id > paging.decode(cursor, int)[0])
    rows = list(db.session.scalars(query.order_by(Comment.id).limit(limit + 1)))
    return paging.cut(rows, limit, lambda comment: (comment.id,)).map(lambda comment: view(comment, reader))


def by_public_id(public_id: str, thread: Post | None = None) -> Comment | None:
    """The comment with `public_id` (of `thread`, if given), whatever its state; post, author, editor, parent loaded."""
    editor = joinedload(Comment.post).joinedload(Post.edited_by)
    query = _loaded(select(Comment)).options(editor).where(Post.public_id == public_id)
    if thread is not None:
        query = query.where(Comment.thread_id == thread.id)
    return db.session.scalar(query)


def seen_by(reader: Member | None, public_id: str) -> Comment | None:
    """The comment with `public_id` if `reader` sees it and its thread, be it no longer visible to others."""
    comment = by_public_id(public_id)
    if comment is None or not may_see(reader, comment.post):
        return None
    return comment if may_see(reader, db.session.get_one(Post, comment.thread_id)) else None


def in_thread(public_id: str, thread: Post) -> Comment | None:
    """The comment of `thread` with `public_id`, if it is shown there, be it as a stub that keeps a place."""
    return db.session.scalar(_shown(select(Comment)).where(Post.public_id == public_id, Comment.thread_id == thread.id))


def written_by(member: Member, cursor: str | None, limit: int = PAGE) -> Page[tuple[Comment, Post]]:
    """The visible comments of `member` with the posts they stand under, all seen by everybody; the newest first."""
    thread = aliased(Post)
    query = (
        select(Comment, thread)
        .join(Comment.post)
        .join(thread, thread.id == Comment.thread_id)
        .where(*_are_public_and_of(member, thread))
        .options(joinedload(Comment.post))
        .order_by(Comment.id.desc())
        .limit(limit + 1)
    )
    if cursor:
        query = query.where(Comment.id < paging.decode(cursor, int)[0])
    rows = [(comment, root) for comment, root in db.session.execute(query)]
    return paging.cut(rows, limit, lambda row: (row[0].id,))


def number_written_by(member: Member) -> int:
    """How many comments `written_by` lists in all."""
    thread = aliased(Post)
    query = (
        select(func.count())
        .select_from(Comment)
        .join(Comment.post)
        .join(thread, thread.id == Comment.thread_id)
        .where(*_are_public_and_of(member, thread))
    )
    return db.session.scalar(query) or 0


def follows(member: Member | None, thread: Post) -> bool:
    """Whether `member` follows `thread`."""
    if member is None:
        return False
    return db.session.get(Follow, (member.id, thread.id)) is not None


def view(comment: Comment, reader: Member | None) -> CommentView:
    """`comment` as `reader` sees it; its post and author are loaded, and those of what it answers."""
    post, parent = comment.post, comment.parent if comment.parent_id else None
    stub = None if post.is_visible else "hidden" if post.state is PostState.HIDDEN else "removed"
    answered = person(parent.post.author) if parent and parent.post.is_visible else None
    return CommentView(
        public_id=post.public_id,
        author=person(post.author),
        html=Markup("") if stub else posts.html(post),
        body="" if stub else post.body,
        language=post.language,
        official=comment.official and not stub,
        orphaned=comment.orphaned,
        published_at=post.published_at or post.created_at,
        edited_at=None if stub else post.edited_at,
        answers=parent.post.public_id if parent else None,
        in_reply_to=answered if parent and parent.id != comment.top_id else None,
        stub=stub,
        may_edit=access.may_edit(reader, comment),
        may_remove=access.may_remove(reader, comment),
    )


def address(thread_url: str, public_id: str) -> str:
    """Where the comment stands within the page at `thread_url`, which shows it wherever in the thread it is."""
    return f"{thread_url}?{urlencode({'comment': public_id})}#{_anchor(public_id)}"


def _anchor(public_id: str) -> str:
    return f"c-{public_id}"


def _loaded(query: Select[Comment]) -> Select[Comment]:
    """`query` with everything `view` needs, in the one statement."""
    parent = joinedload(Comment.parent).joinedload(Comment.post).joinedload(Post.author)
    return _with_author(query).options(parent)


def _with_author(query: Comments) -> Comments:
    """`query` with what `view` needs of a comment at the top, which answers none."""
    return query.join(Comment.post).options(joinedload(Comment.post).joinedload(Post.author))


def _shown(query: Select[Comment]) -> Select[Comment]:
    """`query` of comments that are visible, or keep a place because a visible one answers them."""
    return _loaded(query).where(_is_shown())


def _is_shown() -> ColumnElement[bool]:
    answer, answer_post = aliased(Comment), aliased(Post)
    answered = (
        select(literal(1))
        .select_from(answer)
        .join(answer_post, answer_post.id == answer.id)
        .where(or_(answer.parent_id == Comment.id, and_(answer.top_id == Comment.id, answer.id != Comment.id)))
        .where(answer_post.state == PostState.VISIBLE)
        .correlate(Comment)
    )
    return or_(Post.state == PostState.VISIBLE, and_(Post.state != PostState.HELD, exists(answered)))


def _are_public_and_of(member: Member, thread: type[Post]) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which everybody sees a comment of `member` and the post `thread` it stands under."""
    return (
        Post.author_id == member.id,
        Post.state == PostState.VISIBLE,
        thread.state == PostState.VISIBLE,
        thread.audience == Audience.EVERYONE,
    )


@cache
def _tops() -> Select[Comment, bool]:
    """The statement for the top-level comments of a thread, and whether there are replies in their branches.

    Building it anew would cost more than all the rest.
    """
    reply = aliased(Comment)
    is_answered = exists().where(reply.top_id == Comment.id, reply.parent_id.is_not(None)).correlate(Comment)
    query = _with_author(select(Comment, is_answered)).where(_is_shown())
    query = query.where(Comment.thread_id == bindparam("thread"), Comment.parent_id.is_(None))
    return query.where(Comment.id > bindparam("after")).order_by(Comment.id).limit(bindparam("limit", type_=Integer))


@cache
def _replies() -> Any:
    """The statement for the first replies under some comments, each with the number of all replies of its branch."""
    numbered = (
        select(
            Comment.id,
            func.row_number().over(partition_by=Comment.top_id, order_by=Comment.id).label("place"),
            func.count().over(partition_by=Comment.top_id).label("of"),
        )
        .join(Comment.post)
        .where(Comment.top_id.in_(bindparam("tops", expanding=True)), Comment.parent_id.is_not(None), _is_shown())
        .subquery()
    )
    return (
        _loaded(select(Comment))
        .join(numbered, numbered.c.id == Comment.id)
        .where(numbered.c.place <= REPLIES_SHOWN)
        .add_columns(numbered.c.of)
        .order_by(Comment.id)
    )


def _first_replies(tops: list[int]) -> dict[int, list[tuple[Comment, int]]]:
    """For each of `tops` its first replies, each with the number of all replies of its branch."""
    found: dict[int, list[tuple[Comment, int]]] = {}
    for comment, of in db.session.execute(_replies(), {"tops": tops}) if tops else ():
        found.setdefault(comment.top_id, []).append((comment, of))
    return found


def _branch(top: Comment, replies: list[tuple[Comment, int]], reader: Member | None) -> Branch:
    of = replies[0][1] if replies else 0
    return Branch(view(top, reader), [view(reply, reader) for reply, _of in replies], of - len(replies))
