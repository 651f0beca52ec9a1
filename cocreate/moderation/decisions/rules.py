"""Deciding upon posts and members."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.kernel.jobs import defer, job
from cocreate.members import queries as people
from cocreate.members.models import Member, Trust
from cocreate.moderation.decisions import access, chain, marks, settling, subjects, telling, undoing
from cocreate.moderation.decisions.models import APPROVING, UNREASONED, Action, Decision
from cocreate.moderation.decisions.subjects import Subjects
from cocreate.moderation.models import Reason
from cocreate.moderation.reports.models import Outcome
from cocreate.points import deeds
from cocreate.posts import standing
from cocreate.posts.models import Post, PostState

MAX_NOTE = 2000
LONGEST = timedelta(days=3660)
# What is done to a post; the rest is done to whoever wrote it.
TO_POSTS = frozenset({*APPROVING, Action.EDIT, Action.HIDE, Action.REMOVE, Action.RESTORE})
BARRING = frozenset({Action.SUSPEND, Action.BAN, Action.BLOCK_ALL})


@deeds.together()
def decide(
    actor: Member,
    action: Action,
    *,
    posts: Collection[Post] = (),
    members: Collection[Member] = (),
    reason: Reason | None = None,
    note: str = "",
    until: datetime | None = None,
    as_of: datetime | None = None,
) -> list[Decision]:
    """Do `action` to each of `posts` and `members`, for a `reason`; `note` is what those concerned read beside it.

    What is done to members is done to the authors of `posts`, whose cases it closes, too. Silencing and suspending are
    `until` an instant. What is no more as it was when it was loaded, or at the instant `as_of`, is left out, and so is
    what the action changes nothing about; `Refused` if nothing is left. ``Forbidden`` where `actor` may not decide,
    `Invalid` at ``action``, ``reason``, ``note`` or ``until``. Needs the roles of `actor` loaded.
    """
    access.check(actor, ())
    _check(action, posts, members, reason, note, until)
    if action is Action.RESTORE:
        return undoing.restore(actor, posts, members, reason, note, as_of)
    found = subjects.lock(actor, posts, members, as_of, all_theirs=action is Action.BLOCK_ALL)
    if action in TO_POSTS:
        made = _upon_posts(actor, action, found, reason, note) + _approve_members(actor, action, found, note)
    else:
        made = _upon_members(actor, action, found, reason, note, until)
    if not made:
        raise undoing.nothing_left()
    return made


def changes(action: Action, post: Post, is_waiting: bool) -> bool:
    """Whether `action` does anything to `post`, about which a case is open if it `is_waiting`."""
    if action in APPROVING:
        return is_waiting or post.state is PostState.HELD
    if action is Action.HIDE:
        return post.state in (PostState.HELD, PostState.VISIBLE)
    if action is Action.REMOVE:
        return is_waiting or post.state is not PostState.REMOVED
    return action is Action.EDIT


def _check(
    action: Action,
    posts: Collection[Post],
    members: Collection[Member],
    reason: Reason | None,
    note: str,
    until: datetime | None,
) -> None:
    if action in (Action.HOLD, Action.VOID):
        raise Invalid("action", _("This is nothing to decide."))
    if not posts and not members:
        raise Invalid("posts", _("Choose what to decide upon."))
    if members and action in TO_POSTS - APPROVING - {Action.RESTORE}:
        raise Invalid("action", _("This can be done to posts alone."))
    if reason is None and action not in UNREASONED:
        raise Invalid("reason", _("Choose the reason."))
    if not note and (reason is Reason.OTHER or action is Action.EDIT):
        raise Invalid("note", _("Tell in a few words why."))
    if len(note) > MAX_NOTE:
        raise Invalid("note", _("At most %(count)s characters, please.", count=MAX_NOTE))
    if action not in (Action.SILENCE, Action.SUSPEND):
        if until is not None:
            raise Invalid("until", _("This has no end: leave it empty."))
    elif until is None or not clock.now() < until <= clock.now() + LONGEST:
        raise Invalid("until", _("Choose an end that is to come, within ten years."))


_DESTINATIONS = {Action.HIDE: PostState.HIDDEN, Action.REMOVE: PostState.REMOVED}


def _destination(action: Action, post: Post) -> PostState:
    """How `post` stands after `action`. What its author has removed stays so, and what was put right is published."""
    if action in APPROVING and post.state is not PostState.REMOVED:
        return PostState.VISIBLE
    if action is Action.EDIT and post.state is PostState.HELD:
        return PostState.VISIBLE
    return _DESTINATIONS.get(action, post.state)


def _upon_posts(actor: Member, action: Action, found: Subjects, reason: Reason | None, note: str) -> list[Decision]:
    made: list[Decision] = []
    for post in found.posts:
        if changes(action, post, found.since(post) is not None):
            before = standing.move(post, _destination(action, post))
            decision = _decision(actor, action, found.people[post.author_id], reason)
            decision.post_id, decision.case_opened_at = post.id, found.since(post)
            if before is not post.state:
                decision.from_state, decision.to_state = before, post.state
            made.append(decision)
    chain.extend(made, note)
    outcome = Outcome.NOT_UPHELD if action in APPROVING else Outcome.UPHELD
    for decision in made:
        telling.tell(decision, settling.settle(decision, outcome, post_ids=[decision.post_id or 0]))
    undoing.clear(actor, [one.post_id for one in made if one.post_id and one.to_state is PostState.VISIBLE])
    return made


def _approve_members(actor: Member, action: Action, found: Subjects, note: str) -> list[Decision]:
    """Close the cases of members: what was reported of them breaks no rule."""
    made: list[Decision] = []
    for member in found.members:
        if (since := found.since(None, member)) is not None:
            decision = _decision(actor, action, member, None)
            decision.case_opened_at = since
            made.append(decision)
    chain.extend(made, note)
    for decision in made:
        telling.tell(decision, settling.settle(decision, Outcome.NOT_UPHELD, member_ids=[decision.member_id]))
    return made


def _upon_members(
    actor: Member, action: Action, found: Subjects, reason: Reason | None, note: str, until: datetime | None
) -> list[Decision]:
    by_author: dict[int, list[Post]] = {member.id: [] for member in found.members}
    for post in found.posts:
        by_author.setdefault(post.author_id, []).append(post)
    chosen = {member.id for member in found.members}
    concerned = [found.people[key] for key in sorted(by_author)]
    if action in BARRING:
        access.check_admin_stays([member.id for member in concerned])
    removed = _remove(actor, found, reason) if action is Action.BLOCK_ALL else ()
    made: list[Decision] = []
    for member in concerned:
        first = next((post for post in by_author[member.id] if member.id not in chosen), None)
        if action in (Action.BAN, Action.BLOCK_ALL) and member.banned_at is not None:
            continue
        decision = _decision(actor, Action.BAN if action is Action.BLOCK_ALL else action, member, reason)
        decision.until, decision.post_id = until, first.id if first else None
        decision.case_opened_at = found.since(first, member)
        made.append(decision)
    chain.extend(made, note)
    marks.settle(concerned)
    for decision in made:
        theirs = [post.id for post in by_author[decision.member_id]]
        themselves = [decision.member_id] if decision.member_id in chosen else []
        telling.tell(decision, settling.settle(decision, Outcome.UPHELD, post_ids=theirs, member_ids=themselves))
    if action is Action.BLOCK_ALL:
        made += _with_their_bans(removed)
        _remove_later(actor, concerned, reason)
    return made


def _remove(actor: Member, found: Subjects, reason: Reason | None) -> list[Decision]:
    """Remove what the members and authors wrote last; the decisions become part of their bans."""
    made: list[Decision] = []
    for post in found.all_theirs:
        decision = _decision(actor, Action.REMOVE, found.people[post.author_id], reason)
        decision.post_id, decision.case_opened_at = post.id, found.since(post)
        decision.from_state, decision.to_state = standing.move(post, PostState.REMOVED), PostState.REMOVED
        made.append(decision)
    return made


def _with_their_bans(removed: Sequence[Decision]) -> list[Decision]:
    """Add what was `removed` to the chain, each as a part of the ban upon its author."""
    upon = {decision.member_id for decision in removed}
    bans = {ban.member_id: ban.id for ban in marks.sanctions_of(upon) if ban.action is Action.BAN}
    for decision in removed:
        decision.part_of_id = bans[decision.member_id]
    chain.extend(removed)
    for decision in removed:
        telling.tell(decision, settling.settle(decision, Outcome.UPHELD, post_ids=[decision.post_id or 0]))
    return list(removed)


def _remove_later(actor: Member, members: Collection[Member], reason: Reason | None) -> None:
    """Have what is left of what these members wrote removed by a job."""
    for member in members:
        if db.session.scalar(subjects.written_by([member.id]).limit(1)) is not None:
            said = {"actor": actor.id, "member": member.id, "reason": reason}
            defer("remove_the_rest", queueing_lock=f"remove_the_rest:{member.id}", **said)


@job("remove_the_rest")
@deeds.together()
def remove_the_rest(actor: int, member: int, reason: str | None) -> None:
    """Remove more of what `member` wrote as parts of the ban by `actor`, until nothing is left or it is undone."""
    by, why = people.by_id(actor), Reason(reason) if reason else None
    found = subjects.lock(None, (), [people.by_id(member)], all_theirs=True)
    if found.people[member].banned_at is not None:
        _with_their_bans(_remove(by, found, why))
        _remove_later(by, [found.people[member]], why)


def _decision(actor: Member, action: Action, member: Member, reason: Reason | None) -> Decision:
    """A decision upon `member`; one that trusts them makes them known from now on."""
    decision = Decision(actor_id=actor.id, action=action, member_id=member.id, reason=reason, at=clock.now())
    if action is Action.APPROVE_TRUST and member.trust_floor < Trust.SETTLED:
        decision.trust_before, member.trust_floor = member.trust_floor, Trust.SETTLED
        member.trust = max(member.trust, Trust.SETTLED)
    return decision
