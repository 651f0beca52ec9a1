"""Merging ideas, and undoing it exactly.

A merge is a link. What follows from it (which supports count, where comments show, who hears) is derived; nothing that
members gave is moved, so that taking the link away is enough. See ``groups`` for the locks.
"""

from collections.abc import Collection, Sequence

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select, update

from cocreate.ideas import moving, search
from cocreate.ideas import rules as ideas
from cocreate.ideas.evidence import rules as evidence
from cocreate.ideas.merging import groups, marks, telling
from cocreate.ideas.merging.groups import UNSEEN
from cocreate.ideas.merging.models import Merge
from cocreate.ideas.merging.obstacles import check
from cocreate.ideas.models import MERGED, Idea, Status, StatusChange, Support
from cocreate.ideas.responses import rules as responses
from cocreate.ideas.safety import closing
from cocreate.ideas.safety.models import ClosingProposal
from cocreate.ideas.safety.proposals import open_of
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.kernel.i18n import speaking
from cocreate.members.models import Member
from cocreate.notices import reading as mutes
from cocreate.posts.models import Post


def merge(actor: Member, merged: Collection[Idea], target: Idea, reason: str = "") -> list[Merge | ClosingProposal]:
    """Have `actor` merge each of the ideas `merged` into `target`, for a `reason` that everybody reads; all or none.

    What is merged there already stays so. Where it takes two people to close one of them, its merge is proposed, or
    what another one proposed is confirmed (``safety.closing``). A reason is the brand's answer; without one the site
    says why, and that is none. Raises `Refused` where they cannot be merged, `Invalid` at ``into`` or ``reason``.
    """
    _check_reason(reason)
    sources, target = locked(merged, target)
    made: list[Merge | ClosingProposal] = []
    for source in sources:
        lasting = check(actor, source, target)
        made.append(lasting or _merge(actor, source, target, reason))
    _count(target, sources)
    return made


def confirm(actor: Member, idea: Idea) -> StatusChange | Merge:
    """Have `actor` agree to what somebody else proposed for `idea`, be it a merge. Raises `Refused`."""
    proposal = open_of(idea.id)
    if proposal is None or proposal.into_id is None:
        return closing.confirm(actor, idea)
    (source,), target = locked([idea], db.session.get_one(Idea, proposal.into_id))
    made = check(actor, source, target) or _agree(actor, source, target)
    _count(target, [source])
    return made


def unmerge(actor: Member, idea: Idea, reason: str = "") -> Merge:
    """Undo the merge of `idea`: it is again what it was, with the supports and comments given to it.

    What was given to the target meanwhile stays there; who took back their support meanwhile took it back from both.
    Raises `Refused` where `idea` is not merged, `Invalid` at ``reason``.
    """
    _check_reason(reason)
    groups.exclude()
    lasting = select(Merge).where(Merge.idea_id == idea.id, Merge.ended_at.is_(None))
    merge = db.session.scalar(lasting.execution_options(populate_existing=True))
    if merge is None:
        raise Refused("not-merged", _("This idea is not merged into another."))
    (source,), target = locked([idea], db.session.get_one(Idea, merge.into_id))
    merge.ended_at, merge.ended_by_id = max(clock.now(), merge.at), actor.id
    target.duplicates -= 1
    reason = reason or _another()
    _go_back(actor, source, merge, reason)
    given = update(Support).where(Support.idea_id == source.id, Support.voiding_id.is_(None))
    db.session.execute(given.values(counted_in_id=source.id), execution_options=UNSEEN)
    marks.give_back(actor, merge, target, reason)
    mutes.take_back_mutes(source.id, target.id, merge.at)
    search.index(target)
    _count(target, [source])
    entry = journal.note(actor.id, "unmerge", "post", source.id, at=merge.ended_at, into=target.id, merge=merge.id)
    telling.tell(entry)
    return merge


def locked(merged: Collection[Idea], target: Idea) -> tuple[Sequence[Idea], Idea]:
    """All of them locked and read afresh: no group changes from now on. Their posts too, in the same order."""
    groups.exclude()
    ids = {target.id, *(idea.id for idea in merged)}
    found = {idea.id: idea for idea in moving.locked_all(ids)}
    roots = select(Post.id).where(Post.id.in_(ids)).order_by(Post.id)
    db.session.execute(roots.with_for_update(key_share=True))
    return [found[id_] for id_ in sorted({idea.id for idea in merged})], found[target.id]


def _merge(actor: Member, source: Idea, target: Idea, reason: str) -> Merge | ClosingProposal:
    """Merge the locked `source` into `target`, or propose it."""
    said = reason or _same()
    merged = db.session.get_one(Status, MERGED)
    if not closing.takes_two(actor, source, merged):
        return _carry_out(actor, source, target, said, official=bool(reason))
    proposal = closing.offer(actor, source, merged, said, official=bool(reason), into_id=target.id)
    return proposal or _agree(actor, source, target)


def _agree(actor: Member, source: Idea, target: Idea) -> Merge:
    """Merge `source` into `target` as somebody else proposed and `actor` agrees to."""
    proposal, proposer = closing.agree(actor, source, target.id)
    return _carry_out(proposer, source, target, proposal.reason, official=proposal.official, confirmed_by=actor)


def _carry_out(
    actor: Member, source: Idea, target: Idea, reason: str, *, official: bool, confirmed_by: Member | None = None
) -> Merge:
    at = clock.now()
    mark_id = marks.hand_on(actor, source, target, reason)
    merge = Merge(idea_id=source.id, into_id=target.id, actor_id=actor.id, at=at, mark_id=mark_id)
    db.session.add(merge)
    target.duplicates += 1
    db.session.flush()
    merged = db.session.get_one(Status, MERGED)
    moving.move(actor, source, merged, reason, official=official, confirmed_by=confirmed_by, at=at, quiet=True)
    responses.suspend(actor, source.id, reason, at)
    mutes.hand_on_mutes(source.id, target.id, at)
    entry = journal.note(actor.id, "merge", "post", source.id, at=at, into=target.id, merge=merge.id)
    telling.tell(entry)
    return merge


def _go_back(actor: Member, source: Idea, merge: Merge, reason: str) -> None:
    """Bring the locked `source` back to the status it had, and let run what was owed then."""
    at = merge.ended_at or clock.now()
    changes = select(StatusChange).where(StatusChange.idea_id == source.id)
    into = changes.where(StatusChange.to_key == MERGED).order_by(StatusChange.id.desc()).limit(1)
    before = db.session.scalars(into).one()
    since = changes.with_only_columns(StatusChange.at).where(
        StatusChange.from_key != MERGED, StatusChange.to_key != MERGED
    )
    last = db.session.scalar(since.order_by(StatusChange.id.desc()).limit(1))
    status = db.session.get_one(Status, before.from_key)
    moving.move(actor, source, status, reason, official=False, at=at, quiet=True)
    source.status_changed_at = last or source.post.published_at or source.post.created_at
    responses.go_on(source.id, merge.at, at)


def _count(target: Idea, sources: Collection[Idea]) -> None:
    """Settle which supports count, and count them; enough owners bring an idea to the team, as anywhere."""
    db.session.flush()
    groups.settle(target.id)
    for idea in (target, *sources):
        ideas.recount(idea)
    evidence.bring([target.id, *(idea.id for idea in sources)])
    db.session.flush()


def _check_reason(reason: str) -> None:
    if len(reason) > ideas.MAX_REASON:
        raise Invalid("reason", _("At most %(count)s characters, please.", count=ideas.MAX_REASON))


def _same() -> str:
    """Why ideas are merged, where nobody says it: in the site's language, as it is kept."""
    with speaking(current_app.config["COCREATE"].default_locale):
        return str(_("It says the same as another idea, and goes on there."))


def _another() -> str:
    with speaking(current_app.config["COCREATE"].default_locale):
        return str(_("It is an idea of its own after all."))
