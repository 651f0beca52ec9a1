"""Orders that nobody took up in time cancel themselves."""

from sqlalchemy import select

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.jobs import defer, job
from cocreate.perks.redemptions import rules
from cocreate.perks.redemptions.models import Redemption, RedemptionState


@job("find_overdue_orders", cron="41 * * * *")
def find_overdue() -> None:
    """Ask for every order whose time is over to be cancelled, each by itself: one that fails leaves the others."""
    waits = (Redemption.state == RedemptionState.ORDERED, Redemption.taken_up_at.is_(None))
    due = select(Redemption.id).where(*waits, Redemption.due_at <= clock.now()).order_by(Redemption.due_at)
    for key in db.session.scalars(due).all():
        defer("give_up_order", queueing_lock=f"give_up_order {key}", redemption=key)


@job("give_up_order")
def give_up(redemption: int) -> None:
    """Cancel the order with this key, if its time is over; once more changes nothing."""
    rules.give_up(redemption)
