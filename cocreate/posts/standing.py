"""Whether a post is seen: held, visible, hidden, removed. The one way from one to another.

What belongs to a post only while it is seen (counts, promises, notices) comes and goes with it: each kind registers
what that is.
"""

from collections.abc import Callable, Collection
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.posts.models import Post, PostKind, PostState
from cocreate.posts.search import rules as search
from cocreate.screening.cases import open_case
from cocreate.screening.models import Cause


class Kept(NamedTuple):
    """What a kind of post does: `lock`, by the keys of posts, what is locked before a post, answering the keys of those
    that change along; `came` when one is seen, be it for the first time; `went` when it is seen no more; `judged` when
    it was hidden or removed by others than its author. They find the post locked and its author loaded.
    """

    lock: Callable[[Collection[int]], Collection[int]]
    came: Callable[[Post, bool], None]
    went: Callable[[Post], None]
    judged: Callable[[Post], None] | None = None


_kinds: dict[PostKind, Kept] = {}


def keeps(kind: PostKind, kept: Kept) -> None:
    """Register what posts of `kind` do."""
    _kinds[kind] = kept


def lock(post_ids: Collection[int]) -> dict[int, Post]:
    """The posts with these keys by key, read afresh, locked until the transaction ends in the order all verbs keep."""
    along: set[int] = set()
    kinds = db.session.execute(select(Post.kind, Post.id).where(Post.id.in_(post_ids)).order_by(Post.kind, Post.id))
    for kind, rows in groupby(kinds.all(), key=lambda row: row.kind):
        if kind in _kinds:
            along.update(_kinds[kind].lock([row.id for row in rows]))
    search.lock({*post_ids, *along})
    author = joinedload(Post.author).selectinload(Member.grants)  # who is read afresh loses the roles read before
    afresh = select(Post).where(Post.id.in_(post_ids)).options(author)
    return {post.id: post for post in db.session.scalars(afresh.execution_options(populate_existing=True))}


def move(post: Post, to: PostState, *, own: bool = False) -> PostState:
    """Let `post`, which `lock` answered, stand as `to` from now on; answers how it stood before.

    It is the author's `own` doing where they take it away or leave.
    """
    before = post.state
    if before is to:
        return before
    is_first = to is PostState.VISIBLE and post.published_at is None
    if is_first:
        post.published_at = clock.now()
    post.state = to
    db.session.flush()
    kept = _kinds.get(post.kind)
    if kept and to is PostState.VISIBLE:
        kept.came(post, is_first)
    elif kept and before is PostState.VISIBLE:
        kept.went(post)
    if kept and kept.judged and not own and to in (PostState.HIDDEN, PostState.REMOVED):
        kept.judged(post)
    search.index([post.id])
    return before


def changed(post: Post) -> None:
    """Have somebody look anew at the locked `post` where it is hidden: what is shown beside its text is another."""
    if post.state is PostState.HIDDEN:
        open_case({Cause.EDIT}, post_id=post.id)
