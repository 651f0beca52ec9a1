"""The desk's queue of cars: documents to look at, disputes to decide."""

from flask import Response, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Answer

from cocreate.accounts.blueprint import blueprint
from cocreate.accounts.vehicles import deciding, documents, queries, voiding
from cocreate.accounts.vehicles.forms import USES, ApprovalForm, DisputeForm, ReasonForm
from cocreate.kernel.access import staff
from cocreate.kernel.answers import next_page
from cocreate.kernel.forms import Form, Refusal
from cocreate.kernel.i18n import locale
from cocreate.kernel.storage import NotStoredError
from cocreate.members.reading import writer
from cocreate.vehicles.models import Dispute, Holding, Use
from cocreate.vehicles.vin import LONGEST_TYPED

_HERE = "/desk/vehicles"


@blueprint.get(_HERE)
@staff("moderator", "service")
def vehicle_desk() -> str:
    return _page()


@blueprint.get(f"{_HERE}/<id:public_id>/document")
@staff("moderator", "service")
def vehicle_document(public_id: str) -> Response:
    document = documents.of(_holding(public_id))
    if document is None:
        raise NotFound
    try:
        picture = documents.picture(document)
    except NotStoredError as error:  # as after restoring a database without its files
        raise NotFound from error
    return Response(picture, content_type=documents.TYPE, headers={"Cache-Control": "private, no-store"})


@blueprint.post(f"{_HERE}/<id:public_id>/approve")
@staff("moderator", "service")
def approve_vehicle(public_id: str) -> Answer | Refusal:
    holding, form = _holding(public_id), ApprovalForm()
    if form.does(lambda: _approved(holding, form)):
        return _done(_("Verified. The picture is deleted."))
    return _page(public_id, form), *form.refusal


@blueprint.post(f"{_HERE}/<id:public_id>/decline")
@staff("moderator", "service")
def decline_vehicle(public_id: str) -> Answer | Refusal:
    holding, form = _holding(public_id), ReasonForm()
    if form.does(lambda: deciding.decline(writer(), holding, form.reason.data or "")):
        return _done(_("Declined. The member reads your reason; the picture is deleted."))
    return _page(public_id, form), *form.refusal


@blueprint.get(f"{_HERE}/verified")
@staff("moderator", "service")
def verified_vehicles() -> str:
    words = " ".join(request.args.get("q", "")[:LONGEST_TYPED].split())
    page = queries.proven(locale(), words, request.args.get("cursor"))
    more_url = next_page(page.next_cursor, q=words)
    return render_template("vehicles/verified.html", proven=page.items, q=words, more_url=more_url)


@blueprint.get(f"{_HERE}/<id:public_id>/void")
@staff("moderator", "service")
def confirm_void(public_id: str) -> str:
    return _void(public_id, ReasonForm(formdata=None))


@blueprint.post(f"{_HERE}/<id:public_id>/void")
@staff("moderator", "service")
def void_vehicle(public_id: str) -> Answer | Refusal:
    holding, form = _holding(public_id), ReasonForm()
    if form.does(lambda: voiding.void(writer(), holding, form.reason.data or "")):
        flash(_("Voided. The member reads your reason."))
        return redirect(f"{_HERE}/verified", 303)
    return _void(public_id, form), *form.refusal


@blueprint.post(f"{_HERE}/disputes/<id:public_id>/uphold")
@staff("moderator", "service")
def uphold_dispute(public_id: str) -> Answer | Refusal:
    dispute, form = _dispute(public_id), DisputeForm()
    if form.does(lambda: deciding.uphold(writer(), dispute, form.reason.data or "", form.found)):
        return _done(_("The car is transferred."))
    return _page(public_id, form), *form.refusal


@blueprint.post(f"{_HERE}/disputes/<id:public_id>/reject")
@staff("moderator", "service")
def reject_dispute(public_id: str) -> Answer | Refusal:
    dispute, form = _dispute(public_id), DisputeForm()
    if form.does(lambda: deciding.reject(writer(), dispute, form.reason.data or "")):
        return _done(_("The claim is rejected; the car stays with its owner."))
    return _page(public_id, form), *form.refusal


def _approved(holding: Holding, form: ApprovalForm) -> None:
    """A page from before has no field for the day: it stays as the member says."""
    day = form.delivered_on.data if form.delivered_on.raw_data else holding.delivered_on
    use, first_owner = Use(form.use.data), form.first_owner.data
    deciding.approve(writer(), holding, use, first_owner=first_owner, delivered_on=day)


def _holding(public_id: str) -> Holding:
    holding = queries.holding(public_id)
    if holding is None:
        raise NotFound
    return holding


def _dispute(public_id: str) -> Dispute:
    dispute = queries.dispute(public_id)
    if dispute is None:
        raise NotFound
    return dispute


def _void(public_id: str, form: ReasonForm) -> str:
    """What voiding the verification of a car means, and the question why."""
    proven = queries.proven_one(public_id, locale())
    if proven is None:
        raise NotFound
    return render_template("vehicles/void.html", proven=proven, form=form)


def _page(of: str = "", refused: Form | None = None) -> str:
    """The queue, with the form that was `refused` as it was sent, at the car or dispute `of`."""
    return render_template(
        "vehicles/desk.html",
        waiting=queries.waiting(locale()),
        contests=queries.contests(locale()),
        uses=USES,
        of=of,
        refused=refused,
    )


def _done(words: str) -> Answer:
    flash(words)
    return redirect(_HERE, 303)
