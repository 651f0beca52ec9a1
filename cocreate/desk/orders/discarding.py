"""Free codes of a perk discarded at the desk, all or those typed, after a look at how many they are."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.desk.orders import pools
from cocreate.desk.orders.blueprint import blueprint
from cocreate.desk.orders.forms import DiscardForm
from cocreate.kernel.access import staff
from cocreate.kernel.errors import Invalid
from cocreate.kernel.forms import CONFIRMED, Refusal
from cocreate.kernel.i18n import locale, ngettext
from cocreate.kernel.templating import number
from cocreate.members.reading import writer
from cocreate.perks import queries
from cocreate.perks.codes import pool
from cocreate.perks.codes.models import CodeState
from cocreate.perks.models import Perk, PerkVariant

Answer = Response | str | Refusal


@blueprint.get("/desk/perks/<id:public_id>/codes/discard")
@staff()
def ask_discarding(public_id: str) -> str:
    return _page(pools.coded(public_id), DiscardForm(formdata=None))


@blueprint.post("/desk/perks/<id:public_id>/codes/discard")
@staff()
def discard(public_id: str) -> Answer:
    perk, form = pools.coded(public_id), DiscardForm()
    looked = form.carry_out(lambda: _loose(perk, form))
    if looked is None:
        return _page(perk, form), *form.refusal
    variant, found, strange = looked
    # What is to go was looked at: where it is another number by now, it is looked at again.
    if CONFIRMED not in request.form or form.number.data != len(found):
        return _page(perk, form, (len(found), strange))
    gone = pool.discard(writer(), variant, found)
    flash(ngettext("%(num)s code is discarded.", "%(num)s codes are discarded.", gone, num=number(gone)))
    return redirect(f"/desk/perks/{public_id}/codes", 303)


def _loose(perk: Perk, form: DiscardForm) -> tuple[PerkVariant, list[int], list[str]]:
    """The variant that is meant, and of it what `pool.loose` finds. Raises `Invalid` at ``variant``, or at ``codes``
    where there is nothing to discard.
    """
    variant = pools.variant_of(perk, form.variant.data)
    found, strange = pool.loose(variant, (form.codes.data or "").splitlines())
    if not found and strange:
        said = ngettext("%(num)s is no free code here:", "%(num)s are no free codes here:", len(strange))
        named = _(", ").join(one[:60] for one in strange[: pools.SHOWN])
        raise Invalid("codes", f"{said} {named}{' …' if len(strange) > pools.SHOWN else ''}")
    if not found:
        raise Invalid("codes", _("No code is free."))
    return variant, found, strange


def _page(perk: Perk, form: DiscardForm, looked: tuple[int, list[str]] | None = None) -> str:
    """`looked`: how many codes would go, and what was typed that is none of them."""
    rows = [row for row in pools.rows_of(perk) if row.counts[CodeState.FREE]]
    form.variant.choices = [(str(row.variant.id), row.name) for row in rows]
    row = queries.row(perk, locale())
    return render_template("perks/discard.html", perk=row, rows=rows, form=form, looked=looked, shown=pools.SHOWN)
