"""Where the team writes a release, changes it and takes it back."""

from flask import flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.catalogue import queries as catalogue
from cocreate.kernel.access import staff
from cocreate.kernel.bodies import at_most
from cocreate.kernel.forms import Refusal
from cocreate.kernel.i18n import locale
from cocreate.members.reading import writer
from cocreate.posts.pictures import forms as pictures
from cocreate.roadmap.releases import queries, rules
from cocreate.roadmap.releases.access import BRAND
from cocreate.roadmap.releases.blueprint import blueprint
from cocreate.roadmap.releases.forms import ReleaseForm, filled
from cocreate.roadmap.releases.models import Release
from cocreate.roadmap.releases.reading import found_or_404


@blueprint.get("/releases/new")
@staff(*BRAND)
def new() -> str:
    return _form(ReleaseForm(formdata=None), None)


@blueprint.post("/releases")
@staff(*BRAND)
@at_most(pictures.MAX_BODY)
def create() -> str | Response | Refusal:
    form = ReleaseForm()
    if pictures.receive(form, writer()):
        return _form(form, None)
    made = form.carry_out(lambda: rules.draft(writer(), form.content))
    if made is not None:
        flash(_("Saved as a draft that only the team sees. Now choose its ideas."))
        return redirect(f"/releases/{made.post.public_id}/ideas", 303)
    return _form(form, None), *form.refusal


@blueprint.get("/releases/<id:public_id>/edit")
@staff(*BRAND)
def edit(public_id: str) -> str:
    release = found_or_404(public_id)
    return _form(filled(release, queries.models(release)), release)


@blueprint.post("/releases/<id:public_id>/edit")
@staff(*BRAND)
@at_most(pictures.MAX_BODY)
def change(public_id: str) -> str | Response | Refusal:
    release, form = found_or_404(public_id), ReleaseForm()
    if pictures.receive(form, writer()):
        return _form(form, release)
    if form.does(lambda: rules.change(writer(), release, form.content)):
        flash(_("Saved."))
        return redirect(queries.address(release), 303)
    return _form(form, release), *form.refusal


@blueprint.get("/releases/<id:public_id>/take-back")
@staff(*BRAND)
def confirm_taking_back(public_id: str) -> str:
    return render_template("releases/take_back.html", release=queries.row(found_or_404(public_id), locale()))


@blueprint.post("/releases/<id:public_id>/take-back")
@staff(*BRAND)
def take_back(public_id: str) -> Response:
    release = found_or_404(public_id)
    rules.take_back(writer(), release)
    flash(_("The release is taken back: members no longer see it."))
    return redirect("/releases", 303)


@blueprint.post("/releases/<id:public_id>/put-back")
@staff(*BRAND)
def put_back(public_id: str) -> Response:
    release = found_or_404(public_id)
    rules.put_back(writer(), release)
    flash(_("Everybody sees it again."))
    return redirect(queries.address(release), 303)


@blueprint.get("/releases/<id:public_id>/throw-away")
@staff(*BRAND)
def confirm_throwing_away(public_id: str) -> str:
    return render_template("releases/throw_away.html", release=queries.row(found_or_404(public_id), locale()))


@blueprint.post("/releases/<id:public_id>/throw-away")
@staff(*BRAND)
def throw_away(public_id: str) -> Response:
    rules.throw_away(writer(), found_or_404(public_id))
    flash(_("The draft is thrown away."))
    return redirect("/releases", 303)


def _form(form: ReleaseForm, release: Release | None) -> str:
    return render_template(
        "releases/edit.html",
        form=form,
        release=queries.row(release, locale()) if release else None,
        cars=catalogue.groups(),
        pictures=pictures.shown(form, writer(), release.post if release else None),
    )
