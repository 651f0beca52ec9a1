"""Setting an idea's target on its page or on the roadmap."""

from flask import flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.ideas import page
from cocreate.ideas.blueprint import blueprint
from cocreate.ideas.models import Idea
from cocreate.ideas.targets import rules
from cocreate.ideas.targets.forms import TargetForm
from cocreate.kernel.access import staff
from cocreate.kernel.answers import back
from cocreate.kernel.forms import Refusal
from cocreate.members.reading import writer


@blueprint.post("/ideas/<id:public_id>/target")
@staff("product")
def set_target(public_id: str) -> Response | Refusal:
    idea, form = page.idea_or_404(public_id), TargetForm()
    if form.does(lambda: _set(idea, form), "target"):
        flash(_("The target is set; everybody can read the reason."))
        return back(page.address(idea))
    return page.render(idea, refused=form), *form.refusal


def _set(idea: Idea, form: TargetForm) -> None:
    rules.set_target(writer(), idea, rules.parse(form.target.data), form.reason.data or "")
