"""What comments, and whatever else is found helpful, bring their authors while they are seen.

A feature says in `pays` for which of its posts there is a rule. It is looked at whenever a vote is given or taken back
and whenever the post is seen or no longer: what becomes of a voter afterwards changes nothing.
"""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import func, or_, select

from cocreate.comments.helpful.models import HelpfulVote
from cocreate.comments.models import Comment
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member, MemberState, Trust
from cocreate.points import deeds
from cocreate.points.models import RuleKey
from cocreate.posts.models import Post, PostKind

# How many have to find it helpful: as many as a handful of friends are not asked for as a favour, and a good answer
# finds in a week. Newcomers and whoever is barred count for nothing here: such accounts cost nothing to make.
HELPFUL_FROM = 3


class _Paid(NamedTuple):
    """By which rule, and whether the post with a key was said for the brand: that brings nothing."""

    rule: RuleKey
    is_official: Callable[[int], bool]


_paid: dict[PostKind, _Paid] = {}


def pays(kind: PostKind, rule: RuleKey, is_official: Callable[[int], bool]) -> None:
    """Register that posts of `kind` which are found helpful bring what `rule` gives, unless they are official."""
    _paid[kind] = _Paid(rule, is_official)


def settle(post: Post) -> None:
    """Bring the author of the locked `post` what it has earned by now, or take it back."""
    paid = _paid.get(post.kind)
    if paid is None:
        return
    if not _is_helpful(post):
        deeds.undone(source(post), [paid.rule])
    elif not paid.is_official(post.id):
        deeds.earned(paid.rule, source(post), [post.author_id])


def source(post: Post) -> str:
    """By what awards name the post."""
    return f"{post.kind.value}:{post.id}"


def _is_helpful(post: Post) -> bool:
    if not post.is_visible or post.helpful < HELPFUL_FROM:
        return False
    voters = select(func.count()).select_from(HelpfulVote).join(Member, Member.id == HelpfulVote.member_id)
    may_go = or_(Member.suspended_until.is_(None), Member.suspended_until <= clock.now())
    known = (Member.state == MemberState.ACTIVE, Member.trust > Trust.NEWCOMER, Member.banned_at.is_(None), may_go)
    theirs = (HelpfulVote.post_id == post.id, HelpfulVote.member_id != post.author_id)
    return db.session.scalars(voters.where(*theirs, *known)).one() >= HELPFUL_FROM


def _is_official(comment_id: int) -> bool:
    return db.session.get_one(Comment, comment_id).official


pays(PostKind.COMMENT, RuleKey.COMMENT_HELPFUL, _is_official)
