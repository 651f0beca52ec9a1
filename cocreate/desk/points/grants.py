"""Where administrators give points by hand, confirm what a colleague asked for, refuse it or take it back."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response

from cocreate.desk.points import wording
from cocreate.desk.points.blueprint import blueprint
from cocreate.desk.points.forms import AnswerForm, ConfirmForm, GrantForm
from cocreate.kernel import clock
from cocreate.kernel.access import staff
from cocreate.kernel.answers import is_fragment, next_page
from cocreate.kernel.errors import Invalid
from cocreate.kernel.forms import Refusal
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.members.reading import writer
from cocreate.points.grants import queries, rules
from cocreate.points.grants.access import may_confirm
from cocreate.points.grants.models import Grant, GrantState
from cocreate.points.grants.queries import Row

_HERE = "/desk/points/grants"


@blueprint.get("/grants")
@staff()
def all_grants() -> str:
    state = GrantState.PENDING if request.args.get("state") == GrantState.PENDING else None
    page = queries.page(request.args.get("cursor"), state=state)
    template = "earning/_grants.html" if is_fragment() else "earning/grants.html"
    return render_template(
        template,
        page=page,
        state=state,
        states=wording.states(),
        waiting=queries.waiting(),
        more_url=next_page(page.next_cursor),
        tabs=wording.tabs(writer(), "grants"),
    )


@blueprint.get("/grants/new")
@staff()
def new_grant() -> str:
    return _form(GrantForm(formdata=None, data={"member": request.args.get("member", "")}))


@blueprint.post("/grants")
@staff()
def give() -> Response | Refusal:
    form = GrantForm()
    made = form.carry_out(lambda: _grant(form))
    if made is not None:
        flash(_("Given.") if made.state is GrantState.GIVEN else _("A second administrator has to confirm this now."))
        return redirect(f"{_HERE}/{made.public_id}", 303)
    return _form(form), *form.refusal


@blueprint.get("/grants/<id:public_id>")
@staff()
def show_grant(public_id: str) -> str:
    return _show(_found(public_id), AnswerForm(formdata=None))


@blueprint.post("/grants/<id:public_id>/confirm")
@staff()
def confirm(public_id: str) -> Response:
    found = _found(public_id)
    if not ConfirmForm().validate():
        raise BadRequest
    rules.confirm(writer(), found.grant.id)
    flash(_("Given."))
    return redirect(f"{_HERE}/{public_id}", 303)


@blueprint.post("/grants/<id:public_id>/refuse")
@staff()
def refuse(public_id: str) -> Response | Refusal:
    return _answer(public_id, revoking=False)


@blueprint.post("/grants/<id:public_id>/revoke")
@staff()
def revoke(public_id: str) -> Response | Refusal:
    return _answer(public_id, revoking=True)


def _answer(public_id: str, *, revoking: bool) -> Response | Refusal:
    """Refuse the grant or take it back, for the reason that was typed."""
    found, form = _found(public_id), AnswerForm()
    decide = rules.revoke if revoking else rules.refuse
    if form.does(lambda: decide(writer(), found.grant.id, form.reason.data or "")):
        flash(_("Taken back.") if revoking else _("Refused."))
        return redirect(f"{_HERE}/{public_id}", 303)
    return _show(found, form), *form.refusal


def _grant(form: GrantForm) -> Grant:
    reason, amount = form.reason.data or "", form.amount.data or 0
    return rules.grant(writer(), _member(form.public_id), amount, reason, form.from_when)


def _found(public_id: str) -> Row:
    found = queries.by_public_id(public_id)
    if found is None:
        raise NotFound
    return found


def _member(public_id: str) -> Member:
    found = members.by_public_id(public_id)
    if found is None:
        raise Invalid("member", _("There is no member with this id or address."))
    return found


def _form(form: GrantForm) -> str:
    return render_template("earning/grant_form.html", form=form, limits=queries.limits(clock.now()))


def _show(found: Row, form: AnswerForm) -> str:
    grant: Grant = found.grant
    return render_template(
        "earning/grant.html",
        row=found,
        form=form,
        confirming=ConfirmForm(formdata=None),
        may_confirm=may_confirm(writer(), grant),
        may_refuse=grant.state is GrantState.PENDING and writer().id != grant.member_id,
        states=wording.states(),
    )
