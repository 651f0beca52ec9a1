"""Closing what bears a safety mark takes two people: one proposes, another confirms.

Whatever would close an idea asks `takes_two`; the row of the idea is locked, so that proposals, confirmations and
other changes of status come one after the other.
"""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import selectinload

from cocreate.ideas import moving
from cocreate.ideas.access import may_merge
from cocreate.ideas.models import Category, Idea, Status, StatusChange
from cocreate.ideas.safety.access import may_decide
from cocreate.ideas.safety.models import ClosingProposal, ProposalState, SafetyMark
from cocreate.ideas.safety.proposals import open_of
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.members.models import Member


def takes_two(actor: Member, idea: Idea, target: Status) -> bool:
    """Whether `actor` may not bring `idea` to `target` alone: it would close a problem with a safety mark, or one of
    which `actor` took the mark away."""
    return bool(taking_two(actor, [idea], target))


def taking_two(actor: Member, ideas: Sequence[Idea], target: Status) -> set[int]:
    """The ids of those of `ideas` of which `takes_two` is true. At most one statement."""
    if target.category not in (Category.DONE, Category.CLOSED):
        return set()
    marked = {idea.id for idea in ideas if idea.safety}
    others = {idea.id for idea in ideas} - marked
    last = select(SafetyMark.idea_id, SafetyMark.actor_id).ext(distinct_on(SafetyMark.idea_id))
    last = last.where(SafetyMark.idea_id.in_(others)).order_by(SafetyMark.idea_id, SafetyMark.id.desc())
    decided = {row.idea_id: row.actor_id for row in db.session.execute(last)} if others else {}
    return marked | {idea_id for idea_id, decider in decided.items() if decider == actor.id}


def propose(
    actor: Member, idea: Idea, target: Status, reason: str, *, official: bool
) -> ClosingProposal | StatusChange:
    """Have `actor` propose that the locked `idea` goes to `target`.

    Where somebody else has proposed the same, this is the confirmation, and the change is made with the reason
    proposed. One's own proposal, or that of somebody who has left the team, is replaced by what one says now. Raises
    `Refused` while another change is proposed.
    """
    return offer(actor, idea, target, reason, official=official) or confirm(actor, idea)


def offer(
    actor: Member, idea: Idea, target: Status, reason: str, *, official: bool, into_id: int | None = None
) -> ClosingProposal | None:
    """What `actor` proposes for the locked `idea`, by merging it where `into_id` names another; ``None`` where somebody
    else has proposed the same, so that this is the word of agreement. See `propose`.
    """
    before = open_of(idea.id)
    if before is not None and _is_anothers(before, actor.id):
        if (before.to_key, before.into_id) != (target.key, into_id):
            raise Refused("another-proposal", _("Another change is proposed. Confirm or decline it first."))
        return None
    if before is not None:
        said = (before.proposer_id, before.to_key, before.into_id, before.reason, before.official)
        if said == (actor.id, target.key, into_id, reason, official):
            return before
        _decide(before, ProposalState.VOID, None)
    made = ClosingProposal(
        idea_id=idea.id,
        from_key=idea.status_key,
        to_key=target.key,
        into_id=into_id,
        reason=reason,
        official=official,
        proposer_id=actor.id,
    )
    db.session.add(made)
    journal.note(actor.id, "propose_status", "post", idea.id, status=target.key)
    db.session.flush()
    return made


def confirm(actor: Member, idea: Idea) -> StatusChange:
    """Have `actor` agree to what somebody else proposed for `idea`; the change is the proposer's, with their reason.

    Raises `Refused` as `agree` does.
    """
    proposal, proposer = agree(actor, idea)
    idea, target = moving.locked(idea), db.session.get_one(Status, proposal.to_key)
    return moving.move(proposer, idea, target, proposal.reason, official=proposal.official, confirmed_by=actor)


def agree(actor: Member, idea: Idea, into_id: int | None = None) -> tuple[ClosingProposal, Member]:
    """Have `actor` agree to what is proposed for `idea` (by merging it into the one `into_id` names, if any), which the
    caller carries out; and who proposed it.

    Raises `Refused` where nothing is proposed (any more), `actor` proposed it, or whoever did may not close any more:
    two people who may have to agree, not one and somebody who has gone.
    """
    idea, proposal = _proposed(idea)
    if proposal.into_id != into_id:
        raise _gone()
    if proposal.proposer_id == actor.id:
        raise Refused("needs-another", _("Somebody else has to confirm what you proposed."))
    proposer = _with_roles(proposal.proposer_id)
    if not _still_decides(proposer, proposal):
        raise Refused(
            "proposer-left", _("Whoever proposed it has left the team. Propose it yourself; somebody else confirms it.")
        )
    _decide(proposal, ProposalState.CONFIRMED, actor)
    return proposal, proposer


def decline(actor: Member, idea: Idea) -> None:
    """Have `actor` refuse what was proposed for `idea`, or take back what they proposed themselves."""
    idea, proposal = _proposed(idea)
    own = proposal.proposer_id == actor.id
    _decide(proposal, ProposalState.VOID if own else ProposalState.DECLINED, None if own else actor)
    journal.note(actor.id, "withdraw_proposal" if own else "decline_proposal", "post", idea.id, status=proposal.to_key)
    db.session.flush()


def is_proposed_by_another(actor_id: int, idea: Idea, to_key: str) -> bool:
    """Whether somebody else than the member `actor_id` has proposed that the locked `idea` goes to the status `to_key`,
    so that the same word of theirs would confirm it."""
    proposal = open_of(idea.id)
    return proposal is not None and proposal.to_key == to_key and _is_anothers(proposal, actor_id)


def _is_anothers(proposal: ClosingProposal, actor_id: int) -> bool:
    """Whether `proposal` is that of somebody else who may still close."""
    return proposal.proposer_id != actor_id and _still_decides(_with_roles(proposal.proposer_id), proposal)


def _still_decides(proposer: Member, proposal: ClosingProposal) -> bool:
    may = may_decide(proposer) if proposal.into_id is None else may_merge(proposer)
    return proposer.is_active and may


def _proposed(idea: Idea) -> tuple[Idea, ClosingProposal]:
    """`idea`, locked, and its open proposal."""
    idea = moving.locked(idea)
    proposal = open_of(idea.id)
    if proposal is None or proposal.from_key != idea.status_key:
        raise _gone()
    return idea, proposal


def _gone() -> Refused:
    return Refused("nothing-proposed", _("Nothing is proposed here any more: somebody was quicker."))


def _with_roles(member_id: int) -> Member:
    """The member with the roles they hold now: who has left the team meanwhile no longer speaks for it."""
    query = select(Member).where(Member.id == member_id).options(selectinload(Member.grants))
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _decide(proposal: ClosingProposal, state: ProposalState, decider: Member | None) -> None:
    proposal.state, proposal.decided_at = state, clock.now()
    proposal.decider_id = decider.id if decider else None
    db.session.flush()
