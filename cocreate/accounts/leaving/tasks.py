"""What happens by itself to whoever wants to leave: a reminder, and the end."""

from datetime import timedelta

import structlog
from sqlalchemy import select

from cocreate.accounts.leaving import erased, erasing, letters
from cocreate.accounts.leaving.models import Departure, Erasure
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.kernel.jobs import defer, defer_all, job
from cocreate.members.models import Member

log = structlog.get_logger()
REMINDED_BEFORE = timedelta(days=2)
# A request that was under way while its member was erased may leave something behind: looked after once more.
LOOKED_AFTER = timedelta(days=2)


@job("see_to_departures", cron="11 * * * *")
def see_to() -> None:
    """Remind those whose end is near; have those erased whose time has come, each by a job of its own."""
    now = clock.now()
    near = select(Departure, Member).join(Member, Member.id == Departure.member_id)
    near = near.where(Departure.due_at.between(now, now + REMINDED_BEFORE), Departure.reminded_at.is_(None))
    for departure, member in db.session.execute(near.with_for_update(of=Departure, skip_locked=True)).all():
        departure.reminded_at = now
        if departure.due_at - departure.asked_at > REMINDED_BEFORE:  # who has just read it needs no reminder
            letters.reminded(member, departure)
    for member_id in db.session.scalars(select(Departure.member_id).where(Departure.due_at <= now)):
        defer("erase_member", queueing_lock=f"erase:{member_id}", member=member_id)


@job("erase_member")
def erase(member: int) -> None:
    """Erase `member` if their time has come, unless they thought better of it; once more if they are erased already.

    The last administrator waits, and whoever's car somebody is just deciding about: the next hour tries again.
    """
    try:
        with db.session.begin_nested():
            held = erasing.hold(member)
            chosen = _chosen(member)
            if chosen is not None:
                erasing.erase(held, chosen)
    except Refused as error:
        log.warning("not_erased", member=member, code=error.code)


@job("look_after_erased", cron="53 4 * * *")
def look_after() -> None:
    """Have whoever was erased within `LOOKED_AFTER`, or has come back with an older database, emptied once more."""
    lately = set(db.session.scalars(select(Erasure.member_id).where(Erasure.at > clock.now() - LOOKED_AFTER)))
    defer_all("erase_member", [{"member": member_id} for member_id in sorted(lately | erased.returned().keys())])


def _chosen(member_id: int) -> bool | None:
    """Whether the posts go with the member, as they chose; nothing while they are not to be erased."""
    done = db.session.scalar(select(Erasure.posts_too).where(Erasure.member_id == member_id))
    if done is not None:
        return done
    due = select(Departure.posts_too).where(Departure.member_id == member_id, Departure.due_at <= clock.now())
    asked = db.session.scalar(due)
    return erased.returned().get(member_id) if asked is None else asked
