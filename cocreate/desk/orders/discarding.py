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
from cocreate.perks.codes.pool import Loose
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
    variant, found = looked
    # What is to go was looked at: where it is another number by now, it is looked at again.
    if CONFIRMED not in request.form or form.number.data != len(found.free):
        return _page(perk, form, found)
    gone = pool.discard(writer(), variant, found.free)
    flash(ngettext("%(num)s code is discarded.", "%(num)s codes are discarded.", gone, num=number(gone)))
    return redirect(f"/desk/perks/{public_id}/codes", 303)


def _loose(perk: Perk, form: DiscardForm) -> tuple[PerkVariant, Loose]:
    """The variant that is meant, and of it what `pool.loose` finds. Raises `Invalid` at ``variant``, or at ``codes``
    where there is nothing to discard.
    """
    variant = pools.variant_of(perk, form.variant.data)
    found = pool.loose(variant, (form.codes.data or "").splitlines())
    if not found.free:
        said = [f"{why} {_names(codes)}" for why, codes in _reasons(found) if codes]
        raise Invalid("codes", " ".join(said) or _("No code is free."))
    return variant, found


def _reasons(found: Loose) -> list[tuple[str, list[str]]]:
    """Why codes stay, each with those that do."""
    given, elsewhere, unknown = len(found.given), len(found.elsewhere), len(found.unknown)
    return [
        (ngettext("%(num)s was given to a member:", "%(num)s were given to members:", given), found.given),
        (
            ngettext("%(num)s is of another variant or perk:", "%(num)s are of other variants or perks:", elsewhere),
            found.elsewhere,
        ),
        (ngettext("%(num)s is no code here:", "%(num)s are no codes here:", unknown), found.unknown),
    ]


def _names(codes: list[str]) -> str:
    named = _(", ").join(one[:60] for one in codes[: pools.SHOWN])
    return f"{named} …" if len(codes) > pools.SHOWN else named


def _page(perk: Perk, form: DiscardForm, looked: Loose | None = None) -> str:
    rows = [row for row in pools.rows_of(perk) if row.counts[CodeState.FREE]]
    form.variant.choices = [(str(row.variant.id), row.name) for row in rows]
    return render_template(
        "perks/discard.html",
        perk=queries.row(perk, locale()),
        rows=rows,
        form=form,
        looked=looked,
        reasons=[each for each in _reasons(looked) if each[1]] if looked else [],
        shown=pools.SHOWN,
    )
