"""The filter of the orders in the address, and what can be chosen there."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import exists, select

from cocreate.kernel.choices import Choice
from cocreate.kernel.database import db
from cocreate.kernel.i18n import locale
from cocreate.kernel.ids import is_public_id
from cocreate.perks import words
from cocreate.perks.models import Perk
from cocreate.perks.redemptions.models import Redemption, RedemptionState
from cocreate.perks.redemptions.queries import OVERDUE, TAKEN, WAITING, Filter

HERE = "/desk/perks/orders"
ALL = "all"
_MOST_PERKS = 100


def read(args: Mapping[str, str]) -> Filter:
    """The filter in the query `args`, what waits if nothing is said; what makes no sense there is left out."""
    said, perk = args.get("state") or WAITING, args.get("perk", "")
    known = (WAITING, TAKEN, OVERDUE, RedemptionState.FULFILLED, RedemptionState.CANCELLED)
    state = said if said in known else "" if said == ALL else WAITING
    return Filter(str(state), perk if is_public_id(perk) else "")


def address(chosen: Filter, **more: str) -> str:
    """The address of the list of `chosen`; `more` adds to it, as ``cursor``."""
    state = "" if chosen.state == WAITING else chosen.state or ALL
    said = {name: value for name, value in {"state": state, "perk": chosen.perk, **more}.items() if value}
    return f"{HERE}?{urlencode(said)}" if said else HERE


def states(chosen: Filter) -> list[Choice]:
    """The tabs above the list."""
    names = [
        (WAITING, _("To be packed")),
        (TAKEN, _("Being packed")),
        (OVERDUE, _("Overdue")),
        (RedemptionState.FULFILLED.value, _("Sent")),
        (RedemptionState.CANCELLED.value, pgettext("order", "Cancelled")),
        ("", _("All")),
    ]
    return [Choice(key, name, address(Filter(key, chosen.perk)), key == chosen.state) for key, name in names]


def perks(chosen: Filter) -> list[Choice]:
    """The perks of which there are orders, the latest first."""
    ordered = exists().where(Redemption.perk_id == Perk.id, Redemption.due_at.is_not(None))
    found = db.session.scalars(select(Perk).where(ordered).order_by(Perk.id.desc()).limit(_MOST_PERKS))
    every = [("", _("All perks")), *((perk.public_id, words.text(perk, "title", locale()).words) for perk in found)]
    return [Choice(key, name, address(Filter(chosen.state, key)), key == chosen.perk) for key, name in every]
