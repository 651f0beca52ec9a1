"""Where an administrator writes a perk and changes what it says."""

from typing import Any

from flask import flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.catalogue import queries as catalogue
from cocreate.desk.perks.blueprint import blueprint
from cocreate.desk.perks.forms import PerkForm, present
from cocreate.kernel.access import staff
from cocreate.kernel.bodies import at_most
from cocreate.kernel.forms import Refusal
from cocreate.kernel.i18n import locale
from cocreate.members.reading import writer
from cocreate.perks import categories, contents, queries, rules, tiers
from cocreate.perks import pictures as shown
from cocreate.perks.models import Perk
from cocreate.perks.pages import found_or_404
from cocreate.perks.variants import Variant
from cocreate.perks.wording import audiences, kinds
from cocreate.posts.pictures import forms as pictures


@blueprint.get("/new")
@staff()
def new() -> str:
    return _form(_offered(PerkForm(formdata=None)), None)


@blueprint.post("")
@staff()
@at_most(pictures.MAX_BODY)
def create() -> str | Response | Refusal:
    form = _offered(PerkForm())
    if pictures.receive(form, writer()):
        return _form(form, None)
    made = form.carry_out(lambda: rules.create(writer(), form.content, [Variant(stock=form.stock_0.data)]))
    if made is not None:
        flash(_("Saved as a draft that only the team sees. Look at it before you put it on sale."))
        return redirect(f"/desk/perks/{made.public_id}", 303)
    return _form(form, None), *form.refusal


@blueprint.get("/<id:public_id>/edit")
@staff()
def edit(public_id: str) -> str:
    perk = found_or_404(public_id)
    return _form(_offered(PerkForm(formdata=None, data=present(contents.present(perk))), perk), perk)


@blueprint.post("/<id:public_id>/edit")
@staff()
@at_most(pictures.MAX_BODY)
def change(public_id: str) -> str | Response | Refusal:
    perk = found_or_404(public_id)
    form = _offered(PerkForm(), perk)
    if pictures.receive(form, writer()):
        return _form(form, perk)
    if form.does(lambda: rules.change(writer(), perk, form.content)):
        flash(_("Saved."))
        return redirect(f"/desk/perks/{perk.public_id}", 303)
    return _form(form, perk), *form.refusal


def _offered(form: PerkForm, perk: Perk | None = None) -> PerkForm:
    """`form` with what can be chosen in it; the stock of a perk that is there stands elsewhere."""
    form.kind.choices = list(kinds().items())
    named = tiers.names(locale())
    form.audience.choices = [(code, name) for code, name in audiences().items() if named or code != "tier"]
    form.tier.choices = list(named.items())
    form.category.choices = [("", _("No category")), *((one.key, one.name(locale())) for one in categories.every())]
    if perk is not None:
        del form.stock_0
    return form


def _form(form: PerkForm, perk: Perk | None) -> str:
    shelved: list[int] = shown.keys(perk) if perk else []
    values: dict[str, Any] = {
        "perk": queries.row(perk, locale()) if perk else None,
        "cars": [group.series for group in catalogue.groups()],
        "pictures": pictures.shown(form, writer(), None, shelved),
    }
    return render_template("perks/edit.html", form=form, **values)
