"""Who a member is: taken along, and emptied."""

from collections.abc import Collection

from sqlalchemy import delete, func, literal, select, update

from cocreate.journal.privacy import done_by
from cocreate.kernel import sealing
from cocreate.kernel.database import db
from cocreate.kernel.personal import Columns, Row, deleted, emptied, kept, rows
from cocreate.members.models import Identity, Member, MemberState, Placeholder, RoleGrant

COLUMNS: Columns = {
    **kept("members", "public_id", "The row stays, so that every support still has somebody; the id says nothing."),
    **emptied("members", "name name_folded bio city locale", "Who the member was."),
    **deleted("role_grants", "member_id scope", "Nobody acts in the name of somebody who has left."),
    **kept("role_grants", "granted_by", "Who made somebody else what they are; by now a row without a name."),
    **deleted("identities", "member_id lookup sealed", "How the member signed in."),
    **kept("barred_identities", "lookup member_id", "Keyed hashes: who was banned does not come back by leaving."),
    **kept("placeholders", "member_id source claimed_by", "That what an import brought belongs to the emptied row."),
    **emptied("placeholders", "reference email_lookup phone_lookup", "Who the member was where the import came from."),
}


def export(member: Member) -> Row:
    """Who the member is, how they sign in, what they may do, what they were elsewhere, what they did."""
    identities = select(Identity.kind, Identity.sealed, Identity.confirmed_at).where(Identity.member_id == member.id)
    roles = select(RoleGrant.role, RoleGrant.scope, RoleGrant.granted_at).where(RoleGrant.member_id == member.id)
    imported = select(Placeholder.source, Placeholder.reference).where(Placeholder.claimed_by == member.id)
    return {
        "member": _profile(member),
        "identities": [_opened(row) for row in rows(identities.order_by(Identity.id))],
        "roles": rows(roles.order_by(RoleGrant.id)),
        "imported": rows(imported.order_by(Placeholder.member_id)),
        "journal": done_by(member.id),
    }


def erase(member: Member, _posts: Collection[int]) -> None:
    """Leave of the member, and of the placeholders they claimed, rows that say nothing. Their roles are gone."""
    theirs = select(Placeholder.member_id).where(Placeholder.claimed_by == member.id)
    empty = {"name": "-", "name_folded": "-", "bio": "", "city": "", "locale": None}
    db.session.execute(update(Member).where(Member.id.in_(theirs)).values(empty))
    nothing = {"reference": func.concat(literal("erased:"), Placeholder.member_id)}
    forgotten = update(Placeholder).where(Placeholder.claimed_by == member.id)
    db.session.execute(forgotten.values({**nothing, "email_lookup": None, "phone_lookup": None}))
    db.session.execute(delete(Identity).where(Identity.member_id == member.id))
    member.state, member.name, member.name_folded = MemberState.ERASED, "-", "-"
    member.bio, member.city, member.locale, member.leaves_at = "", "", None, None
    db.session.flush()


def _profile(member: Member) -> Row:
    columns = ("public_id", "name", "bio", "city", "locale", "affiliation", "is_owner", "joined_at", "trust")
    marks = ("silenced_until", "suspended_until", "banned_at", "leaves_at")
    return {column: getattr(member, column) for column in (*columns, *marks)}


def _opened(row: Row) -> Row:
    return {"kind": row["kind"], "value": sealing.unseal(row["sealed"]), "confirmed_at": row["confirmed_at"]}
