"""One letter a day to each moderator about what waits in the queue, at a civil hour, and only if anything does."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext
from sqlalchemy import exists, or_, select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from cocreate.desk.queue import piles
from cocreate.kernel import clock, mail, sealing
from cocreate.kernel.database import db, read
from cocreate.kernel.i18n import speaking
from cocreate.kernel.jobs import job
from cocreate.members.models import EVERYWHERE, Identity, IdentityKind, Member, MemberState, RoleGrant
from cocreate.moderation.letters import QueueLetter
from cocreate.posts.access import KEEPERS
from cocreate.site import queries as site

# Written from nine on, in the site's time zone; after a morning without a worker until six in the evening.
OPENS, CLOSES = 9, 18


class Line(NamedTuple):
    """How many lie in a pile, and for how many hours the first of them has."""

    name: str
    number: int
    hours: float


@job("write_queue_letters", cron="5 * * * *")
def write_due() -> None:
    """Write to every moderator who was not written to today, if something waits for them."""
    now = clock.now()
    if not OPENS <= now.astimezone(clock.site_zone()).hour < CLOSES:
        return
    for member, address in _moderators(clock.local_day(now)):
        waits = [(row.pile, row.number, row.since) for row in read(piles.waits(member)) if row.number]
        if not waits:
            continue
        number = int(read(select(piles.waiting(member))).scalar_one())  # a case may lie in several piles
        log = insert(QueueLetter).values(member_id=member.id, on=clock.local_day(now), at=now)
        noted = db.session.execute(log.on_conflict_do_nothing().returning(QueueLetter.member_id))
        if noted.first() is not None:
            _write(member, address, waits, number, now)


def _moderators(today: date) -> Iterator[tuple[Member, str]]:
    """Each moderator who can sign in and was not written to `today`, with the address they confirmed first."""
    written_to = exists().where(QueueLetter.member_id == Member.id, QueueLetter.on == today)
    holds = select(RoleGrant.member_id).where(RoleGrant.role.in_(KEEPERS), RoleGrant.scope == EVERYWHERE)
    free = or_(Member.suspended_until.is_(None), Member.suspended_until <= clock.now())
    query = (
        select(Member, Identity.sealed)
        .ext(distinct_on(Member.id))
        .join(Identity, Identity.member_id == Member.id)
        .where(Member.id.in_(holds), Member.state == MemberState.ACTIVE, Member.banned_at.is_(None), free)
        .where(Identity.kind == IdentityKind.EMAIL, ~written_to)
        .order_by(Member.id, Identity.id)
    )
    for member, sealed in db.session.execute(query).all():
        yield member, sealing.unseal(sealed)


def _write(
    member: Member, address: str, waits: Sequence[tuple[str, int, datetime]], number: int, now: datetime
) -> None:
    settings = current_app.config["COCREATE"]
    locale = member.locale or settings.default_locale
    with speaking(locale):
        names = _names()
        lines = [Line(names[pile], count, (now - since).total_seconds() / 3600) for pile, count, since in waits]
        subject = ngettext("%(num)s thing waits for the moderators", "%(num)s things wait for the moderators", number)
    mail.send(
        address,
        locale,
        "queue",
        subject,
        lines=lines,
        link=f"{settings.base_url}/moderation",
        site_name=site.brand().name,
    )


def _names() -> dict[str, str]:
    """What the piles are called."""
    return {
        "reported": pgettext("case", "Reported"),
        "held": pgettext("case", "Held"),
        "first": _("First posts"),
        "appeals": _("Appeals"),
        "supports": _("Suspicious supports"),
        "vehicles": _("Cars to verify"),
    }
