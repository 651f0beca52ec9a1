"""Carrying a plan out, a batch at a time. Callers commit after each call: a batch and the place reached are one."""

from sqlalchemy import func, select

from cocreate.importing.errors import Rejected
from cocreate.importing.kinds import KINDS, draft
from cocreate.importing.models import ImportRun
from cocreate.importing.planning import Plan
from cocreate.importing.rows import Draft
from cocreate.importing.tally import Tally
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.posts.similar import counts

BATCH = 200
# Held by one batch at a time, of whatever import, so that none waits for rows another holds.
_LOCK = 0x696D706F7274


def begin(plan: Plan) -> ImportRun:
    """The open run of `plan`, interrupted before or being carried out by somebody else; else a new one."""
    _lock()
    open_run = select(ImportRun).where(ImportRun.fingerprint == plan.fingerprint, ImportRun.finished_at.is_(None))
    run = db.session.scalar(open_run)
    if run is None:
        run = ImportRun(
            kind=plan.mapping.kind,
            source=plan.mapping.source,
            fingerprint=plan.fingerprint,
            total=len(plan.entries),
        )
        db.session.add(run)
        db.session.flush()
    return run


def bring_in(plan: Plan, run_id: int) -> ImportRun:
    """Bring in the next batch of `plan`, and finish the run when that was the last; the run as it is then.

    Several processes may do this for one run at the same time: each batch is brought in by one of them.
    """
    _lock()
    run = db.session.get_one(ImportRun, run_id, populate_existing=True)
    if run.finished_at is None:
        _next_batch(plan, run)
        if run.done == run.total:
            _finish(run, len(plan.rejected))
    db.session.flush()
    return run


def _next_batch(plan: Plan, run: ImportRun) -> None:
    tally = Tally()
    drafts: dict[int, Draft] = {}
    records = plan.records(run.done, BATCH)
    for record in records:
        try:
            drafts[record.number] = draft(record, plan.mapping)
        except Rejected as reason:  # the file is no longer what the plan was made from
            tally.failed[record.number] = str(reason)
    KINDS[plan.mapping.kind].write(plan.mapping, drafts, run.started_at, tally)
    run.done += len(records)
    run.added += tally.added
    run.present += tally.present
    run.failed = run.failed | {str(number): reason for number, reason in tally.failed.items()}


def _finish(run: ImportRun, rejected: int) -> None:
    run.finished_at = clock.now()
    counts.count_soon()
    journal.note(
        None, "import", "import_run", run.id,
        added=run.added, present=run.present, rejected=rejected + len(run.failed),
    )  # fmt: skip


def _lock() -> None:
    db.session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
