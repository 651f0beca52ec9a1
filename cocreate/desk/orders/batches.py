"""Several orders sent or cancelled at once: what, a look at it, what became of each."""

from collections.abc import Callable, Collection
from typing import NamedTuple

from flask import render_template

from cocreate.desk import ticked
from cocreate.desk.orders import lists
from cocreate.desk.orders.blueprint import blueprint
from cocreate.desk.orders.forms import MOST, BatchForm, CancelBatchForm, FulfilBatchForm
from cocreate.desk.orders.listing import HERE
from cocreate.desk.ticked import Answer
from cocreate.kernel.access import staff
from cocreate.kernel.answers import local
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.kernel.i18n import locale
from cocreate.members.reading import writer
from cocreate.perks.redemptions import addresses, queries, rules
from cocreate.perks.redemptions.access import ORDERS
from cocreate.perks.redemptions.models import Redemption
from cocreate.perks.redemptions.queries import Row


class Report(NamedTuple):
    """What became of each order; those refused with the reason."""

    done: list[Row]
    refused: list[tuple[Row, str]]


@blueprint.get(f"{HERE}/bulk/fulfil")
@staff(*ORDERS)
def begin_fulfilling() -> Answer:
    return _begun("fulfil", FulfilBatchForm(formdata=None, data=ticked.sent_along("order")))


@blueprint.post(f"{HERE}/bulk/fulfil")
@staff(*ORDERS)
def fulfil_all() -> Answer:
    form = FulfilBatchForm()
    return _sent("fulfil", form, lambda order: rules.fulfil(writer(), order, form.numbers.get(order.public_id, "")))


@blueprint.get(f"{HERE}/bulk/cancel")
@staff(*ORDERS)
def begin_cancelling() -> Answer:
    return _begun("cancel", CancelBatchForm(formdata=None, data=ticked.sent_along("order")))


@blueprint.post(f"{HERE}/bulk/cancel")
@staff(*ORDERS)
def cancel_all() -> Answer:
    form = CancelBatchForm()
    return _sent("cancel", form, lambda order: rules.cancel(writer(), order, form.reason.data or ""))


def _begun(act: str, form: BatchForm) -> Answer:
    """The page of what was ticked; the list once more where that is nothing."""
    return _page(act, form) if form.order.data else (lists.again(_back(form)), 422)


def _sent(act: str, form: BatchForm, carry_out: Callable[[Redemption], object]) -> Answer:
    def report() -> str:
        made = _each(queries.chosen(form.order.data or []), carry_out)
        return render_template("perks/orders_report.html", act=act, report=made, back=_back(form))

    return ticked.answer(form, lambda confirming: _page(act, form, confirming=confirming), report)


def _each(orders: Collection[Redemption], carry_out: Callable[[Redemption], object]) -> Report:
    """Do it to each of `orders`, all locked in order before and in one transaction; what one refuses is undone there,
    and there alone."""
    rules.hold([order.id for order in orders], stock=True)
    reasons: dict[int, str] = {}
    for order in orders:
        try:
            with db.session.begin_nested():
                carry_out(order)
        except Refused as error:
            reasons[order.id] = error.message
    rows = queries.rows_of(orders, locale())
    done = [row for row in rows if row.id not in reasons]
    return Report(done, [(row, reasons[row.id]) for row in rows if row.id in reasons])


def _page(act: str, form: BatchForm, *, confirming: bool = False) -> str:
    """Those that are the reader's own are told and left out."""
    orders = queries.chosen((form.order.data or [])[:MOST])
    own = queries.rows_of([order for order in orders if order.member_id == writer().id], locale())
    rows = queries.rows_of([order for order in orders if order.member_id != writer().id], locale())
    return render_template(
        "perks/orders_batch.html",
        act=act,
        form=form,
        rows=rows,
        regions={order.id: addresses.unseal(order.address).region for order in orders if order.address},
        own=own,
        confirming=confirming,
        back=_back(form),
    )


def _back(form: BatchForm) -> str:
    """The list the orders were ticked in."""
    return local(form.back.data, HERE)
