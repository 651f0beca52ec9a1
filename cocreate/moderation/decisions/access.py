"""Who decides upon whom."""

from collections.abc import Collection, Iterable

from flask_babel import gettext as _
from sqlalchemy import or_, select
from werkzeug.exceptions import Forbidden

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.members.models import EVERYWHERE, Member, MemberState, Role, RoleGrant
from cocreate.posts.access import KEEPERS


def may_moderate(member: Member | None) -> bool:
    """Whether `member` decides upon posts and members at all. Needs their roles loaded."""
    return member is not None and member.has_role(*KEEPERS)


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


def check_admin_stays(going: Collection[int]) -> None:
    """Raise `Refused` where `going` are administrators without whom nobody is left who can act, and stays.

    Who is suspended, banned or about to leave does not count. No administrator changes until the transaction ends.
    """
    is_admin = (RoleGrant.role == Role.ADMIN, RoleGrant.scope == EVERYWHERE)
    holders = select(RoleGrant.member_id).where(*is_admin).order_by(RoleGrant.id)
    if not set(going) & set(db.session.scalars(holders.with_for_update(of=RoleGrant))):
        return
    able = (Member.state == MemberState.ACTIVE, Member.banned_at.is_(None), Member.leaves_at.is_(None))
    free = or_(Member.suspended_until.is_(None), Member.suspended_until <= clock.now())
    staying = set(db.session.scalars(holders.join(RoleGrant.member).where(*able, free)))
    if not staying - set(going):
        raise Refused("last-admin", _("This is the last administrator. Make somebody else one first."))
