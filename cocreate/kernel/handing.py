"""Handing things to servers that know nothing of our transactions: never twice, and nothing is forgotten.

Whoever hands something over claims it first, and that is committed before a byte goes out. What is refused is released
and may be tried again; what is taken is noted. Where a worker dies in between, or the line breaks after everything was
said, nobody can know whether it was taken: such a claim stays as it is, is never handed over again, and the operator is
told how many there are.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import CheckConstraint, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from cocreate.kernel import clock
from cocreate.kernel.database import Base, db
from cocreate.kernel.jobs import job

log = structlog.get_logger()
# No line is waited for as long as that: whoever claimed something before has died, or has given it up.
LONGEST = timedelta(minutes=10)
# Longer than the queue keeps a job that may be tried again.
KEPT_FOR = timedelta(days=40)


class HandOver(Base):
    """That the thing called `key` was handed over from the instant `at` on, once for ever; taken at `taken_at`."""

    __tablename__ = "hand_overs"

    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    taken_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("taken_at >= at", "taken_after_it_was_claimed"),)


class InHand(Exception):
    """Another worker may be handing this over just now: come back later."""


class InDoubt(Exception):
    """Everything was said and nothing was answered: it may have been taken."""


def over(key: str, until: str | None, deliver: Callable[[], None]) -> None:
    """Hand over by `deliver` what is called `key`, unless that was done before; for jobs.

    With `until`, an instant in ISO 8601, somebody waits for it until then: it is handed over again where nobody knows
    what came of it, and not at all afterwards. `deliver` raises `InDoubt` where everything was said and nothing was
    answered; anything else it raises says that it was not taken, and is raised on. Raises `InHand`.
    """
    if until is not None:
        if clock.now() < datetime.fromisoformat(until):
            deliver()
        else:
            log.warning("not_handed_over_in_time", key=key, until=until)
    elif _claim(key):
        try:
            deliver()
        except InDoubt:
            log.warning("handed_over_in_doubt", key=key)
        except Exception:
            db.session.execute(delete(HandOver).where(HandOver.key == key))
            keep()
            raise
        else:
            now = func.greatest(HandOver.at, clock.now())
            db.session.execute(update(HandOver).where(HandOver.key == key).values(taken_at=now))
            keep()


def keep() -> None:
    """Commit what the job at work did so far, whatever becomes of it: before and after something leaves the site."""
    db.session.commit()


def _claim(key: str) -> bool:
    row = insert(HandOver).values(key=key, at=clock.now()).on_conflict_do_nothing()
    claimed = db.session.execute(row.returning(HandOver.key)).first() is not None
    keep()
    if not claimed:
        left = select(HandOver.at).where(HandOver.key == key, HandOver.taken_at.is_(None))
        since = db.session.scalar(left)
        if since is not None and since > clock.now() - LONGEST:
            raise InHand
    return claimed


@job("forget_hand_overs", cron="40 19 * * *")
def forget() -> None:
    """Remove what was handed over long ago."""
    db.session.execute(delete(HandOver).where(HandOver.at < clock.now() - KEPT_FOR))
