"""Who sees a post. The rule follows from the root row alone and holds for every kind."""

from collections.abc import Callable, Collection
from typing import NamedTuple

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, exists, or_

from cocreate.kernel.database import written
from cocreate.members.models import EVERYWHERE, Member, Role, RoleGrant
from cocreate.posts.models import Audience, Post, PostKind, PostState

# Roles that see posts waiting or taken away.
KEEPERS = (Role.MODERATOR, Role.ADMIN)
# Roles for whom posts of the audience "staff" are meant, and that see hidden posts.
STAFF = (Role.MODERATOR, Role.ADMIN, Role.PRODUCT, Role.SERVICE)


class Sight(NamedTuple):
    """The posts of others that somebody sees: visible ones meant for `audiences`, and all in one of `states`."""

    audiences: tuple[Audience, ...]
    states: tuple[PostState, ...]


Thread = Callable[[int], Post]
Changing = Callable[[Member, int], bool]
_threads: dict[PostKind, Thread] = {}
_changing: dict[PostKind, Changing] = {}


def publicly_visible() -> ColumnElement[bool]:
    """The condition under which everybody sees a post: what lists and counts are made of."""
    return listed((Audience.EVERYONE,))


def visible_to(member: Member | None) -> ColumnElement[bool]:
    """The condition that `member` (``None``: a visitor) sees a post."""
    return seen_with(sight_of(member), member.id if member else None)


def sight_of(member: Member | None) -> Sight:
    """What `member` sees of the posts of others."""
    return Sight(audiences(member), _states(member) if member else ())


def seen_with(sight: Sight, member_id: SQLColumnExpression[int] | int | None) -> ColumnElement[bool]:
    """The condition that a post is seen by those with `sight`, and its author by the key `member_id`."""
    of_others = listed(sight.audiences)
    if member_id is None:
        return of_others
    own = and_(Post.author_id == member_id, Post.state != written(PostState.REMOVED))
    return or_(of_others, own, *(Post.state == written(state) for state in sight.states))


def visible_to_each(member_id: SQLColumnExpression[int], post: type[Post] = Post) -> ColumnElement[bool]:
    """The condition that the member in the column `member_id` sees `post`: `visible_to`, for many members at once."""
    meant_for_all = post.audience.in_((written(Audience.EVERYONE), written(Audience.MEMBERS)))
    kept = post.state.in_((written(PostState.HELD), written(PostState.REMOVED)))
    return or_(
        and_(post.state == written(PostState.VISIBLE), or_(meant_for_all, _holds(member_id, STAFF))),
        and_(post.author_id == member_id, post.state != written(PostState.REMOVED)),
        and_(post.state == written(PostState.HIDDEN), _holds(member_id, STAFF)),
        and_(kept, _holds(member_id, KEEPERS)),
    )


def listed_for(member: Member | None) -> ColumnElement[bool]:
    """The condition that a post stands in the lists `member` reads: what is visible and meant for them."""
    return listed(audiences(member))


def written_by(author: Member, reader: Member | None) -> ColumnElement[bool]:
    """The condition that a post is one of `author`'s that `reader` finds in their list: their own all that they see."""
    seen = visible_to(reader) if reader and reader.id == author.id else listed_for(reader)
    return and_(Post.author_id == author.id, seen)


def audiences(member: Member | None) -> tuple[Audience, ...]:
    """The audiences `member` belongs to."""
    if member is None:
        return (Audience.EVERYONE,)
    return (Audience.EVERYONE, Audience.MEMBERS, *((Audience.STAFF,) if member.has_role(*STAFF) else ()))


def listed(meant_for: Collection[Audience], post: type[Post] = Post) -> ColumnElement[bool]:
    """The condition that `post` stands in the lists of those who belong to the audiences `meant_for`."""
    meant = or_(*(post.audience == written(audience) for audience in meant_for))
    return and_(post.state == written(PostState.VISIBLE), meant)


def may_see(member: Member | None, post: Post) -> bool:
    """The same rule asked of one loaded post."""
    if member is None:
        return post.state is PostState.VISIBLE and post.audience is Audience.EVERYONE
    return (
        (post.state is PostState.VISIBLE and post.audience in audiences(member))
        or (post.author_id == member.id and post.state is not PostState.REMOVED)
        or post.state in _states(member)
    )


def stands_under(kind: PostKind) -> Callable[[Thread], Thread]:
    """Register how, for the key of a post of `kind`, the post is found under which it stands."""

    def register(find: Thread) -> Thread:
        _threads[kind] = find
        return find

    return register


def thread_of(kind: PostKind, key: int) -> Post | None:
    """The post under which the one of `kind` with this `key` stands; whoever sees it sees both."""
    return _threads[kind](key) if kind in _threads else None


def changes(kind: PostKind) -> Callable[[Changing], Changing]:
    """Register who may change the post of `kind` with a key."""

    def register(may: Changing) -> Changing:
        _changing[kind] = may
        return may

    return register


def may_change(member: Member, post: Post) -> bool:
    """Whether `member` may change what `post` says."""
    return _changing[post.kind](member, post.id)


def _holds(member_id: SQLColumnExpression[int], roles: Collection[Role]) -> ColumnElement[bool]:
    held = RoleGrant.role.in_([written(role) for role in roles])
    grant = (RoleGrant.member_id == member_id, held, RoleGrant.scope == EVERYWHERE)
    return exists().where(*grant).correlate_except(RoleGrant)


def _states(member: Member) -> tuple[PostState, ...]:
    """The states beside "visible" in which `member` sees the posts of others."""
    if member.has_role(*KEEPERS):
        return (PostState.HELD, PostState.HIDDEN, PostState.REMOVED)
    return (PostState.HIDDEN,) if member.has_role(*STAFF) else ()
