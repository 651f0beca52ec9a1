"""The desk's pages of orders: the list, one of them, how long they wait."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.desk.orders import batches, codes, discarding, file, listing, lists, pools
from cocreate.desk.orders.blueprint import blueprint
from cocreate.desk.orders.forms import CancelForm, FulfilForm, TermsForm
from cocreate.desk.orders.listing import HERE
from cocreate.kernel.access import staff
from cocreate.kernel.answers import is_fragment
from cocreate.kernel.forms import Refusal
from cocreate.kernel.i18n import locale
from cocreate.members.reading import writer
from cocreate.perks.redemptions import packing, queries, rules
from cocreate.perks.redemptions.access import ORDERS
from cocreate.perks.redemptions.models import Redemption

PARTS = (batches, codes, discarding, file, pools)
Answer = Response | str | tuple[str, int] | Refusal

__all__ = ["PARTS", "blueprint"]


@blueprint.get(HERE)
@staff(*ORDERS)
def index() -> str:
    chosen = listing.read(request.args)
    page = queries.orders(chosen, locale(), request.args.get("cursor"))
    if is_fragment():
        more_url = listing.address(chosen, cursor=page.next_cursor) if page.next_cursor else None
        return render_template("perks/_order_rows.html", page=page, more_url=more_url)
    return lists.page_of(chosen, page)


@blueprint.get(f"{HERE}/<id:public_id>")
@staff(*ORDERS)
def show(public_id: str) -> str:
    return _one(_found(public_id), FulfilForm(formdata=None), CancelForm(formdata=None))


@blueprint.post(f"{HERE}/<id:public_id>/fulfil")
@staff(*ORDERS)
def fulfil(public_id: str) -> Answer:
    order, form = _found(public_id), FulfilForm()
    if form.does(lambda: rules.fulfil(writer(), order, form.tracking.data or "")):
        flash(_("Sent. The member hears of it."))
        return redirect(f"{HERE}/{public_id}", 303)
    return _one(order, form, CancelForm(formdata=None)), *form.refusal


@blueprint.post(f"{HERE}/<id:public_id>/cancel")
@staff(*ORDERS)
def cancel(public_id: str) -> Answer:
    order, form = _found(public_id), CancelForm()
    if form.does(lambda: rules.cancel(writer(), order, form.reason.data or "")):
        flash(_("Cancelled. The points are back, and the member hears why."))
        return redirect(f"{HERE}/{public_id}", 303)
    return _one(order, FulfilForm(formdata=None), form), *form.refusal


@blueprint.get(f"{HERE}/terms")
@staff()
def terms() -> str:
    return render_template("perks/order_terms.html", form=TermsForm(formdata=None, data={"days": rules.terms().days}))


@blueprint.post(f"{HERE}/terms")
@staff()
def change_terms() -> Answer:
    form = TermsForm()
    if form.does(lambda: rules.set_terms(writer(), form.days.data)):
        flash(_("Saved."))
        return redirect(HERE, 303)
    return render_template("perks/order_terms.html", form=form), *form.refusal


def _one(order: Redemption, fulfil_form: FulfilForm, cancel_form: CancelForm) -> str:
    return render_template(
        "perks/order.html",
        view=queries.view(order, locale()),
        packing=packing.begun(order),
        own=order.member_id == writer().id,
        fulfil_form=fulfil_form,
        cancel_form=cancel_form,
    )


def _found(public_id: str) -> Redemption:
    order = queries.order(public_id)
    if order is None:
        raise NotFound
    return order
