"""The desk's page of thresholds."""

from flask import flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.catalogue.stages import Stage
from cocreate.ideas.blueprint import blueprint
from cocreate.ideas.evidence import forms, queries, rules
from cocreate.ideas.evidence.forms import ThresholdsForm
from cocreate.kernel.access import staff
from cocreate.kernel.forms import Refusal
from cocreate.kernel.i18n import locale
from cocreate.members.reading import writer
from cocreate.site import queries as site


@blueprint.get("/desk/thresholds")
@staff("product")
def thresholds() -> str:
    return _page(forms.filled(queries.thresholds(), site.record().newcomer_days))


@blueprint.post("/desk/thresholds")
@staff("product")
def change_thresholds() -> Response | Refusal:
    form = ThresholdsForm()
    if form.does(lambda: rules.change(writer(), forms.owners(form), form.newcomer_days.data or 0)):
        flash(_("Saved. Ideas that have as many owners already are under review now."))
        return redirect("/desk/thresholds", 303)
    return _page(form), *form.refusal


def _page(form: ThresholdsForm) -> str:
    status = queries.reached_status(locale())
    return render_template("ideas/thresholds.html", form=form, stages=list(Stage), kinds=rules.KINDS, status=status)
