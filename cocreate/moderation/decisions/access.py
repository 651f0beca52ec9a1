"""Who decides upon whom."""

from collections.abc import Iterable

from sqlalchemy import or_, select
from werkzeug.exceptions import Forbidden

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import EVERYWHERE, Member, MemberState, Role, RoleGrant

DECIDERS = (Role.MODERATOR, Role.ADMIN)


def may_moderate(member: Member | None) -> bool:
    """Whether `member` decides upon posts and members at all. Needs their roles loaded."""
    return member is not None and member.has_role(*DECIDERS)


def may_decide_upon(actor: Member, member: Member) -> bool:
    """Whether `actor` decides upon `member` and their posts: never their own, an administrator's only as another one.

    Needs the roles of both loaded.
    """
    is_above = member.has_role(Role.ADMIN) and not actor.has_role(Role.ADMIN)
    return may_moderate(actor) and member.id != actor.id and not is_above


def check(actor: Member, members: Iterable[Member]) -> None:
    """Raise ``Forbidden`` unless `actor` decides upon each of `members`."""
    if not may_moderate(actor) or not all(may_decide_upon(actor, member) for member in members):
        raise Forbidden


def lock_admins() -> set[int]:
    """The ids of the administrators who can act, none of whom changes until the transaction ends."""
    query = (
        select(RoleGrant.member_id)
        .join(RoleGrant.member)
        .where(RoleGrant.role == Role.ADMIN, RoleGrant.scope == EVERYWHERE, Member.state == MemberState.ACTIVE)
        .where(Member.banned_at.is_(None))
        .where(or_(Member.suspended_until.is_(None), Member.suspended_until <= clock.now()))
        .order_by(RoleGrant.id)
    )
    db.session.execute(query.with_for_update(of=RoleGrant))
    return set(db.session.scalars(query))
