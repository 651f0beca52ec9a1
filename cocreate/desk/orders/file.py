"""The warehouse's list: what is to be sent and where, as a file."""

from collections.abc import Iterator
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from cocreate.desk.orders import listing
from cocreate.desk.orders.blueprint import blueprint
from cocreate.desk.orders.forms import FileForm
from cocreate.desk.orders.listing import HERE
from cocreate.desk.orders.lists import MOST
from cocreate.kernel import clock, exports
from cocreate.kernel.access import staff
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.kernel.i18n import locale
from cocreate.members.reading import writer
from cocreate.perks.redemptions import addresses, queries, warehouse
from cocreate.perks.redemptions.access import ORDERS
from cocreate.perks.redemptions.models import Redemption, RedemptionState

_HOME, _ABROAD = "+86", "00"


@blueprint.post(f"{HERE}/file")
@staff(*ORDERS)
def take_file() -> Response:
    form = FileForm()
    if not form.validate():
        raise Refused("no-file", _("This list can't be taken out. Go back and reload it."))
    chosen = listing.read({"state": request.form.get("state", ""), "perk": request.form.get("perk", "")})
    wanted = select(Redemption.id).where(*queries.conditions(chosen), Redemption.state == RedemptionState.ORDERED)
    orders = warehouse.take_out(writer(), db.session.scalars(wanted.order_by(Redemption.id).limit(MOST)).all())
    return exports.csv_file(f"orders-{clock.local_day(clock.now())}.csv", columns(), _rows(orders))


def columns() -> list[str]:
    """The heads, in the reader's language."""
    order = [_("Order number"), _("Ordered at"), _("Perk"), _("Variant")]
    return [*order, _("Who gets it"), _("Phone"), _("Province, city, district"), _("Street, house, flat")]


def _rows(orders: list[Redemption]) -> Iterator[dict[str, Any]]:
    heads, titles = columns(), {row.id: row for row in queries.rows_of(orders, locale())}
    for order in orders:
        row, address = titles[order.id], addresses.unseal(order.address or "")
        # What begins with + would look like a formula: a number abroad is written as it is dialled.
        phone = address.phone.removeprefix(_HOME).replace("+", _ABROAD)
        said = (row.public_id, exports.local_time(row.at), row.title, row.variant)
        yield dict(zip(heads, (*said, address.name, phone, address.region, address.street), strict=True))
