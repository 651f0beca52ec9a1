"""What a placeholder brought along from an import goes to the member it turns out to be."""

from sqlalchemy import select

from cocreate.accounts.vehicles import claiming as vehicles
from cocreate.accounts.vehicles.standing import settling
from cocreate.comments import rules as comments
from cocreate.ideas import owners
from cocreate.ideas import rules as ideas
from cocreate.ideas.recorded import rules as recorded
from cocreate.journal import rules as journal
from cocreate.kernel import sealing
from cocreate.kernel.database import db
from cocreate.members.models import IdentityKind, Member, Placeholder
from cocreate.posts import rules as posts

# Every feature that keeps something of a member's.
_KEEPERS = (posts, comments, ideas, recorded, vehicles)


def claim(actor: Member, member: Member, placeholder: Placeholder) -> bool:
    """Hand everything of `placeholder` to `member`; ``False`` when somebody has claimed it already.

    `actor` is the member, who confirmed the same identity, or staff on their behalf.
    """
    query = select(Placeholder).where(Placeholder.member_id == placeholder.member_id).with_for_update()
    locked = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if locked.claimed_by is not None or not member.is_active:
        return False
    former = db.session.get_one(Member, locked.member_id)
    with settling(former, member):
        for feature in _KEEPERS:
            feature.reassign(former, member)
        owners.mark(former, member)
    locked.claimed_by = member.id
    journal.note(actor.id, "claim", "member", member.id, placeholder=former.id)
    db.session.flush()
    return True


def claim_confirmed(member: Member, kind: IdentityKind, value: str) -> int:
    """Hand every placeholder with the identity `value` to `member`, who has just confirmed it; how many there were."""
    column = Placeholder.email_lookup if kind is IdentityKind.EMAIL else Placeholder.phone_lookup
    waiting = select(Placeholder).where(column.in_(sealing.lookups(value)), Placeholder.claimed_by.is_(None))
    found = list(db.session.scalars(waiting.order_by(Placeholder.member_id)))
    return sum(claim(member, member, placeholder) for placeholder in found)
