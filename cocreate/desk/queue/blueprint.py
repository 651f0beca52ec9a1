"""The blueprint on which the pages of the queue stand, and what stands on all of them."""

from typing import Any

from flask import Blueprint, request

from cocreate.accounts.record import queries as record
from cocreate.desk.queue import filtering, piles, rows
from cocreate.desk.queue.filtering import PILES, WHOSE, Chosen
from cocreate.kernel import ids
from cocreate.kernel.choices import Choice
from cocreate.kernel.i18n import locale
from cocreate.members.reading import writer
from cocreate.moderation import queries as moderation
from cocreate.moderation.decisions.undoing import LASTING

blueprint = Blueprint("queue", __name__)


def around(chosen: Chosen, here: str = "") -> dict[str, Any]:
    """What ``moderation/queue.html`` takes: the list of `chosen`, where `here` is open. Six statements at most."""
    member = writer()
    found = piles.keys(chosen, member, request.args.get("cursor"))
    counts = piles.counts(member)
    more = filtering.address(chosen, cursor=found.next_cursor) if found.next_cursor else None
    return {
        "rows": rows.rows(found.items, member, locale()),
        "more_url": more,
        "chosen": chosen,
        "here": here,
        "piles": [
            {"key": pile, "count": counts[pile], "url": filtering.address(Chosen(pile, chosen.whose))} for pile in PILES
        ],
        "most": piles.MOST_COUNTED,
        "whose": [Choice(one, one, filtering.address(Chosen(chosen.pile, one)), one == chosen.whose) for one in WHOSE],
        "done": just_done(),
    }


def just_done() -> record.Entry | None:
    """What the reader has decided upon just before, as the address says, as long as they can undo it."""
    public_id = request.args.get("done", "")
    entry = record.one(public_id, moderation.settings().appeal_time) if ids.is_public_id(public_id) else None
    is_own = entry is not None and entry.actor is not None and entry.actor.public_id == writer().public_id
    lasts = entry is None or entry.undone_at is not None or entry.action in LASTING
    return None if lasts or not is_own else entry
