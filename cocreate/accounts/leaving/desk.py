"""How long what is kept, at the desk."""

from flask import flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.accounts.blueprint import blueprint
from cocreate.accounts.leaving import retention
from cocreate.accounts.leaving.forms import RetentionForm
from cocreate.kernel.access import staff
from cocreate.kernel.forms import Refusal
from cocreate.members.reading import writer

_HERE = "/desk/retention"


@blueprint.get(_HERE)
@staff("admin")
def periods() -> str:
    present = {row.key: row.days for row in retention.periods()}
    return _page(RetentionForm(formdata=None, data=present))


@blueprint.post(_HERE)
@staff("admin")
def change_periods() -> Response | Refusal:
    form = RetentionForm()
    if form.does(lambda: retention.change(writer(), {key: form[key].data or 0 for key in retention.NAMES})):
        flash(_("Saved."))
        return redirect(_HERE, 303)
    return _page(form), *form.refusal


def _page(form: RetentionForm) -> str:
    return render_template(
        "leaving/periods.html", form=form, rows=retention.periods(), names=retention.NAMES, fixed=retention.FIXED
    )
