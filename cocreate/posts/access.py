"""Who sees a post. The rule follows from the root row alone and holds for every kind."""

from sqlalchemy import ColumnElement, and_, or_

from cocreate.members.models import Member, Role
from cocreate.posts.models import Audience, Post, PostState

# Roles that see posts waiting or taken away.
KEEPERS = (Role.MODERATOR, Role.ADMIN)
# Roles for whom posts of the audience "staff" are meant, and that see hidden posts.
STAFF = (Role.MODERATOR, Role.ADMIN, Role.PRODUCT, Role.SERVICE)


def publicly_visible() -> ColumnElement[bool]:
    """The condition under which everybody sees a post: what lists and counts are made of."""
    return and_(Post.state == PostState.VISIBLE, Post.audience == Audience.EVERYONE)


def visible_to(member: Member | None) -> ColumnElement[bool]:
    """The condition that `member` (``None``: a visitor) sees a post."""
    if member is None:
        return publicly_visible()
    return or_(
        _meant_for(member),
        and_(Post.author_id == member.id, Post.state != PostState.REMOVED),
        Post.state.in_(_states(member)),
    )


def listed_for(member: Member | None) -> ColumnElement[bool]:
    """The condition that a post stands in the lists `member` reads: what is visible and meant for them."""
    return publicly_visible() if member is None else _meant_for(member)


def may_see(member: Member | None, post: Post) -> bool:
    """The same rule asked of one loaded post."""
    if member is None:
        return post.state is PostState.VISIBLE and post.audience is Audience.EVERYONE
    return (
        (post.state is PostState.VISIBLE and post.audience in _audiences(member))
        or (post.author_id == member.id and post.state is not PostState.REMOVED)
        or post.state in _states(member)
    )


def _meant_for(member: Member) -> ColumnElement[bool]:
    return and_(Post.state == PostState.VISIBLE, Post.audience.in_(_audiences(member)))


def _audiences(member: Member) -> list[Audience]:
    return [Audience.EVERYONE, Audience.MEMBERS] + ([Audience.STAFF] if member.has_role(*STAFF) else [])


def _states(member: Member) -> list[PostState]:
    """The states beside "visible" in which `member` sees the posts of others."""
    if member.has_role(*KEEPERS):
        return [PostState.HELD, PostState.HIDDEN, PostState.REMOVED]
    return [PostState.HIDDEN] if member.has_role(*STAFF) else []
