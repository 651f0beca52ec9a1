"""Holds whose time is over are voided, a bounded number at a time.

Some end in other ways: where more than the ledger has to change (points go back into their lots, an order is
cancelled), the package above that made the hold ends it itself. It says so once with `ended_elsewhere`, and finds with
`due` which ones those are.
"""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from cocreate.kernel import clock
from cocreate.kernel.database import db, written
from cocreate.kernel.jobs import defer, job
from cocreate.ledger import rules
from cocreate.ledger.models import Phase, Transfer

JOB = "expire_holds"
AT_ONCE = 500
_elsewhere: set[str] = set()


def ended_elsewhere(kind: str) -> str:
    """Leave holds of this `kind` to whoever asks for it; the kind."""
    _elsewhere.add(kind)
    return kind


def due(at: datetime, kind: str | None = None, limit: int = AT_ONCE) -> list[Transfer]:
    """Open holds of `kind` whose time is over at `at`, the longest over first; without a kind, those nobody ends.

    They are kept to this transaction, and those another one has are left out: two jobs share the work. Whoever voids
    several locks their accounts first (`rules.lock`).
    """
    resolution = aliased(Transfer)
    mine = Transfer.kind == kind if kind is not None else Transfer.kind.not_in(_elsewhere)
    over = select(Transfer).where(
        Transfer.phase == written(Phase.PENDING), Transfer.expires_at <= at, mine,
        ~exists().where(resolution.pending_id == Transfer.id),
    )  # fmt: skip
    ordered = over.order_by(Transfer.expires_at, Transfer.id).limit(limit)
    return list(db.session.scalars(ordered.with_for_update(key_share=True, skip_locked=True)))


def expire(at: datetime, limit: int = AT_ONCE) -> int:
    """Void up to `limit` holds whose time is over at `at`; how many. Those ended elsewhere are left alone."""
    over = due(at, limit=limit)
    if over:
        rules.lock(*(hold.debit_id for hold in over))
    return sum(_ended(hold, at) for hold in over)


def _ended(hold: Transfer, at: datetime) -> bool:
    try:
        return rules.void(hold.id, "expiry", at).kind == "expiry"
    except rules.Resolved:  # posted in time by a transaction that was not over when we looked
        return False


@job(JOB, cron="*/5 * * * *")
def expire_holds() -> None:
    """Void what is over, and ask for the rest where there is more."""
    if expire(clock.now()) == AT_ONCE:
        defer(JOB, queueing_lock=JOB)
