"""Who may do what, and for whom somebody works: granted, taken away, and written down."""

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm.attributes import set_committed_value

from cocreate.accounts import telling
from cocreate.accounts.vehicles.standing import settling
from cocreate.journal import rules as journal
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import EVERYWHERE, Affiliation, Member, Role, RoleGrant
from cocreate.moderation.decisions.access import check_admin_stays


def grant_role(actor: Member | None, member: Member, role: Role, scope: str = EVERYWHERE) -> bool:
    """Give `member` a role; ``False`` when they hold it already. `actor` ``None``: the operator, by a command."""
    if not member.is_active:
        raise Invalid("role", _("Only members who can sign in may hold a role."))
    row = insert(RoleGrant).values(member_id=member.id, role=role, scope=scope, granted_by=actor.id if actor else None)
    made = db.session.execute(row.on_conflict_do_nothing().returning(RoleGrant.id)).first()
    if made is None:
        return False
    actor_id = actor.id if actor else None
    entry = journal.note(actor_id, "grant_role", "member", member.id, role=role.value, scope=scope)
    telling.entrusted(entry)
    _read_again(member)
    return True


def revoke_role(actor: Member, member: Member, role: Role, scope: str = EVERYWHERE) -> bool:
    """Take a role away; ``False`` when `member` does not hold it. The last administrator stays: `Refused`."""
    if role is Role.ADMIN and scope == EVERYWHERE:
        check_admin_stays([member.id])
    held = (RoleGrant.member_id == member.id, RoleGrant.role == role, RoleGrant.scope == scope)
    if db.session.execute(delete(RoleGrant).where(*held).returning(RoleGrant.id)).first() is None:
        return False
    entry = journal.note(actor.id, "revoke_role", "member", member.id, role=role.value, scope=scope)
    telling.entrusted(entry)
    _read_again(member)
    return True


def affiliate(actor: Member, member: Member, affiliation: Affiliation) -> bool:
    """Set for whom `member` works, as the badge beside their name says; ``False`` when it says so already.

    Staff and dealers are not counted as owners as long as they are so.
    """
    with settling(member):
        if member.affiliation is affiliation:
            return False
        member.affiliation = affiliation
    journal.note(actor.id, "affiliate", "member", member.id, affiliation=affiliation.value)
    db.session.flush()
    return True


def _read_again(member: Member) -> None:
    db.session.flush()
    query = select(RoleGrant).where(RoleGrant.member_id == member.id).order_by(RoleGrant.id)
    set_committed_value(member, "grants", list(db.session.scalars(query)))
