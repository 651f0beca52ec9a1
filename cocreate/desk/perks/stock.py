"""Where an administrator changes the variants of a perk and how many there are of each."""

from flask import flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.desk.perks.blueprint import blueprint
from cocreate.desk.perks.forms import VariantsForm, present_variants, variants_form
from cocreate.kernel.access import staff
from cocreate.kernel.forms import Refusal
from cocreate.kernel.i18n import locale
from cocreate.members.reading import writer
from cocreate.perks import queries, variants
from cocreate.perks.models import Perk, PerkVariant
from cocreate.perks.pages import found_or_404


@blueprint.get("/<id:public_id>/variants")
@staff()
def variants_page(public_id: str) -> str:
    perk = found_or_404(public_id)
    rows = variants.of(perk.id)
    return _form(variants_form(rows)(formdata=None, data=present_variants(rows)), perk, rows)


@blueprint.post("/<id:public_id>/variants")
@staff()
def change_variants(public_id: str) -> Response | Refusal:
    perk = found_or_404(public_id)
    rows = variants.of(perk.id)
    form = variants_form(rows)()
    if form.does(lambda: variants.change(writer(), perk, form.said)):
        flash(_("Saved."))
        return redirect(f"/desk/perks/{perk.public_id}", 303)
    return _form(form, perk, variants.of(perk.id)), *form.refusal


def _form(form: VariantsForm, perk: Perk, rows: list[PerkVariant]) -> str:
    return render_template("perks/variants.html", form=form, perk=queries.row(perk, locale()), rows=rows)
