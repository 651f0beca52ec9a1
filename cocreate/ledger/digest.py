"""Each day of the ledger is closed with a digest that is public and follows from the one before.

Whoever notes one digest today can tell later whether anything up to that day was changed, lost or put in between.

A day ends with the last transfer that says it happened before midnight, in the site's time zone; what got its id later
belongs to the day after. So days follow each other by ids, without a gap, whenever they are closed.

No smaller id can appear afterwards. A transfer draws its id in a trigger, and a trigger runs once its statement holds
``ROW EXCLUSIVE`` on the table, until its transaction ends. ``SHARE`` on the table is granted when nobody holds that:
then each id ever drawn is committed or lost for good, and the sequence gives only greater ones from there on. The lock
is given back as soon as the greatest is read (it was taken after a savepoint): nobody waits while digests are made.
"""

from datetime import date, datetime, time, timedelta

from sqlalchemy import exists, func, select, text

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.jobs import job
from cocreate.kernel.paging import Page, cut, decode
from cocreate.ledger.models import Day, Transfer

FIRST = "0" * 64
DAY = timedelta(days=1)
# What a transfer adds to the digest of its day: a line break, then this. Instants are microseconds since 1970.
LINE = """
    E'\\n' || t.id || ' ' || encode(t.content_hash, 'hex') || ' ' || (extract(epoch FROM t.at) * 1000000)::bigint
    || ' ' || coalesce((extract(epoch FROM t.expires_at) * 1000000)::bigint::text, '-')
    || ' ' || coalesce(t.debit_balance::text, '-') || ' ' || coalesce(t.credit_balance::text, '-') || ' ' || t.key
"""
_DIGEST = text(
    f"""
    SELECT count(*) AS transfers,
        encode(sha256(convert_to(:head || coalesce(string_agg({LINE}, '' ORDER BY t.id), ''), 'UTF8')), 'hex') AS digest
    FROM ledger_transfers t WHERE t.id > :after AND t.id <= :last
    """  # noqa: S608 - a constant  # nosec B608
)


@job("close_ledger_days", cron="7 * * * *")
def close_days() -> None:
    """Close each day that is over and not closed yet, the earliest first; nothing before the first transfer."""
    yesterday = clock.local_day(clock.now()) - DAY
    if (last := _last()) is not None and last.day >= yesterday:
        return
    db.session.execute(text("LOCK TABLE ledger_days IN SHARE ROW EXCLUSIVE MODE"))
    last, settled = _last(), _settled()
    if settled is None:
        return
    day = last.day + DAY if last else min(_begins(), yesterday)
    while day <= yesterday:
        last = _close(day, last, settled)
        day += DAY


def days(cursor: str = "", limit: int = 30) -> Page[Day]:
    """Closed days, the latest first."""
    before = _day(decode(cursor, int)[0]) if cursor else date.max
    query = select(Day).where(Day.day < before).order_by(Day.day.desc()).limit(limit + 1)
    return cut(db.session.scalars(query).all(), limit, lambda one: (one.day.toordinal(),))


def begun() -> bool:
    """Whether anything has moved yet."""
    return bool(db.session.scalar(select(exists(select(Transfer.id)))))


def _last() -> Day | None:
    return db.session.scalar(select(Day).order_by(Day.day.desc()).limit(1))


def _settled() -> int | None:
    """The greatest id of all transfers, below which no other will appear any more; ``None`` without any."""
    savepoint = db.session.begin_nested()
    try:
        # Whoever would move something waits behind us: rather we try again later than that they wait for long.
        db.session.execute(text("SET LOCAL lock_timeout = '5s'"))
        db.session.execute(text("LOCK TABLE ledger_transfers IN SHARE MODE"))
        return db.session.scalar(select(func.max(Transfer.id)))
    finally:
        savepoint.rollback()


def _begins() -> date:
    return clock.local_day(db.session.scalars(select(Transfer.at).order_by(Transfer.id).limit(1)).one())


def _close(day: date, before: Day | None, settled: int) -> Day:
    after, previous = (before.last_id, before.digest) if before else (0, FIRST)
    midnight = datetime.combine(day + DAY, time(), clock.site_zone())
    of_day = select(func.max(Transfer.id)).where(Transfer.id > after, Transfer.id <= settled, Transfer.at < midnight)
    last = db.session.scalar(of_day) or after
    covered = {"head": head(previous, day, last), "after": after, "last": last}
    row = db.session.execute(_DIGEST, covered).one()
    made = Day(day=day, last_id=last, transfers=row.transfers, previous=previous, digest=row.digest)
    db.session.add(made)
    db.session.flush()
    return made


def head(previous: str, day: date, last_id: int) -> str:
    """What the digest of a day begins with."""
    return f"{previous}\n{day.isoformat()}\n{last_id}"


def _day(ordinal: int) -> date:
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))
