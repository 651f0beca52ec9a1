"""Members are reminded of codes that run out; it may run twice, or late."""

from sqlalchemy import select

from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.jobs import defer, job
from cocreate.perks.codes import telling
from cocreate.perks.codes.models import CodeState, PerkCode
from cocreate.perks.codes.pool import REMINDED_BEFORE

REMIND = "remind_of_codes"
BATCH = 200  # codes


@job(REMIND, cron="11 1 * * *")
def remind() -> None:
    """Tell whoever has a code that can be used for a week more, once, that it is so; not of one given out that late."""
    today = clock.local_day(clock.now())
    open_still = (PerkCode.state == CodeState.ASSIGNED, ~PerkCode.reminded)
    due = select(PerkCode).where(*open_still, PerkCode.valid_until_on.between(today, today + REMINDED_BEFORE))
    held = due.order_by(PerkCode.valid_until_on, PerkCode.id).limit(BATCH).with_for_update(skip_locked=True)
    codes = db.session.scalars(held).all()
    for code in codes:
        code.reminded = True
        telling.tell(journal.note(None, telling.ENDING, "perk_code", code.id), code)
    if len(codes) == BATCH:
        defer(REMIND)
