"""An idea on its way from one status to another: its lock, and the one place that writes the change."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload

from cocreate.ideas import earning, search, telling
from cocreate.ideas.access import TEAM
from cocreate.ideas.merging.models import Merge
from cocreate.ideas.models import AUTOMATIC, MERGED, Category, Idea, Status, StatusChange
from cocreate.ideas.responses import rules as responses
from cocreate.ideas.responses.models import ResponseKind
from cocreate.ideas.safety import proposals
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member, Role


def lock(idea: Idea) -> None:
    """Hold the row of `idea` until the transaction ends. What else is locked of an idea is locked after it."""
    db.session.execute(select(Idea.id).where(Idea.id == idea.id).with_for_update(key_share=True))


def locked(idea: Idea) -> Idea:
    """`idea` with its row locked until the transaction ends, and everything about it read afresh.

    The row is locked before it is joined: a join that locks would keep the status it saw before waiting, find
    that it no longer matches, and answer no row at all.
    """
    lock(idea)
    query = select(Idea).where(Idea.id == idea.id).options(joinedload(Idea.post), joinedload(Idea.status))
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def lock_all(ideas: Collection[int]) -> None:
    """Hold the rows of the ideas with these ids, in their order, until the transaction ends."""
    ordered = select(Idea.id).where(Idea.id.in_(ideas)).order_by(Idea.id)
    db.session.execute(ordered.with_for_update(key_share=True))


def locked_all(ideas: Collection[int]) -> list[Idea]:
    """The ideas with these ids as `locked` gives one, locked in the order of their ids: nobody waits in a ring."""
    lock_all(ideas)
    query = select(Idea).where(Idea.id.in_(ideas)).order_by(Idea.id)
    query = query.options(joinedload(Idea.post), joinedload(Idea.status))
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def locked_targets(ideas: Collection[int]) -> list[Idea]:
    """The ideas where what is given to `ideas` counts, all of these and those locked; nobody merges meanwhile."""
    lasting = and_(Merge.idea_id == Idea.id, Merge.ended_at.is_(None))
    found = select(func.coalesce(Merge.into_id, Idea.id)).select_from(Idea).outerjoin(Merge, lasting)
    targets = set(db.session.scalars(found.where(Idea.id.in_(ideas))))
    return [idea for idea in locked_all({*ideas, *targets}) if idea.id in targets]


def move(
    actor: Member,
    idea: Idea,
    target: Status,
    reason: str,
    *,
    official: bool,
    confirmed_by: Member | None = None,
    at: datetime | None = None,
    quiet: bool = False,
) -> StatusChange:
    """Bring the locked `idea` to `target`, whoever asked whether it may: `actor` says why, `confirmed_by` agreed.

    An `official` reason is an answer, and leaving the category "open" a decision; not so by merging: what is asked is
    decided under the idea it is merged into. What was proposed meanwhile is void. Whom the idea concerns is told,
    unless it is `quiet`, as part of something they are told anyway.
    """
    role = next((role.value for role in (*TEAM, Role.MODERATOR) if actor.has_role(role)), "member")
    change = StatusChange(
        idea_id=idea.id,
        from_key=idea.status_key,
        to_key=target.key,
        reason=reason,
        actor_id=actor.id,
        actor_role=role,
        official=official and actor.is_official,
        confirmed_by_id=confirmed_by.id if confirmed_by else None,
        at=at or clock.now(),
    )
    if change.official:
        responses.answered(idea.id, change.at)
    if idea.status.category is Category.OPEN and target.category is not Category.OPEN and target.key != MERGED:
        responses.meet(idea.id, ResponseKind.DECISION, change.at)
    return _write(idea, target, change, quiet=quiet)


def come(idea: Idea, target: Status, threshold: int, at: datetime) -> StatusChange:
    """Bring the locked `idea` to `target` by itself, as `threshold` owners support it: nobody's answer or decision."""
    change = StatusChange(
        idea_id=idea.id,
        from_key=idea.status_key,
        to_key=target.key,
        reason="",
        actor_role=AUTOMATIC,
        threshold=threshold,
        at=at,
    )
    return _write(idea, target, change)


def _write(idea: Idea, target: Status, change: StatusChange, *, quiet: bool = False) -> StatusChange:
    db.session.add(change)
    idea.status, idea.status_changed_at = target, change.at
    proposals.make_void(idea.id)
    db.session.flush()
    said = {"status": target.key, "change": change.id}
    entry = journal.note(change.actor_id, "change_status", "post", idea.id, at=change.at, **said)
    if not quiet:
        telling.moved(entry)
    search.index(idea)
    earning.moved(idea, change)
    return change
