"""Where moderators protect a member from new accounts."""

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.kernel.access import staff
from cocreate.kernel.forms import Refusal
from cocreate.members import queries as members
from cocreate.members.models import Member, MemberState
from cocreate.members.reading import writer
from cocreate.screening.protection import queries, rules
from cocreate.screening.protection.forms import ProtectionForm

blueprint = Blueprint("protection", __name__)


@blueprint.get("/moderation/members/<id:public_id>/protection")
@staff("moderator")
def show(public_id: str) -> str:
    return _page(_member(public_id), ProtectionForm(formdata=None))


@blueprint.post("/moderation/members/<id:public_id>/protection")
@staff("moderator")
def protect(public_id: str) -> Response | Refusal:
    member, form = _member(public_id), ProtectionForm()
    if form.does(lambda: rules.protect(writer(), member, form.days.data or 0, form.reason.data or "")):
        flash(_("Protected. What newcomers say to them waits in the queue."))
        return redirect(members.url(public_id), 303)
    return _page(member, form), *form.refusal


@blueprint.post("/moderation/members/<id:public_id>/protection/end")
@staff("moderator")
def end(public_id: str) -> Response:
    if rules.end(writer(), _member(public_id)):
        flash(_("The protection is over."))
    return redirect(members.url(public_id), 303)


def _member(public_id: str) -> Member:
    member = members.by_public_id(public_id)
    if member is None or member.state is not MemberState.ACTIVE:
        raise NotFound
    return member


def _page(member: Member, form: ProtectionForm) -> str:
    shown = {"person": members.person(member), "protection": queries.lasting(member), "form": form}
    return render_template("moderation/protection.html", **shown)
