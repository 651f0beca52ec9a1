"""How members hear of what. On the site they hear of everything, until they choose otherwise."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import Select, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.notices import paces
from cocreate.notices.models import Cause, Channel, Choice, Notice, Pace

# By mail, until they choose. At once: what somebody waits for, or has to act upon. Daily: what became of what they care
# for. Weekly: that what they support was worded anew. Never the brand's announcements, unless somebody asks for them.
BY_MAIL: dict[Cause, Pace] = {
    Cause.ANSWER: Pace.AT_ONCE,
    Cause.MENTION: Pace.AT_ONCE,
    Cause.STATUS: Pace.DAILY,
    Cause.OFFICIAL: Pace.DAILY,
    Cause.EDIT: Pace.WEEKLY,
    Cause.MERGE: Pace.DAILY,
    Cause.RELEASE: Pace.DAILY,
    Cause.ROLE: Pace.AT_ONCE,
    Cause.VEHICLE: Pace.AT_ONCE,
    Cause.MODERATION: Pace.AT_ONCE,
    Cause.ANNOUNCEMENT: Pace.OFF,
    Cause.PERK: Pace.AT_ONCE,
    Cause.POINTS: Pace.DAILY,
}
# What a member has to know, whatever they chose: heard of on the site in any case.
ALWAYS = frozenset({Cause.MODERATION})


class Chosen(NamedTuple):
    """How a member hears of a cause."""

    site: bool
    mail: Pace


def of(member: Member) -> dict[Cause, Chosen]:
    """How `member` hears of each cause."""
    rows = db.session.scalars(select(Choice).where(Choice.member_id == member.id))
    found = {(row.cause, row.channel): row.pace for row in rows}
    return {
        cause: Chosen(found.get((cause, Channel.SITE)) is not Pace.OFF, found.get((cause, Channel.MAIL), default))
        for cause, default in BY_MAIL.items()
    }


def choose(member: Member, wanted: Mapping[Cause, Chosen]) -> None:
    """Have `member` hear of causes as `wanted` from now on; what waits to be mailed goes by it too."""
    rows = [
        {"member_id": member.id, "cause": cause, "channel": channel, "pace": pace}
        for cause, chosen in wanted.items()
        for channel, pace in (
            (Channel.SITE, Pace.AT_ONCE if chosen.site or cause in ALWAYS else Pace.OFF),
            (Channel.MAIL, chosen.mail),
        )
    ]
    if rows:
        made = insert(Choice).values(rows)
        same = ["member_id", "cause", "channel"]
        db.session.execute(made.on_conflict_do_update(index_elements=same, set_={"pace": made.excluded.pace}))
    for cause, chosen in wanted.items():
        _mail_by(member, cause, chosen.mail)
    db.session.flush()


def stop_mail(member: Member, causes: Collection[Cause]) -> None:
    """Write to `member` of none of `causes` any more; on the site they hear as before."""
    choose(member, {cause: chosen._replace(mail=Pace.OFF) for cause, chosen in of(member).items() if cause in causes})


def in_order(notices: Select[int]) -> Select[int]:
    """The ids `notices` finds, their rows locked in one order: so nobody waits for another in a ring."""
    return notices.order_by(Notice.id).with_for_update()


def _mail_by(member: Member, cause: Cause, pace: Pace) -> None:
    """Have what waits to be mailed to `member` of `cause` go by `pace`."""
    theirs = (Notice.member_id == member.id, Notice.cause == cause, Notice.due_at.is_not(None))
    waiting = Notice.id.in_(db.session.scalars(in_order(select(Notice.id).where(*theirs))).all())
    if pace is not Pace.OFF:
        values = {"pace": pace, "due_at": paces.due(pace, clock.now())}
        db.session.execute(update(Notice).where(waiting, Notice.pace != pace).values(values))
        return
    db.session.execute(delete(Notice).where(waiting, ~Notice.on_site))
    db.session.execute(update(Notice).where(waiting).values(pace=None, due_at=None))
