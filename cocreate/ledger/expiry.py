"""Holds whose time is over are voided, a bounded number at a time."""

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


def expire(at: datetime, limit: int = AT_ONCE) -> int:
    """Void up to `limit` holds whose time is over at `at`; how many.

    They are kept to this transaction, and those another one has are left out: two jobs share the work.
    """
    resolution = aliased(Transfer)
    due = select(Transfer).where(
        Transfer.phase == written(Phase.PENDING), Transfer.expires_at <= at,
        ~exists().where(resolution.pending_id == Transfer.id),
    )  # fmt: skip
    ordered = due.order_by(Transfer.expires_at, Transfer.id).limit(limit)
    over = db.session.scalars(ordered.with_for_update(key_share=True, skip_locked=True)).all()
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
