"""Changing what is promised from now on. What runs already keeps the end it was given."""

from collections.abc import Collection
from datetime import date

from flask_babel import gettext as _

from cocreate.journal import rules as journal
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member
from cocreate.site import queries
from cocreate.site.calendar import EVERY_DAY, WHOLE_DAY
from cocreate.site.models import SiteRecord

MAX_HOURS = 9999
MAX_HOLIDAYS = 400


def change(
    actor: Member,
    answer_hours: int,
    decision_hours: int,
    days: Collection[int],
    opens: int,
    closes: int,
    holidays: Collection[date],
) -> SiteRecord:
    """Set the hours promised, and the working calendar (see ``site.calendar``) that counts them.

    Raises `Invalid` at the field that cannot be taken.
    """
    for name, value in (("answer_hours", answer_hours), ("decision_hours", decision_hours)):
        if not 1 <= value <= MAX_HOURS:
            raise Invalid(name, _("This must be from %(least)s to %(most)s.", least=1, most=MAX_HOURS))
    if not days or not EVERY_DAY.issuperset(days):
        raise Invalid("working_days", _("Choose at least one day."))
    if not 0 <= opens < closes <= WHOLE_DAY:
        raise Invalid("working_to", _("The day must end after it has begun."))
    if len(holidays) > MAX_HOLIDAYS:
        raise Invalid("holidays", _("At most %(count)s days, please.", count=MAX_HOLIDAYS))
    site = queries.record()
    site.answer_hours, site.decision_hours = answer_hours, decision_hours
    site.working_days, site.holidays = sorted(days), sorted(holidays)
    site.working_from, site.working_to = opens, closes
    site.version += 1
    hours = [answer_hours, decision_hours]
    journal.note(actor.id, "change_promises", "site", site.id, version=site.version, hours=hours)
    db.session.flush()
    return site
