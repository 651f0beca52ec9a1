"""Who may do what to an idea. The idea's post, author and status are loaded."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cocreate.ideas.models import Idea
from cocreate.kernel.database import db
from cocreate.members.models import Member, Role
from cocreate.posts.access import changes
from cocreate.posts.models import PostKind

# Whoever may move an idea along and answer for the product.
TEAM = (Role.PRODUCT, Role.ADMIN)


def may_support(member: Member | None, idea: Idea) -> bool:
    """Any member, while the status takes supports."""
    return member is not None and idea.status.may_support and idea.post.is_visible


def may_comment(member: Member | None, idea: Idea) -> bool:
    """Any member, while the status takes comments."""
    return member is not None and takes_comments(idea)


def takes_comments(idea: Idea) -> bool:
    """Whether somebody, once signed in, may comment."""
    return idea.status.may_comment and idea.post.is_visible


@changes(PostKind.IDEA)
def may_change(member: Member, idea_id: int) -> bool:
    """As `may_edit`, of the idea with this key."""
    loaded = select(Idea).where(Idea.id == idea_id).options(joinedload(Idea.post), joinedload(Idea.status))
    return may_edit(member, db.session.scalars(loaded).one())


def may_edit(member: Member | None, idea: Idea) -> bool:
    """The author while the idea is open to support, and staff who keep the place."""
    if member is None:
        return False
    is_open_author = idea.post.author_id == member.id and idea.status.may_support
    return is_open_author or member.has_role(Role.MODERATOR, *TEAM)


def may_change_status(member: Member | None) -> bool:
    """The product team."""
    return member is not None and member.has_role(*TEAM)


def may_merge(member: Member | None) -> bool:
    """The community's keepers and the product team."""
    return member is not None and member.has_role(Role.MODERATOR, *TEAM)


def may_record(member: Member | None, idea: Idea) -> bool:
    """Staff who meet owners elsewhere, while the idea takes supports."""
    is_staff = member is not None and member.has_role(Role.MODERATOR, Role.SERVICE, *TEAM)
    return is_staff and idea.status.may_support and idea.post.is_visible
