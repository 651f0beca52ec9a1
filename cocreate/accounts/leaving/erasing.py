"""Erasing a member: the person goes, the row that others' numbers count stays.

All of it in one transaction. It can be done again, and changes nothing then but what came in between.
"""

from collections.abc import Collection

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.postgresql import insert

from cocreate.accounts import roles
from cocreate.accounts.leaving import erased, parts
from cocreate.accounts.leaving.models import Erasure
from cocreate.accounts.vehicles import privacy as vehicles
from cocreate.comments import privacy as comments
from cocreate.comments.models import Comment
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members import queries as members
from cocreate.members.models import Member, RoleGrant
from cocreate.perks.redemptions import rules as redemptions
from cocreate.points import deeds
from cocreate.points.referrals import privacy as referrals
from cocreate.posts import standing
from cocreate.posts.models import Post, PostKind, PostState
from cocreate.questions.models import Answer

# What is published in the brand's name is the brand's, and stays.
OWN_KINDS = (PostKind.IDEA, PostKind.COMMENT, PostKind.QUESTION, PostKind.ANSWER)


def hold(member_id: int) -> Member:
    """The member, who changes nothing from now on: locked with their cars, which come first.

    Others may point at the row meanwhile, as a notice does: who waited for that would wait in a ring.
    """
    member = members.by_id(member_id)
    vehicles.hold(member)
    db.session.refresh(member, with_for_update={"key_share": True})
    return member


def erase(member: Member, posts_too: bool, *, again: bool = False) -> None:
    """Empty `member`, whom `hold` answered, of everything personal; their posts go if `posts_too`, and otherwise those
    nobody saw.

    Raises `Refused` for the last administrator, unless it is done `again` to one who left long ago.
    """
    if again:
        db.session.execute(delete(RoleGrant).where(RoleGrant.member_id == member.id))
    _retire(member)
    referrals.hold(member)  # before any post, as whoever finds a car false does
    going = _going(member, posts_too)
    posts = standing.lock({*going, *comments.naming(member)})
    redemptions.hold_open(member)  # before any wallet
    with deeds.together():  # what goes is taken back before what is left is given back
        for key in going:
            standing.move(posts[key], PostState.REMOVED, own=True)
        # At the end of the block points are locked, of those too who wrote with the member. Whoever decides of a case
        # has it and its reports locked before points: so have we.
        for part in parts.BEFORE_POINTS:
            part.erase(member, going)
    for part in parts.WITH_POINTS:
        part.erase(member, going)
    row = insert(Erasure).values(member_id=member.id, at=clock.now(), posts_too=posts_too)
    if db.session.execute(row.on_conflict_do_nothing().returning(Erasure.member_id)).first() is not None:
        journal.note(None, "erase", "member", member.id)
    erased.note()
    db.session.flush()


def _retire(member: Member) -> None:
    """Take every role of the member away."""
    for grant in db.session.scalars(select(RoleGrant).where(RoleGrant.member_id == member.id)).all():
        roles.revoke_role(member, member, grant.role, grant.scope)


def _going(member: Member, posts_too: bool) -> Collection[int]:
    """The member's posts of which nothing but their place in a thread stays."""
    comment = exists().where(Comment.id == Post.id, Comment.official)
    answer = exists().where(Answer.id == Post.id, Answer.official)
    unseen = Post.state != PostState.VISIBLE
    query = select(Post.id).where(Post.author_id == member.id, Post.kind.in_(OWN_KINDS), ~comment, ~answer)
    return list(db.session.scalars(query if posts_too else query.where(unseen)))
