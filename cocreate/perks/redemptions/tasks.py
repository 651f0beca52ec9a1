"""Orders that nobody took up in time cancel themselves."""

from sqlalchemy import select

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.jobs import defer, defer_all, job
from cocreate.perks.redemptions import rules
from cocreate.perks.redemptions.models import Redemption, RedemptionState

FIND, GIVE_UP = "find_overdue_orders", "give_up_order"
BATCH = 500  # orders


@job(FIND, cron="41 * * * *")
def find_overdue(after: int = 0) -> None:
    """Ask for orders whose time is over to be cancelled, each by itself: one that fails leaves the others; from the key
    `after` on."""
    waits = (Redemption.state == RedemptionState.ORDERED, Redemption.taken_up_at.is_(None))
    due = select(Redemption.id).where(*waits, Redemption.due_at <= clock.now(), Redemption.id > after)
    keys = list(db.session.scalars(due.order_by(Redemption.id).limit(BATCH)))
    defer_all(GIVE_UP, [{"redemption": key} for key in keys])
    if len(keys) == BATCH:
        defer(FIND, after=keys[-1])


@job(GIVE_UP)
def give_up(redemption: int) -> None:
    """Cancel the order with this key, if its time is over; once more changes nothing."""
    rules.give_up(redemption)
