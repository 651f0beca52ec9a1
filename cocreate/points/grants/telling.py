"""Telling members of points that were given to them by hand, or taken back, and why: in notices and on statements.

Administrators are told of those that wait for a second one, and whoever asked where that one refuses.
"""

from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db, read
from cocreate.kernel.templating import number
from cocreate.kernel.text import language_of
from cocreate.members.models import EVERYWHERE, Member, Role, RoleGrant
from cocreate.notices import rules as notices
from cocreate.notices.models import Cause, Why
from cocreate.notices.words import Saying, Told, tells
from cocreate.points.grants.models import Grant
from cocreate.points.subjects import Link, leads


def of_grant(entry: JournalEntry, one: Grant) -> None:
    """Tell whom it is for that it was given or taken back, as `entry` says."""
    notices.tell(entry, Cause.POINTS, {Why.HOLDER: [one.member_id]})


def of_request(entry: JournalEntry, one: Grant) -> None:
    """Tell the administrators that can be the second person for it that it waits, as `entry` says."""
    holders = select(RoleGrant.member_id).where(RoleGrant.role == Role.ADMIN, RoleGrant.scope == EVERYWHERE)
    seconds = holders.where(RoleGrant.member_id.not_in((one.by_id, one.member_id)))
    notices.tell(entry, Cause.POINTS, {Why.HOLDER: seconds})


def of_refusal(entry: JournalEntry, one: Grant) -> None:
    """Tell whoever asked for it that somebody else refused it, as `entry` says."""
    notices.tell(entry, Cause.POINTS, {Why.HOLDER: [one.by_id]})


@tells("ask_grant", "refuse_grant")
def requests(told: Sequence[Told], locale: str) -> list[Saying | None]:
    """How many points wait, or were refused, with the way there. One statement."""
    query = select(Grant.id, Grant.public_id, Grant.amount).where(Grant.id.in_({notice.subject_id for notice in told}))
    found = {key: (public_id, amount) for key, public_id, amount in db.session.execute(query)}
    each = [(notice.verb, found.get(notice.subject_id)) for notice in told]
    return [_request(verb, *known, locale) if known else None for verb, known in each]


def _request(verb: str, public_id: str, amount: int, locale: str) -> Saying:
    waits = ngettext(
        "A grant of %(amount)s point waits for a second administrator",
        "A grant of %(amount)s points waits for a second administrator",
        amount,
        amount=number(amount),
    )
    refused = ngettext(
        "The grant of %(amount)s point that you asked for was refused",
        "The grant of %(amount)s points that you asked for was refused",
        amount,
        amount=number(amount),
    )
    line = refused if verb == "refuse_grant" else waits
    return Saying(str(line), url=f"/desk/points/grants/{public_id}", title=str(_("Grants")), language=locale)


@tells("give_grant", "revoke_grant")
def sayings(told: Sequence[Told], locale: str) -> list[Saying | None]:
    """How many, and the reason. One statement."""
    query = select(Grant).where(Grant.id.in_({notice.subject_id for notice in told}))
    found = {one.id: one for one in db.session.scalars(query)}
    return [_saying(notice, found.get(notice.subject_id)) for notice in told]


def _saying(notice: Told, one: Grant | None) -> Saying | None:
    if one is None:
        return None
    amount = number(one.amount)
    given = ngettext("You were given %(amount)s point", "You were given %(amount)s points", one.amount, amount=amount)
    taken = ngettext(
        "%(amount)s point was taken back from you",
        "%(amount)s points were taken back from you",
        one.amount,
        amount=amount,
    )
    line, words = (taken, one.answer) if notice.verb == "revoke_grant" else (given, one.reason)
    return Saying(str(line), words or "", language_of(words) if words else "")


@leads("grant")
def reasons(keys: Collection[int], reader: Member, _locale: str) -> dict[int, Link]:
    """The reasons of the reader's own grants; there is nowhere to go."""
    theirs = (Grant.id.in_(keys), Grant.member_id == reader.id, Grant.reason.is_not(None))
    found = read(select(Grant.id, Grant.reason).where(*theirs))
    return {key: Link(reason, "", language_of(reason)) for key, reason in found if reason is not None}
