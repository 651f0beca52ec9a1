"""How long what is kept: periods that administrators set, and the one nightly job that goes by them.

What belongs to how something works keeps its own period, told here all the same: how long a sign-in lasts, a code, a
try counts.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, text

from cocreate.accounts import challenges, sessions, sign_ins
from cocreate.accounts.leaving import files
from cocreate.accounts.leaving.models import Export, Retention
from cocreate.accounts.vehicles import traces
from cocreate.ideas.suspicion import log as access_log
from cocreate.journal import rules as journal
from cocreate.kernel import clock, transactions
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.kernel.jobs import job
from cocreate.members.models import Member
from cocreate.notices import reading
from cocreate.perks.redemptions import addresses
from cocreate.posts.drafts import rules as drafts
from cocreate.posts.pictures import rules as pictures

LEAST, MOST = 1, 3650  # days
# The audit counts what letters told of, for 80 days; so long notices stay.
LEAST_OF = {"read_notices": 90, "notices": 90}
LONGEST_REASON = 300  # characters
_OLD_JOBS = text(
    """
    DELETE FROM procrastinate_jobs j WHERE j.status IN ('failed', 'succeeded', 'cancelled', 'aborted') AND NOT EXISTS (
        SELECT FROM procrastinate_events e WHERE e.job_id = j.id AND e.at >= :before
    )
    """
)

# What each key of `Retention` names, in the order in which it is shown.
NAMES: Mapping[str, Any] = {
    "erasure": _l("Grace before a member is erased"),
    "exports": _l("Files that members take along"),
    "drafts": _l("Drafts nobody touched"),
    "read_notices": _l("Notices that were read"),
    "notices": _l("Other notices, and when letters were sent"),
    "addresses": _l("Where something was shipped to, after it was sent or cancelled"),
    "access_log": _l("Where supports, sign-ups and invitations came from, as keyed hashes"),
    "sign_ins": _l("Sign-ins, and tries in vain as keyed hashes"),
    "car_traces": _l("Cars whose only account is gone, as keyed hashes"),
    "failed_jobs": _l("Letters and other work that failed"),
}


class Fixed(NamedTuple):
    """What is kept for a period that belongs to how it works."""

    name: Any
    period: timedelta
    reason: Any


FIXED = (
    Fixed(_l("Sessions nobody used, API tokens"), sessions.IDLE, _l("So long a sign-in lasts.")),
    Fixed(_l("Sessions in use"), sessions.LASTS, _l("Then one signs in anew; whoever holds a role after 30 days.")),
    Fixed(_l("Pictures no post took"), pictures.KEPT_FOR, _l("Time to finish the post they are for.")),
    Fixed(_l("Answers to forms sent twice"), transactions.KEPT_FOR, _l("So that sending twice does it once.")),
    Fixed(_l("Codes and links to confirm an address"), challenges.KEPT_FOR, _l("So that an old link can say so.")),
    Fixed(_l("Counts against abuse"), timedelta(days=1), _l("Keyed hashes; the longest window is a day.")),
)


def period(key: str) -> timedelta:
    """How long what `key` names is kept."""
    return db.session.get_one(Retention, key).period


def periods() -> list[Retention]:
    """All periods, in the order of `NAMES`."""
    found = {row.key: row for row in db.session.scalars(select(Retention))}
    return [found[key] for key in NAMES]


def change(actor: Member, days: Mapping[str, int]) -> None:
    """Set how many `days` each key is kept; what is under way keeps its end. Raises `Invalid` at the key."""
    rows = {row.key: row for row in periods()}
    for key, number in days.items():
        least = LEAST_OF.get(key, LEAST)
        if key not in rows or not least <= number <= MOST:
            raise Invalid(key, _("This must be from %(least)s to %(most)s.", least=least, most=MOST))
    changed = {key: number for key, number in days.items() if rows[key].days != number}
    for key, number in changed.items():
        rows[key].days = number
    if changed:
        journal.note(actor.id, "change_retention", "site", 1, days=changed)
    db.session.flush()


@job("remove_what_is_old", cron="29 3 * * *")
def remove_what_is_old() -> None:
    """Remove everything that was kept for its period."""
    now = clock.now()
    for row in periods():
        if row.key in _REMOVES:
            _REMOVES[row.key](now - row.period)


def _remove_exports(_before: datetime) -> None:
    """Each file has an end of its own, which its member was told."""
    over = select(Export.member_id).where(Export.expires_at <= clock.now()).order_by(Export.member_id)
    for member_id in db.session.scalars(over.with_for_update(skip_locked=True)).all():
        files.forget_file(member_id)


def _remove_jobs(before: datetime) -> None:
    db.session.execute(_OLD_JOBS, {"before": before})


_REMOVES: Mapping[str, Callable[[datetime], None]] = {
    "exports": _remove_exports,
    "drafts": drafts.forget_old_drafts,
    "read_notices": reading.forget_read,
    "notices": reading.forget_old,
    "addresses": addresses.forget_old,
    "access_log": access_log.forget_old,
    "sign_ins": sign_ins.forget_old,
    "car_traces": traces.forget_old,
    "failed_jobs": _remove_jobs,
}
