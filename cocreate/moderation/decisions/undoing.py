"""Undoing decisions: each once, by a new decision that points at it and takes back exactly what it changed."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import Select, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.kernel.jobs import defer, job
from cocreate.members import queries as people
from cocreate.members.models import Member, MemberState, Trust
from cocreate.moderation.appeals.models import Appeal, AppealState
from cocreate.moderation.decisions import access, chain, marks, settling, subjects, telling
from cocreate.moderation.decisions.models import Action, Decision
from cocreate.moderation.decisions.subjects import Subjects
from cocreate.moderation.models import Reason
from cocreate.moderation.reports.models import Outcome
from cocreate.points import deeds
from cocreate.posts import standing
from cocreate.posts.models import Post, PostState

Reversal = Callable[[Member, Decision], None]
_reversals: dict[Action, Reversal] = {}
LASTING = frozenset({Action.EDIT, Action.RESTORE})
_AWAY = (PostState.HELD, PostState.HIDDEN, PostState.REMOVED)


def undo(actor: Member, decision: Decision, note: str = "") -> list[Decision]:
    """Take `decision` back as if it had not been made: posts stand as before, its cases and reports are open again.

    What was removed as a part of a ban comes back with it, the last of it at once and the rest by a job. `Refused`
    where it was undone before, or decided upon since.
    """
    return _reverse(actor, [decision], None, note, exact=True)


def overturn(actor: Member, decision: Decision, note: str = "") -> list[Decision]:
    """Take `decision` back as wrong: what it took away is seen again, and what it upheld was not right.

    Where a later decision has moved the post, that one stands: the post stays, the wrong is taken back all the same.
    """
    return _reverse(actor, [decision], None, note, exact=False, in_word=True)


def restore(
    actor: Member,
    posts: Collection[Post],
    members: Collection[Member],
    reason: Reason | None,
    note: str,
    as_of: datetime | None = None,
) -> list[Decision]:
    """Overturn the decisions by which `posts` are seen no more and `members` are silenced, suspended or banned.

    What an author has removed themselves stays so, and what waited when a ban took it along waits again.
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


def clear(actor: Member, post_ids: Collection[int]) -> None:
    """Take back the decisions that hid these posts, which are published now, where somebody waits for an appeal."""
    hiding = (Decision.post_id.in_(post_ids), Decision.action == Action.HIDE, Appeal.state == AppealState.OPEN)
    query = select(Decision).join(Appeal, Appeal.decision_id == Decision.id).where(*hiding).order_by(Decision.id)
    for decision in db.session.scalars(query).all():
        overturn(actor, decision)


def nothing_left() -> Refused:
    """What is said where somebody else was quicker."""
    message = _("There is nothing to decide here any more. Somebody may have been quicker: look again.")
    return Refused("nothing-to-decide", message)


@deeds.together()
def _reverse(
    actor: Member,
    decisions: Sequence[Decision],
    reason: Reason | None,
    note: str,
    *,
    exact: bool,
    in_word: bool = False,
    as_of: datetime | None = None,
) -> list[Decision]:
    access.check(actor, ())
    banned = {one.member_id for one in decisions if one.action is Action.BAN}
    parts = _parts(banned, decisions)
    every = [*decisions, *parts]
    found = _lock(actor, every, as_of)
    last = _lasting(every, found)
    still = _reversible(every, found) & (last | {one.id for one in decisions if in_word})
    made = [_taken_back(actor, one, found, reason, exact, one.id in last) for one in decisions if one.id in still]
    if not made:
        raise _erased() if any(_is_erased(post, found) for post in found.posts) else nothing_left()
    with_them = _parts_back(actor, parts, found, still)
    chain.extend(made, note)
    _add_parts(with_them, parts)
    marks.settle(list(found.people.values()))
    _conclude(actor, every, [*made, *with_them], exact)
    _bring_back_later(actor, banned & {one.member_id for one in made}, parts, exact)
    return [*made, *with_them]


@job("bring_back_the_rest")
@deeds.together()
def bring_back_the_rest(actor: int, member: int, exact: bool, after: int) -> None:
    """Bring back more of what bans that `actor` and others took back had removed of `member`, from that part on.

    Whoever is banned anew meanwhile gets it back when that ban is taken back.
    """
    by, parts = people.by_id(actor), _parts([member], after=after)
    found = _lock(None, parts)
    if parts and found.people[member].banned_at is None:
        with_them = _parts_back(by, parts, found, _reversible(parts, found) & _lasting(parts, found))
        _add_parts(with_them, parts)
        _conclude(by, parts, with_them, exact)
        _bring_back_later(by, [member], parts, exact)


def _parts(member_ids: Collection[int], decisions: Collection[Decision] = (), after: int = 0) -> Sequence[Decision]:
    """What belongs to bans upon these members that are among `decisions`, or undone, and is neither: the first
    ``MOST_AT_ONCE`` of it.
    """
    keys, undoing_ban = [one.id for one in decisions], aliased(Decision)
    is_undone = exists().where(undoing_ban.undoes_id == Decision.part_of_id)
    theirs = (Decision.member_id.in_(member_ids), Decision.id > after, Decision.id.not_in(keys), marks.stands())
    query = select(Decision).where(*theirs, Decision.action == Action.REMOVE)
    query = query.where(Decision.part_of_id.is_not(None), or_(Decision.part_of_id.in_(keys), is_undone))
    return db.session.scalars(query.order_by(Decision.id).limit(subjects.MOST_AT_ONCE)).all()


def _parts_back(actor: Member, parts: Sequence[Decision], found: Subjects, still: set[int]) -> list[Decision]:
    """What takes the `parts` back that can be: the ban was looked at once more, what waited when it came was not."""
    return [_taken_back(actor, part, found, None, True, True) for part in parts if part.id in still]


def _add_parts(made: Sequence[Decision], parts: Sequence[Decision]) -> None:
    """Add what takes `parts` back to the chain, each as a part of what took their ban back."""
    bans = {part.id: part.part_of_id for part in parts}
    undone = select(Decision.undoes_id, Decision.id).where(Decision.undoes_id.in_(bans.values()))
    by_ban = {row.undoes_id: row.id for row in db.session.execute(undone)}
    for one in made:
        one.part_of_id = by_ban[bans[one.undoes_id or 0]]
    chain.extend(made)


def _conclude(actor: Member, undone: Sequence[Decision], made: Sequence[Decision], exact: bool) -> None:
    """Settle what was `undone` by what is `made`, and tell it."""
    by_id = {one.id: one for one in undone}
    for one in made:
        waits = one.to_state is PostState.HELD
        telling.tell(one, _settle(by_id[one.undoes_id or 0], one, exact or waits))
    _close_appeals(actor, made)


def _bring_back_later(actor: Member, member_ids: Collection[int], parts: Sequence[Decision], exact: bool) -> None:
    """Have what is left of the bans upon these members brought back by a job, where `parts` were as many as can be."""
    if len(parts) == subjects.MOST_AT_ONCE:
        for member_id in sorted(member_ids):
            said = {"actor": actor.id, "member": member_id, "exact": exact, "after": parts[-1].id}
            defer("bring_back_the_rest", queueing_lock=f"bring_back_the_rest:{member_id}", **said)


def _lock(actor: Member | None, decisions: Sequence[Decision], as_of: datetime | None = None) -> Subjects:
    """Lock the posts that `decisions` moved, and the members they concern."""
    moved = select(Post).where(Post.id.in_([one.post_id for one in decisions if one.to_state is not None]))
    concerned = select(Member).where(Member.id.in_([one.member_id for one in decisions]))
    posts, members = db.session.scalars(moved).all(), db.session.scalars(concerned).all()
    return subjects.lock(actor, posts, members, as_of)


def _reversible(decisions: Sequence[Decision], found: Subjects) -> set[int]:
    """Which of the locked `decisions` can be taken back: nobody has, and what they moved is still there."""
    keys = [one.id for one in decisions]
    undone = set(db.session.scalars(select(Decision.undoes_id).where(Decision.undoes_id.in_(keys))))
    there = {post.id for post in found.posts if not _is_erased(post, found)}
    moved = {one.id for one in decisions if one.to_state is not None and one.post_id not in there}
    return {one.id for one in decisions if one.action not in LASTING} - undone - moved


def _lasting(decisions: Sequence[Decision], found: Subjects) -> set[int]:
    """Which of the locked `decisions` last: what they moved stands as they moved it."""
    posts = {post.id: post for post in found.posts}
    last = {one.post_id: one.id for one in db.session.scalars(_last_moves(posts))}

    def stands(one: Decision) -> bool:
        post = posts.get(one.post_id or 0)
        return one.to_state is None or (post is not None and post.state is one.to_state and last.get(post.id) == one.id)

    return {one.id for one in decisions if stands(one)}


def _is_erased(post: Post, found: Subjects) -> bool:
    """Whether nothing of `post` is left, as its author has left: what was written by members is never empty."""
    return found.people[post.author_id].state is MemberState.ERASED and not post.body


def _erased() -> Refused:
    return Refused("erased", _("Whoever wrote this has left, and their words are erased. Nothing can be brought back."))


def _last_moves(post_ids: Collection[int]) -> Select[Decision]:
    """The last decision that moved each of these posts, of those that were not undone."""
    moving = (Decision.post_id.in_(post_ids), Decision.to_state.is_not(None), Decision.undoes_id.is_(None))
    last = select(func.max(Decision.id)).where(*moving, marks.stands()).group_by(Decision.post_id)
    return select(Decision).where(Decision.id.in_(last)).order_by(Decision.id)


def _taken_back(
    actor: Member, undone: Decision, found: Subjects, reason: Reason | None, exact: bool, moves: bool
) -> Decision:
    """The decision that undoes `undone`, which has moved the post if it `moves` it, and lowered trust already, but is
    in no chain yet.
    """
    made = Decision(
        action=Action.RESTORE,
        actor_id=actor.id,
        post_id=undone.post_id,
        member_id=undone.member_id,
        reason=reason,
        undoes_id=undone.id,
        at=clock.now(),
    )
    if moves and undone.from_state is not None:
        post = next(post for post in found.posts if post.id == undone.post_id)
        before = standing.move(post, _stood(undone, undone.from_state, exact))
        if before is not post.state:
            made.from_state, made.to_state = before, post.state
    if undone.action in _reversals:
        _reversals[undone.action](actor, undone)
    member = found.people[undone.member_id]
    if undone.action is Action.APPROVE_TRUST:
        _trust_less(member, undone)
    return made


def _stood(undone: Decision, before: PostState, exact: bool) -> PostState:
    """How the post of `undone` stands without it: as it did `before`, unless what hid it then was taken back since.

    What waited is published where it is not undone `exact`: somebody has looked at it now.
    """
    if before is PostState.HELD:
        return before if exact else PostState.VISIBLE
    if before is not PostState.HIDDEN:
        return before
    moving = (Decision.post_id == undone.post_id, Decision.to_state.is_not(None), Decision.undoes_id.is_(None))
    query = select(Decision.to_state).where(*moving, Decision.id < undone.id, marks.stands())
    last = db.session.scalar(query.order_by(Decision.id.desc()).limit(1))
    return before if last is PostState.HIDDEN else PostState.VISIBLE


def _trust_less(member: Member, undone: Decision) -> None:
    """Take from `member` what `undone` vouched for, unless somebody else has vouched for them, too, and still does."""
    vouching = (Decision.member_id == member.id, Decision.action == Action.APPROVE_TRUST)
    others = select(Decision.id).where(*vouching, Decision.id != undone.id, marks.stands())
    if member.trust_floor is not Trust.SETTLED or db.session.scalar(others.limit(1)) is not None:
        return
    raising = select(Decision.trust_before).where(*vouching, Decision.trust_before.is_not(None))
    before = db.session.scalar(raising.order_by(Decision.id.desc()).limit(1))
    if before is not None:
        member.trust_floor = before
        member.trust = max(member.trust_floor, member.trust_earned)


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
