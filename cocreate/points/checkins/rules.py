"""Checking in."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.members.models import Affiliation, Member
from cocreate.points import awards
from cocreate.points.checkins import queries
from cocreate.points.checkins.models import CheckIn
from cocreate.points.checkins.queries import Today
from cocreate.points.models import RuleKey


def check_in(member: Member, at: datetime | None = None) -> tuple[Today, bool]:
    """Have `member` check in on the day of the site, and say how it stands; and whether this was the check-in.

    Once more on the same day changes nothing: the database has a row for each day. Raises `Refused` where there are no
    check-ins, or none for whoever works for the brand.
    """
    at = at or clock.now()
    day = clock.local_day(at)
    before = queries.today(member, day)
    if before.done:
        return before, False
    if member.affiliation is not Affiliation.NONE:
        raise Refused("earns-nothing", _("Points are for members; who works for the brand collects none."))
    if not before.is_open:
        raise Refused("no-check-ins", _("There are no check-ins at the moment."))
    row = insert(CheckIn).values(member_id=member.id, on_day=day, at=at).on_conflict_do_nothing()
    if db.session.execute(row.returning(CheckIn.on_day)).first() is None:
        return queries.today(member, day), False
    awards.award(RuleKey.CHECK_IN, queries.source(member.id, day), [member.id], points=before.points, at=at)
    return queries.today(member, day), True
