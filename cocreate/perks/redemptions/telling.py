"""Telling members what became of what they redeemed."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.notices import rules as notices
from cocreate.notices.models import Cause, Why
from cocreate.notices.words import Saying, Told, tells
from cocreate.perks import words
from cocreate.perks.models import Perk
from cocreate.perks.redemptions.models import Redemption, RedemptionChange, RedemptionState
from cocreate.points.subjects import Link, leads

PLACE = "/perks/redemptions"


def tell(entry: JournalEntry, redemption: Redemption) -> None:
    """Tell the member what `entry` says of their `redemption`; not what they did themselves."""
    notices.tell(entry, Cause.PERK, {Why.HOLDER: [redemption.member_id]})


@tells("fulfil_redemption")
def of_fulfilled(told: Sequence[Told], locale: str) -> list[Saying | None]:
    """That it is on its way."""
    rows = _of(told, RedemptionState.FULFILLED)
    return [_saying(rows.get(one.subject_id), _("“%(perk)s” is on its way to you"), locale) for one in told]


@tells("cancel_redemption")
def of_cancelled(told: Sequence[Told], locale: str) -> list[Saying | None]:
    """That it was cancelled, with the team's reason; or that it did so by itself."""
    rows = _of(told, RedemptionState.CANCELLED)
    by_team = _("Your order of “%(perk)s” was cancelled. Your points are back")
    by_itself = _("We did not get to your order of “%(perk)s” in time, so it is cancelled. Your points are back")
    found = [rows.get(one.subject_id) for one in told]
    return [_saying(row, by_team if row and row.by_team else by_itself, locale) for row in found]


@leads("redemption")
def found(keys: Collection[int], reader: Member, locale: str) -> dict[int, Link]:
    """One's own redemptions, in the statement of one's points."""
    query = select(Redemption, Perk).join(Perk, Perk.id == Redemption.perk_id)
    rows = db.session.execute(query.where(Redemption.id.in_(keys), Redemption.member_id == reader.id))
    return {
        one.id: Link((said := words.text(perk, "title", locale)).words, f"{PLACE}/{one.public_id}", said.language)
        for one, perk in rows
    }


class Row(NamedTuple):
    """A redemption that is told of, with the reason; `by_team`: somebody brought it there, it did not do so itself."""

    redemption: Redemption
    perk: Perk
    reason: str
    by_team: bool


def _of(told: Sequence[Told], state: RedemptionState) -> dict[int, Row]:
    """By their keys the redemptions that are told of. One statement."""
    by_team = RedemptionChange.actor_id.is_not(None)
    query = select(Redemption, Perk, RedemptionChange.reason, by_team).join(Perk, Perk.id == Redemption.perk_id)
    query = query.join(RedemptionChange, RedemptionChange.redemption_id == Redemption.id)
    ids = {one.subject_id for one in told}
    found = db.session.execute(query.where(Redemption.id.in_(ids), RedemptionChange.state == state))
    return {row[0].id: Row(*row) for row in found}


def _saying(row: Row | None, line: str, locale: str) -> Saying | None:
    if row is None:
        return None
    title = words.text(row.perk, "title", locale).words
    return Saying(line % {"perk": title}, row.reason, "", f"{PLACE}/{row.redemption.public_id}")
