"""Telling members what becomes of their codes: taken in, good again, about to run out."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.templating import day
from cocreate.notices import rules as notices
from cocreate.notices.models import Cause, Why
from cocreate.notices.words import Saying, Told, tells
from cocreate.perks import words
from cocreate.perks.codes.models import CodeUse, PerkCode
from cocreate.perks.models import Perk
from cocreate.perks.redemptions.models import Redemption

USED, TAKEN_BACK, ENDING = "use_code", "take_back_code", "remind_of_code"  # the verbs


def tell(entry: JournalEntry, code: PerkCode) -> None:
    """Tell whoever has `code` what `entry` says of it; not what they did themselves."""
    holder = select(Redemption.member_id).where(Redemption.id == code.redemption_id)
    notices.tell(entry, Cause.PERK, {Why.HOLDER: holder})


@tells(USED)
def of_use(told: Sequence[Told], locale: str) -> list[Saying | None]:
    """That it was taken in, and where."""
    uses = select(CodeUse.id, CodeUse.centre).where(CodeUse.id.in_([one.data["use"] for one in told]))
    centres = {use.id: use.centre for use in db.session.execute(uses)}
    there, nowhere = _("“%(perk)s” was used at %(place)s"), _("“%(perk)s” was used")
    places = [centres.get(one.data["use"], "") for one in told]
    return _sayings(told, [(there if place else nowhere, place) for place in places], locale)


@tells(TAKEN_BACK)
def of_taking_back(told: Sequence[Told], locale: str) -> list[Saying | None]:
    """That it can be used after all; or could be until its last day, where that was over by then."""
    good = _("“%(perk)s” can be used after all: it was marked as used by mistake")
    over = _("“%(perk)s” was marked as used by mistake, which is undone; but it could only be used until %(place)s")
    lines = [
        (over, day(until)) if until and until < clock.local_day(one.at) else (good, "")
        for one, until in zip(told, _ends(told), strict=True)
    ]
    return _sayings(told, lines, locale)


@tells(ENDING)
def of_ending(told: Sequence[Told], locale: str) -> list[Saying | None]:
    """Until when it can be used."""
    line = _("“%(perk)s” can be used until %(place)s")
    return _sayings(told, [(line, day(until) if until else "") for until in _ends(told)], locale)


def _ends(told: Sequence[Told]) -> list[date | None]:
    """The last day of the code of each, where it has one. One statement."""
    query = select(PerkCode.id, PerkCode.valid_until_on).where(PerkCode.id.in_({one.subject_id for one in told}))
    ends = {row.id: row.valid_until_on for row in db.session.execute(query)}
    return [ends.get(one.subject_id) for one in told]


def _sayings(told: Sequence[Told], lines: Sequence[tuple[str, str]], locale: str) -> list[Saying | None]:
    """Of each code a line about its perk, with a place or day; None where it is gone. One statement."""
    query = select(PerkCode.id, Perk, Redemption.public_id).join(Perk, Perk.id == PerkCode.perk_id)
    query = query.join(Redemption, Redemption.id == PerkCode.redemption_id)
    keys = {one.subject_id for one in told}
    found = {key: (perk, public_id) for key, perk, public_id in db.session.execute(query.where(PerkCode.id.in_(keys)))}
    sayings: list[Saying | None] = []
    for one, (line, place) in zip(told, lines, strict=True):
        perk, public_id = found.get(one.subject_id, (None, ""))
        title = words.text(perk, "title", locale).words if perk else ""
        url = f"/perks/redemptions/{public_id}"
        sayings.append(Saying(line % {"perk": title, "place": place}, url=url) if perk else None)
    return sayings
