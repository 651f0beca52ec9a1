"""Moving an idea along."""

from flask import flash, redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.ideas import page, rules
from cocreate.ideas.blueprint import blueprint
from cocreate.ideas.forms import StatusForm
from cocreate.ideas.models import StatusChange
from cocreate.kernel.access import staff
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.reading import writer


@blueprint.post("/ideas/<id:public_id>/status")
@staff("product")
def change_status(public_id: str) -> Response | tuple[str, int]:
    idea = page.idea_or_404(public_id)
    form = page.status_form(idea, StatusForm())
    if form.validate():
        try:
            made = rules.change_status(
                writer(), idea, form.status.data, form.reason.data or "", official=form.official.data
            )
        except Refused as error:
            form.refuse(error if isinstance(error, Invalid) else Invalid("status", error.message))
        else:
            changed = _("The status is changed; everybody can read the reason.")
            flash(changed if isinstance(made, StatusChange) else _("Proposed. Somebody else has to confirm it."))
            return redirect(page.address(idea), 303)
    return page.render(idea, chosen=form), 422
