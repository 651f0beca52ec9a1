"""Undoing decisions: each once, by a new decision that points at it and takes back exactly what it changed."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import Select, func, select, update

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.members.models import Member, Trust
from cocreate.moderation.appeals.models import Appeal, AppealState
from cocreate.moderation.decisions import access, chain, marks, settling, subjects, telling
from cocreate.moderation.decisions.models import Action, Decision
from cocreate.moderation.decisions.subjects import Subjects
from cocreate.moderation.models import Reason
from cocreate.moderation.reports.models import Outcome
from cocreate.posts import standing
from cocreate.posts.models import Post, PostState

Reversal = Callable[[Member, Decision], None]
_reversals: dict[Action, Reversal] = {}
LASTING = frozenset({Action.EDIT, Action.RESTORE})
_AWAY = (PostState.HELD, PostState.HIDDEN, PostState.REMOVED)


def undo(actor: Member, decision: Decision, note: str = "") -> list[Decision]:
    """Take `decision` back as if it had not been made: posts stand as before, its cases and reports are open again.

    What was removed as a part of a ban comes back with it. `Refused` where it was undone before, or decided upon since.
    """
    return _reverse(actor, [decision], None, note, exact=True)


def overturn(actor: Member, decision: Decision, note: str = "") -> list[Decision]:
    """Take `decision` back as wrong: what it took away is seen again, and what it upheld was not right."""
    return _reverse(actor, [decision], None, note, exact=False)


def restore(
    actor: Member,
    posts: Collection[Post],
    members: Collection[Member],
    reason: Reason | None,
    note: str,
    as_of: datetime | None = None,
) -> list[Decision]:
    """Overturn the decisions by which `posts` are seen no more and `members` are silenced, suspended or banned.

    What an author has removed themselves stays so.
    """
    last = db.session.scalars(_last_moves([post.id for post in posts]))
    away = [decision for decision in last if decision.to_state in _AWAY]
    upon = marks.sanctions_of([member.id for member in members])
    return _reverse(actor, [*away, *upon], reason, note, exact=False, as_of=as_of)


def reverses(action: Action) -> Callable[[Reversal], Reversal]:
    """Register what else is to be done when a decision to do `action` is taken back, the member being locked."""

    def register(reverse: Reversal) -> Reversal:
        _reversals[action] = reverse
        return reverse

    return register


def nothing_left() -> Refused:
    """What is said where somebody else was quicker."""
    message = _("There is nothing to decide here any more. Somebody may have been quicker: look again.")
    return Refused("nothing-to-decide", message)


def _reverse(
    actor: Member,
    decisions: Sequence[Decision],
    reason: Reason | None,
    note: str,
    *,
    exact: bool,
    as_of: datetime | None = None,
) -> list[Decision]:
    access.check(actor, ())
    parts = _parts(decisions)
    found = _lock(actor, [*decisions, *parts], as_of)
    still = _reversible([*decisions, *parts], found)
    made = [_taken_back(actor, one, found, reason, exact) for one in decisions if one.id in still]
    if not made:
        raise nothing_left()
    by_undone = {one.undoes_id: one for one in made}
    their_parts = [part for part in parts if part.id in still and part.part_of_id in by_undone]
    with_them = [_taken_back(actor, part, found, reason, exact) for part in their_parts]
    chain.extend(made, note)
    for part, restored in zip(their_parts, with_them, strict=True):
        restored.part_of_id = by_undone[part.part_of_id].id
    chain.extend(with_them)
    marks.settle(list(found.people.values()))
    undone = {one.id: one for one in (*decisions, *parts)}
    for one in (*made, *with_them):
        telling.tell(one, _settle(undone[one.undoes_id or 0], one, exact))
    _close_appeals(actor, [*made, *with_them])
    return [*made, *with_them]


def _parts(decisions: Sequence[Decision]) -> list[Decision]:
    query = select(Decision).where(Decision.part_of_id.in_([one.id for one in decisions])).order_by(Decision.id)
    return [part for part in db.session.scalars(query) if part.action is not Action.RESTORE]


def _lock(actor: Member, decisions: Sequence[Decision], as_of: datetime | None) -> Subjects:
    """Lock the posts that `decisions` moved, and the members they concern."""
    moved = select(Post).where(Post.id.in_([one.post_id for one in decisions if one.to_state is not None]))
    concerned = select(Member).where(Member.id.in_([one.member_id for one in decisions]))
    posts, members = db.session.scalars(moved).all(), db.session.scalars(concerned).all()
    return subjects.lock(actor, posts, members, as_of)


def _reversible(decisions: Sequence[Decision], found: Subjects) -> set[int]:
    """Which of the locked `decisions` can be taken back: nobody has, and what they moved stands as they moved it."""
    keys = [one.id for one in decisions]
    undone = set(db.session.scalars(select(Decision.undoes_id).where(Decision.undoes_id.in_(keys))))
    posts = {post.id: post for post in found.posts}
    last = {one.post_id: one.id for one in db.session.scalars(_last_moves(posts))}

    def stands(one: Decision) -> bool:
        post = posts.get(one.post_id or 0)
        return one.to_state is None or (post is not None and post.state is one.to_state and last[post.id] == one.id)

    return {one.id for one in decisions if one.id not in undone and one.action not in LASTING and stands(one)}


def _last_moves(post_ids: Collection[int]) -> Select[Decision]:
    """The last decision that moved each of these posts, of those that were not undone."""
    moving = (Decision.post_id.in_(post_ids), Decision.to_state.is_not(None), Decision.undoes_id.is_(None))
    last = select(func.max(Decision.id)).where(*moving, marks.stands()).group_by(Decision.post_id)
    return select(Decision).where(Decision.id.in_(last)).order_by(Decision.id)


def _taken_back(actor: Member, undone: Decision, found: Subjects, reason: Reason | None, exact: bool) -> Decision:
    """The decision that undoes `undone`, which has moved the post and lowered trust already, but is in no chain yet."""
    made = Decision(
        action=Action.RESTORE,
        actor_id=actor.id,
        post_id=undone.post_id,
        member_id=undone.member_id,
        reason=reason,
        undoes_id=undone.id,
        at=clock.now(),
    )
    if undone.from_state is not None:
        post = next(post for post in found.posts if post.id == undone.post_id)
        waited = undone.from_state is PostState.HELD and not exact
        made.from_state = standing.move(post, PostState.VISIBLE if waited else undone.from_state)
        made.to_state = post.state
    if undone.action in _reversals:
        _reversals[undone.action](actor, undone)
    member = found.people[undone.member_id]
    if undone.trust_before is not None and member.trust_floor is Trust.SETTLED:
        member.trust_floor = undone.trust_before
        member.trust = max(member.trust_floor, member.trust_earned)
    return made


def _settle(undone: Decision, made: Decision, exact: bool) -> list[int]:
    """Open again what `undone` ended, or say that what it upheld was not right; answers who reported it."""
    if exact:
        settling.reopen(undone)
        return []
    reporters = settling.turn(undone, made)
    if made.to_state is PostState.VISIBLE:
        reporters += settling.settle(made, Outcome.NOT_UPHELD, post_ids=[made.post_id or 0])
    return reporters


def _close_appeals(actor: Member, made: Sequence[Decision]) -> None:
    """What was appealed against stands no more."""
    undone = Appeal.decision_id.in_([one.undoes_id for one in made])
    values = {
        "state": AppealState.UPHELD,
        "decided_by_id": actor.id,
        "decided_at": clock.now(),
        "claimed_by": None,
        "claimed_until": None,
    }
    db.session.execute(update(Appeal).where(undone, Appeal.state == AppealState.OPEN).values(values))
