"""The codes of a perk at the desk: how many there are, new ones made, a partner's brought in after a look at them."""

import csv
from io import StringIO
from typing import NamedTuple

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.desk.orders.blueprint import blueprint
from cocreate.desk.orders.forms import GenerateForm, ImportForm
from cocreate.kernel import exports
from cocreate.kernel.access import staff
from cocreate.kernel.errors import Invalid
from cocreate.kernel.forms import CONFIRMED, Refusal
from cocreate.kernel.i18n import locale
from cocreate.members.reading import writer
from cocreate.perks import queries, variants, words
from cocreate.perks.codes import pool
from cocreate.perks.codes.models import CodeState
from cocreate.perks.codes.pool import Looked
from cocreate.perks.models import Perk, PerkVariant
from cocreate.perks.pages import found_or_404

MOST_BYTES = 1024 * 1024
SHOWN = 20  # codes that are named where something is wrong with them
Answer = Response | str | tuple[str, int] | Refusal


class Row(NamedTuple):
    """A variant, its name, and how many codes of it are in which state."""

    variant: PerkVariant
    name: str
    counts: dict[CodeState, int]


@blueprint.get("/desk/perks/<id:public_id>/codes")
@staff()
def pool_page(public_id: str) -> str:
    perk = coded(public_id)
    return _page(perk, GenerateForm(formdata=None), ImportForm(formdata=None))


@blueprint.post("/desk/perks/<id:public_id>/codes/generate")
@staff()
def generate(public_id: str) -> Answer:
    perk, form = coded(public_id), GenerateForm()
    made = form.carry_out(lambda: pool.generate(writer(), variant_of(perk, form.variant.data), form.number.data or 0))
    if made is not None:
        return _done(perk, made)
    return _page(perk, form, ImportForm(formdata=None)), *form.refusal


@blueprint.post("/desk/perks/<id:public_id>/codes/import")
@staff()
def bring_in(public_id: str) -> Answer:
    perk, form = coded(public_id), ImportForm()
    found = form.carry_out(lambda: (variant_of(perk, form.variant.data), pool.look(_typed(form))))
    if found is not None and CONFIRMED not in request.form:
        return _page(perk, GenerateForm(formdata=None), form, found[1])
    made = form.carry_out(lambda: pool.fill(writer(), found[0], found[1].fresh)) if found is not None else None
    if made is not None:
        return _done(perk, made)
    return _page(perk, GenerateForm(formdata=None), form), *form.refusal


def _typed(form: ImportForm) -> list[str]:
    """The codes of the file, one a row in its first cell; or else those typed."""
    sent = request.files.get("file")
    content = sent.read(MOST_BYTES + 1) if sent else b""
    if len(content) > MOST_BYTES:
        raise Invalid("file", _("The file is too large: at most %(count)s MB.", count=1))
    try:
        text = content.decode("utf-8-sig") or form.codes.data or ""
        rows = list(csv.reader(StringIO(text, newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Invalid("file", _("This is no text. Save it as a table (CSV) in UTF-8.")) from error
    cells = [exports.unsafe(row[0].strip()) for row in rows if row]
    found = cells[1:] if cells and cells[0].lower() in ("code", "codes", "兑换码", "券码") else cells
    if not any(found):
        raise Invalid("file", _("There is no code in it."))
    if len(found) > pool.MOST_AT_ONCE:
        raise Invalid("file", _("From %(least)s to %(most)s codes at once.", least=1, most=f"{pool.MOST_AT_ONCE:,}"))
    return found


def _done(perk: Perk, number: int) -> Response:
    flash(ngettext("%(num)s code is in the pool.", "%(num)s codes are in the pool.", number))
    return redirect(f"/desk/perks/{perk.public_id}/codes", 303)


def _page(perk: Perk, generating: GenerateForm, importing: ImportForm, looked: Looked | None = None) -> str:
    rows = rows_of(perk)
    generating.variant.choices = importing.variant.choices = [(str(row.variant.id), row.name) for row in rows]
    return render_template(
        "perks/codes.html",
        perk=queries.row(perk, locale()),
        rows=rows,
        generating=generating,
        importing=importing,
        looked=looked,
        shown=SHOWN,
        most=pool.MOST_AT_ONCE,
    )


def rows_of(perk: Perk) -> list[Row]:
    """The variants of `perk` with their codes."""
    rows = variants.of(perk.id)
    counted = pool.counts([row.id for row in rows])
    return [Row(row, words.variant(row, locale()) or _("Standard"), counted[row.id]) for row in rows]


def variant_of(perk: Perk, said: str | None) -> PerkVariant:
    """The variant of `perk` that is `said`. Raises `Invalid` at ``variant``."""
    found = next((row for row in variants.of(perk.id) if str(row.id) == said), None)
    if found is None:
        raise Invalid("variant", _("There is no such variant of it."))
    return found


def coded(public_id: str) -> Perk:
    """The perk called so, if it has codes."""
    perk = found_or_404(public_id)
    if perk.kind not in pool.CODED:
        raise NotFound
    return perk
