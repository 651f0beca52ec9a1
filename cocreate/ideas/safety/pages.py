"""The safety mark set by the team, and proposals decided upon."""

from flask import flash, redirect
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from cocreate.ideas import page
from cocreate.ideas.blueprint import blueprint
from cocreate.ideas.merging import rules as merging
from cocreate.ideas.merging.models import Merge
from cocreate.ideas.safety import closing, rules
from cocreate.ideas.safety.forms import SafetyForm
from cocreate.kernel.access import staff
from cocreate.kernel.forms import Refusal
from cocreate.members.reading import writer


@blueprint.post("/ideas/<id:public_id>/safety")
@staff("product", "moderator", "service")
def change_safety(public_id: str) -> Response | Refusal:
    idea, form = page.idea_or_404(public_id), SafetyForm()
    if form.does(lambda: rules.change(writer(), idea, form.safety.data == "yes", form.reason.data or "")):
        flash(_("The safety mark is changed."))
        return redirect(page.address(idea), 303)
    return page.render(idea, refused=form), *form.refusal


@blueprint.post("/ideas/<id:public_id>/proposal/confirm")
@staff("product")
def confirm_proposal(public_id: str) -> Response:
    idea = page.idea_or_404(public_id)
    made = merging.confirm(writer(), idea)
    if isinstance(made, Merge):
        flash(ngettext("%(num)s idea is merged into this one.", "%(num)s ideas are merged into this one.", 1))
    else:
        flash(_("The status is changed; everybody can read the reason."))
    return redirect(page.address(idea), 303)


@blueprint.post("/ideas/<id:public_id>/proposal/decline")
@staff("product")
def decline_proposal(public_id: str) -> Response:
    idea = page.idea_or_404(public_id)
    closing.decline(writer(), idea)
    flash(_("The proposal is off the table."))
    return redirect(page.address(idea), 303)
