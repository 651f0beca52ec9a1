"""A member's cars: the list, adding one, and one car with what can be done about it."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.accounts.blueprint import blueprint
from cocreate.accounts.vehicles import choosing, documents, queries, rules
from cocreate.accounts.vehicles.forms import CarForm, DeliveryForm, DocumentForm, OrderForm, VinForm
from cocreate.accounts.vehicles.rules import Car
from cocreate.kernel.access import signed_in
from cocreate.kernel.answers import next_page
from cocreate.kernel.forms import Form, Refusal
from cocreate.kernel.i18n import locale
from cocreate.members.reading import writer
from cocreate.vehicles.models import Holding, HoldingState, Use

_HERE = "/me/vehicles"


@blueprint.get(_HERE)
@signed_in
def vehicles() -> str:
    page = queries.cars_of(writer(), locale(), request.args.get("cursor"))
    return render_template("vehicles/index.html", cars=page.items, more_url=next_page(page.next_cursor))


@blueprint.get(f"{_HERE}/new")
@signed_in
def new_vehicle() -> str:
    return _new(CarForm(formdata=None))


@blueprint.post(_HERE)
@signed_in
def add_vehicle() -> Response | Refusal:
    form = CarForm()
    holding = form.carry_out(lambda: rules.add(writer(), _said(form)))
    if holding is not None:
        return _done(holding, _outcome(holding))
    return _new(form), *form.refusal


@blueprint.get(f"{_HERE}/<id:public_id>")
@signed_in
def vehicle(public_id: str) -> str:
    return _page(_mine(public_id))


@blueprint.post(f"{_HERE}/<id:public_id>/order")
@signed_in
def order_vehicle(public_id: str) -> Response | Refusal:
    holding, form = _mine(public_id), OrderForm()
    if form.does(lambda: rules.order(writer(), holding, form.ordered_on.data)):
        return _done(holding, _("Noted: you have ordered it."))
    return _page(holding, form), *form.refusal


@blueprint.post(f"{_HERE}/<id:public_id>/delivery")
@signed_in
def deliver_vehicle(public_id: str) -> Response | Refusal:
    holding, form = _mine(public_id), DeliveryForm()
    if form.does(lambda: rules.deliver(writer(), holding, form.delivered_on.data, first_owner=form.first_owner.data)):
        return _done(holding, _outcome(holding))
    return _page(holding, form), *form.refusal


@blueprint.post(f"{_HERE}/<id:public_id>/vin")
@signed_in
def name_vin(public_id: str) -> Response | Refusal:
    holding, form = _mine(public_id), VinForm()
    if form.does(lambda: rules.name_vin(writer(), holding, form.vin.data or "")):
        return _done(holding, _outcome(holding))
    return _page(holding, form), *form.refusal


@blueprint.post(f"{_HERE}/<id:public_id>/document")
@signed_in
def send_document(public_id: str) -> Response | Refusal:
    holding, form, sent = _mine(public_id), DocumentForm(), request.files.get("document")
    if form.does(lambda: documents.send(writer(), holding, sent.read() if sent else b"")):
        return _done(holding, _("The picture has arrived. We look at it, tell you here, and delete it."))
    return _page(holding, form), *form.refusal


@blueprint.get(f"{_HERE}/<id:public_id>/sale")
@signed_in
def sale(public_id: str) -> str:
    return render_template("vehicles/sale.html", car=queries.car(_mine(public_id), locale()))


@blueprint.post(f"{_HERE}/<id:public_id>/sale")
@signed_in
def sell_vehicle(public_id: str) -> Response:
    holding = _mine(public_id)
    rules.sell(writer(), holding)
    return _done(holding, _("Noted: the car is no longer yours. Your supports keep their mark."))


@blueprint.post(f"{_HERE}/<id:public_id>/remove")
@signed_in
def remove_vehicle(public_id: str) -> Response:
    rules.remove(writer(), _mine(public_id))
    flash(_("Removed."))
    return redirect(_HERE, 303)


def _mine(public_id: str) -> Holding:
    holding = queries.of_member(public_id, writer())
    if holding is None:
        raise NotFound
    return holding


def _said(form: CarForm) -> Car:
    return Car(
        *choosing.find(form.model.data or ""),
        state=HoldingState(form.state.data),
        use=Use(form.use.data),
        first_owner=form.first_owner.data,
        ordered_on=form.ordered_on.data,
        delivered_on=form.delivered_on.data,
        vin=form.vin.data or "",
    )


def _outcome(holding: Holding) -> str:
    """What a member is told of a car just added or named; nothing of others beyond that there is a dispute."""
    seen = queries.car(holding, locale())
    if seen.verified:
        words = _("Verified: the car is on the brand's list with your phone number.")
    elif seen.disputed:
        words = _("Another member has this car as theirs. Our team looks at it; a picture of a document helps.")
    else:
        words = _("Your car is on your list.")
    return str(words)


def _done(holding: Holding, words: str) -> Response:
    flash(words)
    return redirect(url_for("accounts.vehicle", public_id=holding.public_id), 303)


def _new(form: CarForm) -> str:
    return render_template("vehicles/new.html", form=form, offered=choosing.offered(locale()))


def _page(holding: Holding, refused: Form | None = None) -> str:
    """The page of a car, with the form that was `refused` as it was sent and the others fresh."""
    fresh: list[Form] = [kind(formdata=None) for kind in (OrderForm, DeliveryForm, VinForm, DocumentForm)]
    forms = {type(form): form for form in fresh} | ({type(refused): refused} if refused else {})
    return render_template(
        "vehicles/show.html",
        car=queries.car(holding, locale()),
        order_form=forms[OrderForm],
        delivery_form=forms[DeliveryForm],
        vin_form=forms[VinForm],
        document_form=forms[DocumentForm],
    )
