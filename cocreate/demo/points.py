"""Points in the demo: what members earn comes by their deeds; here are the days on which one of them checked in."""

import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import and_, delete, exists, or_, select, text

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.ledger import digest
from cocreate.ledger.models import Account, AccountKind, Day, Transfer
from cocreate.members.models import Member
from cocreate.points import wallets
from cocreate.points.checkins import rules as checkins
from cocreate.points.checkins.models import CheckIn
from cocreate.points.expiry.models import Reminder
from cocreate.points.grants import rules as grants
from cocreate.points.grants.models import Grant
from cocreate.points.leaderboard.models import Absence
from cocreate.points.models import Award, Lot, LotUse

# Whoever signs in as this member finds a streak to go on with, and points of last year that are about to expire.
REGULAR = "lin"
# So many days ago: the last weeks but one day, and nine days of almost a year ago.
DAYS = (*range(1, 13), *range(14, 27), *range(338, 347))
MONTHS = 24
# What waits for the second administrator.
THANKED, WAITING, REASON = "lin", 2000, "汀屿共创日现场分享的讲者酬谢，活动结束后统一发放。"


@dataclass(frozen=True)
class Visit:
    """That a member checks in."""

    by: Member


@dataclass(frozen=True)
class Due:
    """That what was due until then expires."""


def moments(cast: Mapping[str, Member], now: datetime) -> Iterator[tuple[datetime, Visit | Due]]:
    """All visits, and the expiry month by month, each at its instant."""
    for days_ago in DAYS:
        yield _instant(days_ago, now), Visit(cast[REGULAR])
    for month in range(MONTHS):
        yield now - timedelta(days=30 * month, minutes=1), Due()


def do(moment: Visit | Due) -> None:
    """Let it happen, now."""
    if isinstance(moment, Visit):
        checkins.check_in(moment.by)
        return
    due = select(Lot.member_id).distinct().where(Lot.remaining > 0, Lot.expires_at <= clock.now())
    for member_id in db.session.scalars(due.order_by(Lot.member_id)).all():
        wallets.expire(member_id)


def ask_for_grant(members: Mapping[str, Member]) -> None:
    """One administrator asks for more points than one gives alone, so that the other finds something to confirm."""
    grants.grant(members["zhou"], members[THANKED], WAITING, REASON)


def clear(crew: Collection[int]) -> dict[str, list[int]]:
    """Delete all that moved of `crew`, and their accounts; answers the keys of their awards and grants, by kind.

    The chain of the ledger's days is made anew without it; its guard is off.
    """
    # What one of them gave to somebody who stays is theirs, and stays with it.
    unheard = and_(Grant.by_id.in_(crew), Grant.award_id.is_(None))
    given = delete(Grant).where(or_(Grant.member_id.in_(crew), unheard)).returning(Grant.id)
    granted = list(db.session.scalars(given))
    awards = list(db.session.scalars(delete(Award).where(Award.member_id.in_(crew)).returning(Award.id)))
    lots = select(Lot.id).where(Lot.member_id.in_(crew))
    db.session.execute(delete(LotUse).where(LotUse.lot_id.in_(lots)))
    db.session.execute(delete(Lot).where(Lot.member_id.in_(crew)))
    for table in (CheckIn, Reminder, Absence):
        db.session.execute(delete(table).where(table.member_id.in_(crew)))
    accounts = select(Account.id).where(Account.holder_id.in_(crew))
    moved = or_(Transfer.debit_id.in_(accounts), Transfer.credit_id.in_(accounts))
    db.session.execute(delete(Transfer).where(moved))
    with _accounts_unguarded():
        db.session.execute(delete(Account).where(Account.holder_id.in_(crew)))
        touched = exists().where(or_(Transfer.debit_id == Account.id, Transfer.credit_id == Account.id))
        db.session.execute(delete(Account).where(Account.kind == AccountKind.HOUSE, ~touched))
    if db.session.execute(delete(Day).returning(Day.day)).first() is not None:
        digest.close_days()
    return {"award": awards, "grant": granted}


@contextmanager
def _accounts_unguarded() -> Iterator[None]:
    """Let accounts be deleted whose transfers are gone; rolls back with the transaction."""
    db.session.execute(text("ALTER TABLE ledger_accounts DISABLE TRIGGER USER"))
    yield
    db.session.execute(text("ALTER TABLE ledger_accounts ENABLE TRIGGER USER"))


def _instant(days_ago: int, now: datetime) -> datetime:
    """A minute of the morning of the day so many days ago, where the site is."""
    day = clock.local_day(now - timedelta(days=days_ago))
    return datetime.combine(day, time(7, zlib.crc32(str(days_ago).encode()) % 60), clock.site_zone())
