"""Calming the thread under an idea, on its page."""

from flask import flash, redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.comments.calm import rules
from cocreate.comments.calm.forms import CalmForm, LiftForm
from cocreate.comments.calm.models import MeasureKind
from cocreate.ideas import page
from cocreate.ideas.blueprint import blueprint
from cocreate.kernel.access import staff
from cocreate.kernel.errors import Invalid
from cocreate.members.reading import writer


@blueprint.post("/ideas/<id:public_id>/calm")
@staff("moderator")
def calm(public_id: str) -> Response | tuple[str, int]:
    idea, form = page.idea_or_404(public_id), CalmForm()
    if form.validate():
        kind, reason = MeasureKind(form.kind.data), form.reason.data or ""
        try:
            rules.take(writer(), idea.post, kind, reason, minutes=form.minutes.data, until=form.ends_at)
        except Invalid as error:
            form.refuse(error)
        else:
            flash(_("It applies from now on; everybody reads why."))
            return redirect(f"{page.address(idea)}#write", 303)
    return page.render(idea, refused=form), 422


@blueprint.post("/ideas/<id:public_id>/calm/end")
@staff("moderator")
def end_calm(public_id: str) -> Response:
    idea, form = page.idea_or_404(public_id), LiftForm()
    if form.validate() and rules.lift(writer(), idea.post, MeasureKind(form.kind.data)):
        flash(_("It is lifted."))
    return redirect(f"{page.address(idea)}#write", 303)
