"""The page of the list of orders, also where something is wrong with what was ticked in it."""

from urllib.parse import parse_qsl, urlsplit

from flask import render_template
from sqlalchemy import func, select

from cocreate.desk.orders import listing
from cocreate.desk.orders.forms import FileForm
from cocreate.kernel.database import db
from cocreate.kernel.i18n import locale
from cocreate.kernel.paging import Page
from cocreate.members.models import Role
from cocreate.members.reading import writer
from cocreate.perks.redemptions import queries, rules
from cocreate.perks.redemptions.models import Redemption, RedemptionState
from cocreate.perks.redemptions.queries import Filter, Row

MOST = 1000  # orders in a file of the warehouse


def page_of(chosen: Filter, page: Page[Row], *, unticked: bool = False) -> str:
    """The list of `chosen`; `unticked`: with the word that orders are to be ticked first."""
    waiting, fresh = _waiting(chosen)
    return render_template(
        "perks/orders.html",
        page=page,
        more_url=listing.address(chosen, cursor=page.next_cursor) if page.next_cursor else None,
        chosen=chosen,
        states=listing.states(chosen),
        perks=listing.perks(chosen),
        here=listing.address(chosen),
        file_form=FileForm(formdata=None, data={"state": chosen.state, "perk": chosen.perk}),
        may_set_terms=writer().has_role(Role.ADMIN),
        days=rules.terms().days,
        unticked=unticked,
        waiting=waiting,
        fresh=fresh,
    )


def again(back: str) -> str:
    """The list at the address `back`, in which nothing was ticked."""
    chosen = listing.read(dict(parse_qsl(urlsplit(back).query)))
    return page_of(chosen, queries.orders(chosen, locale()), unticked=True)


def _waiting(chosen: Filter) -> tuple[int, int]:
    """How many orders of `chosen` a file would hold, and how many of these nobody has taken up."""
    wanted = select(Redemption.taken_up_at).where(
        *queries.conditions(chosen), Redemption.state == RedemptionState.ORDERED
    )
    first = wanted.order_by(Redemption.id).limit(MOST).subquery()
    row = db.session.execute(select(func.count(), func.count(first.c.taken_up_at)).select_from(first)).one()
    return row[0], row[0] - row[1]
