"""What is decided upon: locked, read afresh, and looked at whether somebody was quicker."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.moderation.decisions import access
from cocreate.moderation.decisions.models import Decision
from cocreate.posts import standing
from cocreate.posts.models import Post, PostKind, PostState
from cocreate.screening import cases
from cocreate.screening.models import Case

# Whoever removes all of somebody who wrote thousands of posts, or brings it back, keeps every other decision waiting as
# long.
MOST_AT_ONCE = 200


@dataclass
class Subjects:
    """Posts and members, locked; without those somebody else has decided upon or changed meanwhile.

    `people` are the members and the authors, by key; `all_theirs` what they published last as members do, where it
    was asked for; `opened` tells since when the open cases wait, by ``("post", key)`` or ``("member", key)``.
    """

    posts: list[Post]
    members: list[Member]
    people: dict[int, Member]
    all_theirs: list[Post]
    opened: dict[tuple[str, int], datetime]

    def since(self, post: Post | None, member: Member | None = None) -> datetime | None:
        """Since when somebody was to look at `post`, or at `member`; ``None`` where nobody was."""
        key = ("post", post.id) if post else ("member", member.id) if member else ("", 0)
        return self.opened.get(key)


class _Seen(NamedTuple):
    """How a post stood when it was looked at."""

    state: PostState
    edited_at: datetime | None


def lock(
    actor: Member | None,
    posts: Collection[Post],
    members: Collection[Member],
    as_of: datetime | None = None,
    *,
    all_theirs: bool = False,
) -> Subjects:
    """`posts` with their authors, and `members`, locked in the order all verbs keep; with `all_theirs` what they wrote
    last, `MOST_AT_ONCE` of it.

    Left out is what is no more as it was when it was loaded, or at the instant `as_of` when `actor` looked at it.
    Raises ``Forbidden`` where `actor` may not decide; nobody does where what was decided is carried on.
    """
    seen = {post.id: _Seen(post.state, post.edited_at) for post in posts}
    before = _last(seen, [member.id for member in members])
    people = hold({member.id for member in members} | {post.author_id for post in posts})
    if actor is not None:
        access.check(actor, people.values())
    last = written_by(people).order_by(Post.id.desc()).limit(MOST_AT_ONCE)
    more = set(db.session.scalars(last)) if all_theirs else set()
    found = standing.lock({*seen, *more})
    after = _last(seen, [member.id for member in members])
    still = [
        post
        for post in found.values()
        if post.id in seen
        and seen[post.id] == _Seen(post.state, post.edited_at)
        and post.author_id in people
        and _unchanged(("post", post.id), before, after, as_of)
        and not (as_of and post.edited_at and post.edited_at > as_of)
    ]
    theirs = [people[m.id] for m in members if _unchanged(("member", m.id), before, after, as_of)]
    waiting = opened(found, people)
    removable = [found[key] for key in sorted(more) if found[key].state is not PostState.REMOVED]
    return Subjects(still, theirs, people, removable, waiting)


def hold(member_ids: Collection[int]) -> dict[int, Member]:
    """These members with their roles, locked: before anything of theirs is."""
    query = select(Member).where(Member.id.in_(member_ids)).order_by(Member.id).options(selectinload(Member.grants))
    query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return {member.id: member for member in db.session.scalars(query)}


def written_by(member_ids: Collection[int]) -> Select[int]:
    """The keys of what these members have published, or want to, as members do: what goes where all of it does."""
    kinds = (PostKind.IDEA, PostKind.COMMENT, PostKind.QUESTION, PostKind.ANSWER)
    states = (PostState.HELD, PostState.VISIBLE, PostState.HIDDEN)
    return select(Post.id).where(Post.author_id.in_(member_ids), Post.kind.in_(kinds), Post.state.in_(states))


def opened(post_ids: Collection[int], member_ids: Collection[int]) -> dict[tuple[str, int], datetime]:
    """Since when the open cases of these posts and members wait; all their cases are locked."""
    return {_key(case): case.opened_at for case in cases.lock(post_ids, member_ids) if case.closed_at is None}


def _key(case: Case) -> tuple[str, int]:
    return ("post", case.post_id) if case.post_id is not None else ("member", case.member_id or 0)


_Last = dict[tuple[str, int], tuple[int, datetime]]


def _last(post_ids: Collection[int], member_ids: Sequence[int]) -> _Last:
    """The last decision upon each of these posts, and upon each of these members themselves: its key and instant."""
    found: _Last = {}
    columns = (func.max(Decision.id), func.max(Decision.at))
    upon_posts = select(Decision.post_id, *columns).where(Decision.post_id.in_(post_ids)).group_by(Decision.post_id)
    for key, last, at in db.session.execute(upon_posts):
        found["post", key or 0] = (last, at)
    themselves = (Decision.member_id.in_(member_ids), Decision.post_id.is_(None))
    for key, last, at in db.session.execute(
        select(Decision.member_id, *columns).where(*themselves).group_by(Decision.member_id)
    ):
        found["member", key] = (last, at)
    return found


def _unchanged(key: tuple[str, int], before: _Last, after: _Last, as_of: datetime | None) -> bool:
    last = after.get(key)
    return before.get(key) == last and not (as_of and last and last[1] > as_of)
