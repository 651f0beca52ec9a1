"""What the desk's list of perks reads."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from sqlalchemy import func, or_

from cocreate.kernel import paging
from cocreate.kernel.database import db
from cocreate.kernel.paging import Page
from cocreate.kernel.text import clean, fold
from cocreate.perks import queries
from cocreate.perks.models import Perk, PerkState
from cocreate.perks.queries import PerkRow

PAGE = 30
MAX_WORDS = 80


class Filter(NamedTuple):
    """Which perks: with `q` in their title, in the state `state`; empty: all."""

    q: str = ""
    state: str = ""


def read(args: Mapping[str, str]) -> Filter:
    """The filter in the query `args`; what makes no sense there is left out."""
    state = args.get("state", "")
    try:
        words = clean(args.get("q", "")[:MAX_WORDS])
    except ValueError:
        words = ""
    return Filter(words, state if state in set(PerkState) else "")


def address(chosen: Filter, **more: str) -> str:
    """The address of the list of `chosen`; `more` adds to it, as ``cursor``."""
    said = {name: value for name, value in {**chosen._asdict(), **more}.items() if value}
    return f"/desk/perks?{urlencode(said)}" if said else "/desk/perks"


def page(chosen: Filter, locale: str, cursor: str | None = None) -> Page[PerkRow]:
    """The perks of `chosen`, the newest first. Two statements for any number."""
    query = queries.rows().order_by(Perk.id.desc())
    if chosen.state:
        query = query.where(Perk.state == chosen.state)
    if chosen.q:
        titles = (func.lower(Perk.title_zh), func.lower(Perk.title_en))
        query = query.where(or_(*(func.strpos(title, fold(chosen.q)) > 0 for title in titles)))
    if cursor:
        query = query.where(Perk.id < paging.decode(cursor, int)[0])
    found = db.session.execute(query.limit(PAGE + 1)).all()
    cut = paging.cut(found, PAGE, lambda one: (one[0].id,))
    return Page(queries.made(cut.items, locale), cut.next_cursor)
