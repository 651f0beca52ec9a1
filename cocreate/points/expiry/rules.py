"""Letting points expire, and telling of it before. Both may run twice, side by side, or late."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db, read
from cocreate.kernel.jobs import defer, defer_all, job
from cocreate.members.models import Member, MemberState
from cocreate.notices import rules as notices
from cocreate.notices.models import Cause, Why
from cocreate.points import wallets
from cocreate.points.expiry.models import Reminder
from cocreate.points.models import Lot
from cocreate.points.queries import last_day

EXPIRE, EXPIRE_OF, REMIND = "expire_points", "expire_points_of", "remind_of_expiry"
TOLD = "points_expire"  # the verb
BATCH = 200  # members
# So long before are members reminded, the nearer distance first; and what follows within a week is told along, so that
# whoever checks in daily is not reminded daily.
DISTANCES = (7, 30)
ALONG = 6


@job(EXPIRE, cron="*/10 * * * *")
def expire(after: int = 0) -> None:
    """Ask for the expiry of members with something due, each in a transaction of their own; from the key `after` on."""
    due = select(Lot.member_id).distinct().where(Lot.remaining > 0, Lot.expires_at <= clock.now())
    members = list(db.session.scalars(due.where(Lot.member_id > after).order_by(Lot.member_id).limit(BATCH)))
    defer_all(EXPIRE_OF, [{"member_id": member} for member in members])
    if len(members) == BATCH:
        defer(EXPIRE, after=members[-1])


@job(EXPIRE_OF)
def expire_of(member_id: int) -> None:
    """Take away what is due of the member's points."""
    wallets.expire(member_id)


@job(REMIND, cron="5 0,6,12,18 * * *")
def remind(after: int = 0) -> None:
    """Tell members with a key above `after` of what expires, and ask to go on where there are more."""
    now = clock.now()
    end = datetime.combine(clock.local_day(now) + timedelta(days=max(DISTANCES) + 1), time(), clock.site_zone())
    soon = select(Lot.member_id).distinct().where(Lot.remaining > 0, Lot.expires_at > now, Lot.expires_at <= end)
    active = soon.join(Member, Member.id == Lot.member_id).where(Member.state == MemberState.ACTIVE)
    members = list(db.session.scalars(active.where(Lot.member_id > after).order_by(Lot.member_id).limit(BATCH)))
    for member_id, due in _due(members, now).items():
        _remind(member_id, due, now)
    if len(members) == BATCH:
        defer(REMIND, after=members[-1])


def distance(day: date, today: date) -> int | None:
    """The reminder that makes sense on `today` of points for which `day` is the last: of those that are late the
    nearest alone."""
    return next((days for days in DISTANCES if 0 <= (day - today).days <= days), None)


def _due(members: Sequence[int], now: datetime) -> Mapping[int, Mapping[date, int]]:
    """What each of `members` has that expires, by its last day."""
    end = now + timedelta(days=max(DISTANCES) + ALONG + 2)
    lots = select(Lot.member_id, Lot.expires_at, Lot.remaining).where(Lot.member_id.in_(members), Lot.remaining > 0)
    found: dict[int, dict[date, int]] = {}
    for member_id, expires_at, remaining in read(lots.where(Lot.expires_at > now, Lot.expires_at <= end)):
        days = found.setdefault(member_id, defaultdict(int))
        days[last_day(expires_at)] += remaining
    return dict(sorted(found.items()))


def _remind(member_id: int, due: Mapping[date, int], now: datetime) -> None:
    """Tell the member of what is `due` and was not told before, the nearest first: at most once for each distance."""
    today = clock.local_day(now)
    rows = read(select(Reminder.last_on, Reminder.days).where(Reminder.member_id == member_id))
    told = {(day, days) for day, days in rows}
    for days in DISTANCES:
        fresh = [day for day in due if distance(day, today) == days and (day, days) not in told]
        if fresh:
            until = today + timedelta(days=days + ALONG)
            along = [day for day in due if min(fresh) <= day <= until and (day, days) not in told]
            told |= _tell(member_id, days, {day: due[day] for day in along}, now)


def _tell(member_id: int, days: int, due: Mapping[date, int], now: datetime) -> set[tuple[date, int]]:
    """Tell the member of what is `due`, but what somebody else is telling them right now. Whoever was told of a day so
    near needs no reminder of the farther distance."""
    distances = [each for each in DISTANCES if each >= days]
    values = [{"member_id": member_id, "last_on": day, "days": each, "at": now} for day in due for each in distances]
    rows = insert(Reminder).values(values).on_conflict_do_nothing().returning(Reminder.last_on, Reminder.days)
    new = {(day, each) for day, each in db.session.execute(rows)}
    last = sorted(day for day, each in new if each == days)
    if last:
        points = sum(due[day] for day in last)
        said = {"points": points, "from": last[0].isoformat(), "until": last[-1].isoformat()}
        entry = journal.note(None, TOLD, "member", member_id, now, **said)
        notices.tell(entry, Cause.POINTS, {Why.HOLDER: [member_id]})
    return {(day, each) for day in due for each in distances}
