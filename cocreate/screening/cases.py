"""Opening what somebody should look at, and closing it when it was decided upon."""

from collections.abc import Collection

from sqlalchemy import case, func, update
from sqlalchemy.dialects.postgresql import insert

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.screening.models import Case, Cause

# What each cause weighs by itself; a report of somebody with no record weighs 1. A held post waits for its author, a
# first post only for a glance.
WEIGHTS = {
    Cause.REPORT: 0.0,
    Cause.WORD: 3.0,
    Cause.RATE: 2.0,
    Cause.TRUST: 2.0,
    Cause.PROVIDER: 2.0,
    Cause.EDIT: 2.0,
    Cause.FIRST: 0.5,
}


def open_case(
    causes: Collection[Cause], *, post_id: int | None = None, member_id: int | None = None, weight: float = 0.0
) -> None:
    """Have somebody look at a post or a member, exactly one of the two, for `causes`; `weight` comes on top of theirs.

    What is open already gets the new causes and grows heavier; what was closed is opened anew. One statement, under
    which the row is locked.
    """
    now = clock.now()
    said = sorted(cause.value for cause in set(causes))
    weight += sum(WEIGHTS[cause] for cause in set(causes))
    row = insert(Case).values(post_id=post_id, member_id=member_id, causes=said, weight=weight, opened_at=now)
    is_open = Case.closed_at.is_(None)
    db.session.execute(
        row.on_conflict_do_update(
            index_elements=[Case.post_id if post_id is not None else Case.member_id],
            set_={
                "causes": case((is_open, func.array_cat(Case.causes, row.excluded.causes)), else_=row.excluded.causes),
                "weight": case((is_open, Case.weight + row.excluded.weight), else_=row.excluded.weight),
                "opened_at": case((is_open, Case.opened_at), else_=row.excluded.opened_at),
                "closed_at": None,
            },
        )
    )


def close_cases(post_ids: Collection[int] = (), member_ids: Collection[int] = ()) -> None:
    """Note that somebody has looked at these posts and members."""
    for column, keys in ((Case.post_id, post_ids), (Case.member_id, member_ids)):
        closing = update(Case).where(column.in_(keys), Case.closed_at.is_(None))
        db.session.execute(closing.values(closed_at=clock.now(), claimed_by=None, claimed_until=None))
