"""What comments, and whatever else is found helpful, bring their authors while they are seen.

A feature says in `pays` for which of its posts there is a rule. It is looked at whenever a vote is given or taken back,
whenever the post is seen or no longer, and when somebody who voted is barred or free again (``helpful.voters``).
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from sqlalchemy import Select, func, or_, select

from cocreate.comments.helpful.models import HelpfulVote
from cocreate.comments.models import Comment
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member, Trust
from cocreate.points import deeds
from cocreate.points.models import RuleKey
from cocreate.posts.models import Post, PostKind, PostState

# How many have to find it helpful: as many as a handful of friends are not asked for as a favour, and a good answer
# finds in a week. Newcomers and whoever is barred count for nothing here: such accounts cost nothing to make. Whoever
# has left counts as they did: what somebody earned does not go with them.
HELPFUL_FROM = 3


class _Paid(NamedTuple):
    """By which rule, whether the post with a key was said for the brand, which brings nothing, and under which post."""

    rule: RuleKey
    is_official: Callable[[int], bool]
    thread_of: Callable[[int], int]


_paid: dict[PostKind, _Paid] = {}


def pays(kind: PostKind, rule: RuleKey, is_official: Callable[[int], bool], thread_of: Callable[[int], int]) -> None:
    """Register that posts of `kind` which are found helpful bring what `rule` gives, unless they are official, while
    the post under which they stand is seen.
    """
    _paid[kind] = _Paid(rule, is_official, thread_of)


def threads(posts: Iterable[Post]) -> set[int]:
    """The keys of what these stand under, which are held before them: while it is settled what a post earns, nobody
    takes away what it stands under.
    """
    return {_paid[post.kind].thread_of(post.id) for post in posts if post.kind in _paid}


def settle(post: Post) -> None:
    """Bring the author of the locked `post` what it has earned by now, or take it back."""
    paid = _paid.get(post.kind)
    if paid is None:
        return
    if not _is_helpful(post):
        deeds.undone(source(post), [paid.rule])
    elif not paid.is_official(post.id) and _is_seen(paid.thread_of(post.id)):
        deeds.earned(paid.rule, source(post), [post.author_id])


def thread_went(said: Select[int]) -> None:
    """Take back what the posts with the keys `said` brought: what they stand under was taken away by a decision."""
    for post in db.session.scalars(_found_helpful(said)):
        deeds.undone(source(post), [_paid[post.kind].rule])


def thread_came(said: Select[int]) -> None:
    """Bring the authors of the posts with the keys `said` what these have earned: what they stand under is seen."""
    for post in db.session.scalars(_found_helpful(said)):
        settle(post)


def source(post: Post) -> str:
    """By what awards name the post."""
    return f"{post.kind.value}:{post.id}"


def _is_helpful(post: Post) -> bool:
    if not post.is_visible or post.helpful < HELPFUL_FROM:
        return False
    voters = select(func.count()).select_from(HelpfulVote).join(Member, Member.id == HelpfulVote.member_id)
    may_go = or_(Member.suspended_until.is_(None), Member.suspended_until <= clock.now())
    known = (Member.trust > Trust.NEWCOMER, Member.banned_at.is_(None), may_go)
    theirs = (HelpfulVote.post_id == post.id, HelpfulVote.member_id != post.author_id)
    return db.session.scalars(voters.where(*theirs, *known)).one() >= HELPFUL_FROM


def _found_helpful(said: Select[int]) -> Select[Post]:
    enough = (Post.helpful >= HELPFUL_FROM, Post.state == PostState.VISIBLE)
    return select(Post).where(Post.id.in_(said), *enough).order_by(Post.id)


def _is_seen(post_id: int) -> bool:
    return db.session.scalar(select(Post.state).where(Post.id == post_id)) is PostState.VISIBLE


def _is_official(comment_id: int) -> bool:
    return db.session.get_one(Comment, comment_id).official


def _thread_of(comment_id: int) -> int:
    return db.session.get_one(Comment, comment_id).thread_id


pays(PostKind.COMMENT, RuleKey.COMMENT_HELPFUL, _is_official, _thread_of)
