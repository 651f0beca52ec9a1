"""Voiding supports: one moderator proposes, another confirms; each member can appeal, and count again.

A support that is voided stays as it was given and counts nowhere, whatever is merged. Voiding locks the idea, which
keeps merges away from it; taking that back locks the member, merges, ideas. The chain of decisions is last.
"""

from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import selectinload

from cocreate.ideas import moving
from cocreate.ideas import rules as ideas
from cocreate.ideas.evidence import rules as evidence
from cocreate.ideas.merging import groups, whereabouts
from cocreate.ideas.merging.groups import UNSEEN, in_group
from cocreate.ideas.models import Idea, Support
from cocreate.ideas.suspicion.models import MAX_REASON, VoidedMember, Voiding, VoidingState
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member
from cocreate.moderation.appeals.access import had_part
from cocreate.moderation.appeals.models import Appeal
from cocreate.moderation.decisions import access, chain, telling, undoing
from cocreate.moderation.decisions.models import Action, Decision
from cocreate.moderation.models import Reason

# Each is a decision of its own, told and appealed against by itself; more at once would hold up everybody else's.
MOST_AT_ONCE = 300


def propose(actor: Member, idea: Idea, members: Collection[str], reason: str) -> Voiding:
    """Have `actor` propose that the supports of `members` (public ids) for `idea` count no more, for a public `reason`.

    Raises `Invalid` at ``members`` or ``reason``, `Refused` while another voiding of the idea is proposed,
    ``Forbidden`` where `actor` may not decide upon one of them.
    """
    if not reason:
        raise Invalid("reason", _("Give the reason: everybody reads it."))
    if len(reason) > MAX_REASON:
        raise Invalid("reason", _("At most %(count)s characters, please.", count=MAX_REASON))
    idea = moving.locked(idea)
    whereabouts.check_here(actor, idea)
    people = _supporters(idea, members)
    if not people:
        raise Invalid("members", _("None of them supports this idea any more."))
    if len(people) > MOST_AT_ONCE:
        raise Invalid("members", _("At most %(count)s supports at once, please.", count=MOST_AT_ONCE))
    access.check(actor, people)
    if open_of(idea.id) is not None:
        raise Refused("another-voiding", _("Another voiding is proposed for this idea. Confirm or decline it first."))
    made = Voiding(idea_id=idea.id, reason=reason, proposer_id=actor.id)
    db.session.add(made)
    db.session.flush()
    db.session.add_all(VoidedMember(voiding_id=made.id, member_id=member.id) for member in people)
    journal.note(actor.id, "propose_voiding", "post", idea.id, voiding=made.id, supports=len(people))
    db.session.flush()
    return made


def confirm(actor: Member, voiding: Voiding) -> Voiding:
    """Have `actor` agree, so that what was proposed counts no more: it is published, and told to each member.

    Who took their support back meanwhile is left out. Raises `Refused` where it is decided already, `actor` proposed
    it, whoever did has left the team, or nothing is left to void.
    """
    idea = moving.locked(db.session.get_one(Idea, voiding.idea_id))
    voiding = _open(voiding)
    if voiding.proposer_id == actor.id:
        raise Refused("needs-another", _("Somebody else has to confirm what you proposed."))
    whereabouts.check_here(actor, idea)
    people = _listed(voiding)
    access.check(actor, people)
    if not access.may_moderate(_with_roles(voiding.proposer_id)):
        raise Refused("proposer-left", _("Whoever proposed it has left the team. Decline it, and propose it yourself."))
    before = (idea.supports, idea.owners)
    voided = _void(voiding, idea)
    ideas.recount(idea)
    voiding.state, voiding.decider_id, voiding.decided_at = VoidingState.CONFIRMED, actor.id, clock.now()
    voiding.supports, voiding.owners = before[0] - idea.supports, before[1] - idea.owners
    db.session.flush()
    journal.note(actor.id, "void_supports", "post", idea.id, voiding=voiding.id, supports=voiding.supports)
    _decide(actor, voiding, [member for member in people if member.id in voided])
    return voiding


def decline(actor: Member, voiding: Voiding) -> Voiding:
    """Have `actor` refuse what somebody else proposed, or take back what they proposed. Raises `Refused`."""
    moving.lock(db.session.get_one(Idea, voiding.idea_id))
    voiding = _open(voiding)
    own = voiding.proposer_id == actor.id
    voiding.state, voiding.decided_at = VoidingState.TAKEN_BACK if own else VoidingState.DECLINED, clock.now()
    voiding.decider_id = None if own else actor.id
    verb = "withdraw_voiding" if own else "decline_voiding"
    journal.note(actor.id, verb, "post", voiding.idea_id, voiding=voiding.id)
    db.session.flush()
    return voiding


@undoing.reverses(Action.VOID)
def restore(actor: Member, decision: Decision) -> None:
    """Have the supports of the member count again that `decision` voided, wherever they count by now.

    Raises `Refused` for the two who voided them. The member is locked.
    """
    groups.exclude()
    voided = db.session.scalars(select(VoidedMember).where(VoidedMember.decision_id == decision.id)).one()
    voiding = db.session.get_one(Voiding, voided.voiding_id)
    if actor.id in (voiding.proposer_id, voiding.decider_id):
        raise Refused("needs-another", _("Somebody who had no part in voiding them has to decide this."))
    back = (Support.voiding_id == voiding.id, Support.member_id == voided.member_id)
    targets = moving.locked_targets(db.session.scalars(select(Support.idea_id).where(*back)).all())
    db.session.execute(update(Support).where(*back).values(voiding_id=None), execution_options=UNSEEN)
    member = db.session.get_one(Member, voided.member_id)
    for idea in targets:
        groups.settle(idea.id, member)
        ideas.recount(idea)
    voided.restored_at = clock.now()
    db.session.flush()
    evidence.bring([idea.id for idea in targets])
    journal.note(actor.id, "restore_support", "post", voiding.idea_id, voiding=voiding.id)


@had_part
def proposed_by(member_id: int) -> ColumnElement[bool]:
    """The condition that an `Appeal` is against the voiding of a support that the member proposed."""
    query = select(VoidedMember.member_id).join(Voiding, Voiding.id == VoidedMember.voiding_id)
    return query.where(VoidedMember.decision_id == Appeal.decision_id, Voiding.proposer_id == member_id).exists()


def open_of(idea_id: int) -> Voiding | None:
    """The voiding proposed for the idea, read afresh."""
    query = select(Voiding).where(Voiding.idea_id == idea_id, Voiding.state == VoidingState.OPEN)
    return db.session.scalar(query.execution_options(populate_existing=True))


def _open(voiding: Voiding) -> Voiding:
    """`voiding`, whose idea is locked, read afresh."""
    found = open_of(voiding.idea_id)
    if found is None or found.id != voiding.id:
        raise Refused("voiding-decided", _("Nothing is proposed here any more: somebody was quicker."))
    return found


def _void(voiding: Voiding, idea: Idea) -> set[int]:
    """Take what the listed members gave to the locked `idea`, and to what is merged into it, out of the count; the
    keys of these members. Who gave nothing is no longer listed."""
    listed = select(VoidedMember.member_id).where(VoidedMember.voiding_id == voiding.id)
    given = (in_group(Support.idea_id, idea.id), Support.member_id.in_(listed), Support.voiding_id.is_(None))
    counting = select(Support.member_id).where(Support.counted_in_id == idea.id, Support.member_id.in_(listed))
    voided = set(db.session.scalars(counting))
    if not voided:
        raise Refused("nothing-to-void", _("All of them took their support back meanwhile. Decline the proposal."))
    taken = (
        update(Support).where(*given, Support.member_id.in_(voided)).values(voiding_id=voiding.id, counted_in_id=None)
    )
    db.session.execute(taken, execution_options=UNSEEN)
    gone = delete(VoidedMember).where(VoidedMember.voiding_id == voiding.id, VoidedMember.member_id.not_in(voided))
    db.session.execute(gone)
    return voided


def _decide(actor: Member, voiding: Voiding, members: Sequence[Member]) -> None:
    """Add a decision about each of `members` to the chain, and tell them."""
    about = {"post_id": voiding.idea_id, "actor_id": actor.id, "reason": Reason.OTHER, "at": clock.now()}
    made = [Decision(action=Action.VOID, member_id=member.id, **about) for member in members]
    chain.extend(made, voiding.reason)
    for decision in made:
        db.session.get_one(VoidedMember, (voiding.id, decision.member_id)).decision_id = decision.id
        telling.tell(decision)
    db.session.flush()


def _supporters(idea: Idea, members: Collection[str]) -> Sequence[Member]:
    """Those of `members` whose support counts for `idea`, with their roles."""
    query = select(Member).join(Support, Support.member_id == Member.id).options(selectinload(Member.grants))
    named = query.where(Support.counted_in_id == idea.id, Member.public_id.in_(members))
    return db.session.scalars(named.order_by(Member.id)).all()


def _listed(voiding: Voiding) -> Sequence[Member]:
    query = select(Member).join(VoidedMember, VoidedMember.member_id == Member.id).options(selectinload(Member.grants))
    return db.session.scalars(query.where(VoidedMember.voiding_id == voiding.id).order_by(Member.id)).all()


def _with_roles(member_id: int) -> Member:
    query = select(Member).where(Member.id == member_id).options(selectinload(Member.grants))
    return db.session.scalars(query.execution_options(populate_existing=True)).one()
