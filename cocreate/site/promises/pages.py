"""What is promised, at the desk."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.kernel.access import staff
from cocreate.kernel.forms import Refusal
from cocreate.members.reading import writer
from cocreate.site import queries
from cocreate.site.promises import rules
from cocreate.site.promises.forms import PromiseForm, present

blueprint = Blueprint("promises", __name__)


@blueprint.get("/desk/brand/promises")
@staff("admin")
def settings() -> str:
    return _page(PromiseForm(formdata=None, data=present(queries.record())))


@blueprint.post("/desk/brand/promises")
@staff("admin")
def change() -> Response | Refusal:
    form = PromiseForm()
    if form.does(
        lambda: rules.change(
            writer(),
            form.answer_hours.data or 0,
            form.decision_hours.data or 0,
            {int(day) for day in form.working_days.data or ()},
            form.working_from.minutes,
            form.working_to.minutes,
            form.days_off,
        )
    ):
        flash(_("Saved."))
        return redirect(url_for("promises.settings"), 303)
    return _page(form), *form.refusal


def _page(form: PromiseForm) -> str:
    return render_template("site/promises.html", form=form)
