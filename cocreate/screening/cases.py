"""Opening what somebody should look at, and closing it when it was decided upon."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from cocreate.kernel import clock, ids
from cocreate.kernel.database import db
from cocreate.screening.models import Case, Cause

# What each cause weighs by itself, however often it comes; a report of somebody with no record weighs 1. A held post
# waits for its author, a first post only for a glance.
WEIGHTS = {
    Cause.REPORT: 0.0,
    Cause.WORD: 3.0,
    Cause.RATE: 2.0,
    Cause.TRUST: 2.0,
    Cause.PROVIDER: 2.0,
    Cause.EDIT: 2.0,
    Cause.MODERATOR: 1.0,
    Cause.FIRST: 0.5,
}


def weight_of(causes: Collection[str]) -> float:
    """What `causes` weigh together, without the reports."""
    return sum(WEIGHTS[Cause(cause)] for cause in set(causes))


def open_case(
    causes: Collection[Cause], *, post_id: int | None = None, member_id: int | None = None, weight: float = 0.0
) -> None:
    """Have somebody look at a post or a member, exactly one of the two, for `causes`; `weight`, that of reports, comes
    on top of theirs.

    What is open already gets the new causes and grows heavier; what was closed is opened anew. The case is locked.
    """
    now, said = clock.now(), sorted({cause.value for cause in causes})
    new = {"post_id": post_id, "member_id": member_id, "causes": said, "weight": weight_of(said) + weight}
    made = insert(Case).values(public_id=ids.new_public_id(), opened_at=now, **new).on_conflict_do_nothing()
    if db.session.execute(made.returning(Case.id)).first() is not None:
        return
    (case,) = lock([post_id] if post_id is not None else (), [member_id] if member_id is not None else ())
    if case.closed_at is not None:
        case.causes, case.weight, case.opened_at, case.closed_at = [], 0.0, now, None
    added = [cause for cause in said if cause not in case.causes]
    case.causes = [*case.causes, *added]
    case.weight += weight_of(added) + weight
    db.session.flush()


def lock(post_ids: Collection[int] = (), member_ids: Collection[int] = ()) -> list[Case]:
    """The cases of these posts and members, open or not, read afresh and locked until the transaction ends."""
    query = select(Case).where(_of(post_ids, member_ids)).order_by(Case.id).with_for_update(key_share=True)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def close_cases(post_ids: Collection[int] = (), member_ids: Collection[int] = ()) -> None:
    """Note that somebody has looked at these posts and members."""
    closing = update(Case).where(_of(post_ids, member_ids), Case.closed_at.is_(None))
    db.session.execute(closing.values(closed_at=clock.now(), claimed_by=None, claimed_until=None))


def relieve(post_ids: Collection[int]) -> None:
    """Let the open cases of these posts wait on without the weight of reports: those are settled."""
    for case in lock(post_ids):
        case.weight = weight_of(case.causes)
    db.session.flush()


def _of(post_ids: Collection[int], member_ids: Collection[int]) -> ColumnElement[bool]:
    return or_(Case.post_id.in_(post_ids), Case.member_id.in_(member_ids))
