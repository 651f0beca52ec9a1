"""The desk's page of members: find one, see and change roles and badge, hand over what an import brought."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.accounts import claims, queries, roles
from cocreate.accounts.blueprint import blueprint
from cocreate.accounts.forms import AFFILIATIONS, ROLES, AffiliationForm, ClaimForm, RoleForm
from cocreate.accounts.identities import LONGEST_EMAIL
from cocreate.kernel.access import staff
from cocreate.kernel.errors import Invalid
from cocreate.kernel.text import clean
from cocreate.members import queries as members
from cocreate.members.models import Affiliation, Member, Role
from cocreate.members.reading import writer


@blueprint.get("/desk/members")
@staff("moderator")
def desk() -> str:
    return _page(_searched())


@blueprint.post("/desk/members/<id:public_id>/roles")
@staff()
def grant_role(public_id: str) -> Response:
    member, form = _member(public_id), RoleForm()
    if not form.validate():
        raise Invalid("role", _("There is no such role."))
    roles.grant_role(writer(), member, Role(form.role.data))
    return _done(member, _("Saved."))


@blueprint.post("/desk/members/<id:public_id>/roles/revoke")
@staff()
def revoke_role(public_id: str) -> Response:
    member, form = _member(public_id), RoleForm()
    if not form.validate():
        raise Invalid("role", _("There is no such role."))
    roles.revoke_role(writer(), member, Role(form.role.data))
    return _done(member, _("Saved."))


@blueprint.post("/desk/members/<id:public_id>/affiliation")
@staff("moderator")
def affiliate(public_id: str) -> Response:
    member, form = _member(public_id), AffiliationForm()
    if not form.validate():
        raise Invalid("affiliation", _("Choose one of the three."))
    roles.affiliate(writer(), member, Affiliation(form.affiliation.data))
    return _done(member, _("Saved."))


@blueprint.post("/desk/members/<id:public_id>/claims")
@staff("moderator")
def claim(public_id: str) -> Response | tuple[str, int]:
    member, form = _member(public_id), ClaimForm()
    if form.validate():
        waiting = queries.placeholder((form.placeholder.data or "").strip("/").rpartition("/")[2])
        if waiting is not None:
            claims.claim(writer(), member, waiting)
            return _done(member, _("Everything of the placeholder now belongs to this member."))
        form.refuse(Invalid("placeholder", _("There is no unclaimed placeholder with this id.")))
    return _page(member.public_id, form), 422


def _page(words: str, refused: ClaimForm | None = None) -> str:
    """The members whom `words` find; where they are one member's id, with the claim that was `refused`."""
    return render_template(
        "accounts/roles.html",
        members=queries.find(words),
        q=words,
        roles=ROLES,
        affiliations=AFFILIATIONS,
        may_grant=writer().has_role(Role.ADMIN),
        claim=refused or ClaimForm(formdata=None),
    )


def _searched() -> str:
    try:
        return " ".join(clean(request.args.get("q", "")[:LONGEST_EMAIL]).split())
    except ValueError:
        return ""


def _member(public_id: str) -> Member:
    member = members.by_public_id(public_id)
    if member is None or not member.is_active:
        raise NotFound
    return member


def _done(member: Member, words: str) -> Response:
    flash(words)
    return redirect(url_for("accounts.desk", q=member.public_id), 303)
