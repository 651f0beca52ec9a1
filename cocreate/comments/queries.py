"""Reads of a thread for its page and the API."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from markupsafe import Markup
from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload

from cocreate.comments import access, beneath
from cocreate.comments.helpful.rules import may_vote
from cocreate.comments.models import Comment, Follow
from cocreate.kernel import paging
from cocreate.kernel.database import db, plain, read, written
from cocreate.kernel.paging import Page
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.members.queries import Person
from cocreate.posts import queries as posts
from cocreate.posts.access import may_see
from cocreate.posts.models import Post, PostState

PAGE = 20
REPLIES_SHOWN = 5
REPLIES_PAGE = 50


class CommentView(NamedTuple):
    """A comment as shown. `stub` tells why there is nothing but a place ("hidden", "removed"). One in the `state`
    "held" or "hidden" is shown to its author and to moderators alone. `may_edit`: the reader wrote it; `may_change`:
    they are not silenced either. `put_right`: somebody else has changed its words last. `thread_id` is the key of the
    post it stands under, of several whose comments are shown together. `helpful` counts who found it so, the reader
    among them where they `helped` to count.
    """

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
    state: str
    may_edit: bool
    may_change: bool
    may_remove: bool
    thread_id: int
    put_right: bool
    helpful: int
    helped: bool
    may_vote: bool

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


def branches(
    threads: Collection[int], reader: Member | None, cursor: str | None = None, limit: int = PAGE
) -> Page[Branch]:
    """The top-level comments under the posts with the keys `threads` after `cursor`, each with its first replies.

    At most two statements.
    """
    after = paging.decode(cursor, int)[0] if cursor else 0
    seen = beneath.reading(reader)
    tops = read(_tops(), {"threads": list(threads), "after": after, "limit": limit + 1, **seen}).all()
    page = paging.cut(tops, limit, lambda top: (top.id,))
    replies = _first_replies([top.id for top in page.items if top.is_answered], seen)
    return page.map(lambda top: _branch(top, replies.get(top.id, []), reader))


def branch(comment: Comment, reader: Member | None, cursor: str | None = None) -> tuple[Branch, str | None]:
    """The branch `comment` is in, with the replies from `comment` (or after `cursor`) on, and the next cursor."""
    top = read(_one(), {"id": comment.top_id, **beneath.reading(reader)}).one()
    query = _rows().where(_is_shown(), Comment.top_id == comment.top_id, Comment.parent_id.is_not(None))
    query = query.where(Comment.id > paging.decode(cursor, int)[0] if cursor else Comment.id >= comment.id)
    rows = read(query.order_by(Comment.id).limit(REPLIES_PAGE + 1), beneath.reading(reader)).all()
    page = paging.cut(rows, REPLIES_PAGE, lambda reply: (reply.id,))
    return Branch(_view(top, reader), [_view(reply, reader) for reply in page.items], 0), page.next_cursor


def flat(threads: Collection[int], reader: Member | None, cursor: str | None, limit: int) -> Page[CommentView]:
    """Every comment under the posts with the keys `threads` that `reader` sees, in order of time, for the API."""
    query = _rows().where(Comment.thread_id.in_(threads), beneath.seen())
    if cursor:
        query = query.where(Comment.id > paging.decode(cursor, int)[0])
    rows = read(query.order_by(Comment.id).limit(limit + 1), beneath.reading(reader)).all()
    return paging.cut(rows, limit, lambda comment: (comment.id,)).map(lambda comment: _view(comment, reader))


def by_public_id(public_id: str, thread: Post | None = None) -> Comment | None:
    """The comment with `public_id` (of `thread`, if given), whatever its state; post and author loaded."""
    author = contains_eager(Comment.post).joinedload(Post.author)
    query = select(Comment).join(Comment.post).options(author).where(Post.public_id == public_id)
    if thread is not None:
        query = query.where(Comment.thread_id == thread.id)
    return db.session.scalar(query)


def seen_by(reader: Member | None, public_id: str) -> Comment | None:
    """The comment with `public_id` if `reader` sees it and its thread, be it no longer visible to others."""
    comment = by_public_id(public_id)
    if comment is None or not may_see(reader, comment.post):
        return None
    return comment if may_see(reader, db.session.get_one(Post, comment.thread_id)) else None


def in_threads(public_id: str, threads: Collection[int], reader: Member | None) -> Comment | None:
    """The comment with `public_id` under one of the posts with the keys `threads`, if it is shown there to `reader`, be
    it as a stub that keeps a place.
    """
    of_threads = select(Comment).join(Comment.post).where(Comment.thread_id.in_(threads))
    return db.session.scalar(of_threads.where(Post.public_id == public_id, _is_shown()), beneath.reading(reader))


def written_by(member: Member, cursor: str | None, limit: int = PAGE) -> Page[tuple[Comment, Post]]:
    """The visible comments of `member` with the posts they stand under, all seen by everybody; the newest first."""
    thread = aliased(Post)
    query = (
        select(Comment, thread)
        .join(Comment.post)
        .join(thread, thread.id == Comment.thread_id)
        .where(*beneath.public_of(member, thread))
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
        .where(*beneath.public_of(member, thread))
    )
    return db.session.scalar(query) or 0


def follows(member: Member | None, thread: Post) -> bool:
    """Whether `member` follows `thread`."""
    if member is None:
        return False
    return db.session.get(Follow, (member.id, thread.id)) is not None


def view(comment: Comment, reader: Member | None) -> CommentView:
    """`comment` as `reader` sees it. One statement."""
    return _view(read(_one(), {"id": comment.id, **beneath.reading(reader)}).one(), reader)


def address(thread_url: str, public_id: str) -> str:
    """Where the comment stands within the page at `thread_url`, which shows it wherever in the thread it is."""
    return f"{thread_url}?{urlencode({'comment': public_id})}#{_anchor(public_id)}"


def _anchor(public_id: str) -> str:
    return f"c-{public_id}"


@cache
def _rows() -> Select[*tuple[Any, ...]]:
    """Comments as `_view` takes them: first the author and who is answered, as `Person` takes them, the rest by name.

    Building such a statement anew costs more than the database takes for it, so those that never vary are kept.
    """
    parent, parent_post, answered = aliased(Comment), aliased(Post), aliased(Member)
    return (
        select(
            *members.columns(), *members.columns(answered),
            Comment.id, Comment.thread_id, Comment.top_id, Comment.official, Comment.orphaned,
            Post.public_id.label("post"), plain(Post.state).label("post_state"), beneath.VISIBLE.label("is_visible"),
            Post.author_id, Post.language, Post.body, Post.mentions, Post.html, Post.html_version,
            Post.created_at, Post.published_at, Post.edited_at, Post.edited_by_id, Post.helpful, beneath.helped(),
            Comment.parent_id, parent_post.public_id.label("answers"), plain(parent_post.state).label("parent_state"),
        )
        .select_from(Comment)
        .join(Post, Post.id == Comment.id)
        .join(Member, Member.id == Post.author_id)
        .outerjoin(parent, parent.id == Comment.parent_id)
        .outerjoin(parent_post, parent_post.id == parent.id)
        .outerjoin(answered, answered.id == parent_post.author_id)
    )  # fmt: skip


@cache
def _one() -> Select[*tuple[Any, ...]]:
    """The statement for the comment with the key ``id``."""
    return _rows().where(Comment.id == bindparam("id"))


def _is_shown() -> ColumnElement[bool]:
    """The condition that a comment is seen by the reader, or keeps a place because a visible one answers it."""
    answer, answer_post = aliased(Comment), aliased(Post)
    answered = (
        select(literal(1))
        .select_from(answer)
        .join(answer_post, answer_post.id == answer.id)
        .where(or_(answer.parent_id == Comment.id, and_(answer.top_id == Comment.id, answer.id != Comment.id)))
        .where(answer_post.state == written(PostState.VISIBLE))
        .correlate(Comment)
    )
    keeps_a_place = and_(Post.state != written(PostState.HELD), exists(answered))
    return or_(beneath.seen(), keeps_a_place)


@cache
def _tops() -> Select[*tuple[Any, ...]]:
    """The statement for the top-level comments of threads, and whether there are replies in their branches."""
    reply = aliased(Comment)
    is_answered = exists().where(reply.top_id == Comment.id, reply.parent_id.is_not(None)).correlate(Comment)
    in_threads = Comment.thread_id.in_(bindparam("threads", expanding=True))
    query = _rows().where(_is_shown(), in_threads, Comment.parent_id.is_(None)).where(Comment.id > bindparam("after"))
    query = query.order_by(Comment.id).limit(bindparam("limit", type_=Integer))
    return query.add_columns(is_answered.label("is_answered"))


@cache
def _replies() -> Select[*tuple[Any, ...]]:
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
        _rows()
        .join(numbered, numbered.c.id == Comment.id)
        .where(numbered.c.place <= REPLIES_SHOWN)
        .add_columns(numbered.c.of)
        .order_by(Comment.id)
    )


def _first_replies(tops: list[int], seen: dict[str, object]) -> dict[int, list[Any]]:
    """For each of `tops` its first replies, each with the number of all replies of its branch, for whom `seen` says."""
    found: dict[int, list[Any]] = {}
    for reply in read(_replies(), {"tops": tops, **seen}) if tops else ():
        found.setdefault(reply.top_id, []).append(reply)
    return found


def _branch(top: Any, replies: list[Any], reader: Member | None) -> Branch:
    of = replies[0].of if replies else 0
    return Branch(_view(top, reader), [_view(reply, reader) for reply in replies], of - len(replies))


def _view(found: Any, reader: Member | None) -> CommentView:
    """The comment of a row of `_rows` as `reader` sees it."""
    seen = beneath.reading(reader)
    waits = found.post_state in beneath.WAITING and (found.author_id == seen["reader"] or bool(seen["keeps"]))
    visible = found.is_visible or waits
    is_named = found.parent_state == PostState.VISIBLE and found.parent_id != found.top_id
    may_edit = access.may_edit(reader, found.author_id, found.post_state)
    return CommentView(
        public_id=found.post,
        author=Person(*found[:5]),
        html=posts.html(found) if visible else Markup(""),
        body=found.body if visible else "",
        language=found.language,
        official=found.official and visible,
        orphaned=found.orphaned,
        published_at=found.published_at or found.created_at,
        edited_at=found.edited_at if visible else None,
        answers=found.answers,
        in_reply_to=Person(*found[5:10]) if is_named else None,
        stub=None if visible else "hidden" if found.post_state == PostState.HIDDEN else "removed",
        state=found.post_state,
        may_edit=may_edit,
        may_change=may_edit and reader is not None and reader.may_publish,
        may_remove=access.may_remove(reader, found.author_id, found.post_state),
        thread_id=found.thread_id,
        put_right=visible and found.edited_by_id not in (None, found.author_id),
        helpful=found.helpful,
        helped=found.helped,
        may_vote=may_vote(reader, found.author_id, found.is_visible),
    )
