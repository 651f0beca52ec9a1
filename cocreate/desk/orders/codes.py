"""Where service staff take a code in, on a phone: scanned, or typed."""

import secrets

from flask import flash, redirect, render_template, request, session
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.desk.orders.blueprint import blueprint
from cocreate.desk.orders.forms import TakeBackForm, UseForm
from cocreate.kernel.access import staff
from cocreate.kernel.errors import ABOVE
from cocreate.kernel.forms import Refusal
from cocreate.kernel.i18n import locale
from cocreate.kernel.transactions import never_kept
from cocreate.members.models import Role
from cocreate.members.reading import writer
from cocreate.perks.codes import plain, queries, rules
from cocreate.perks.codes.models import PerkCode
from cocreate.perks.codes.queries import DESK
from cocreate.perks.redemptions.access import CODES

Answer = Response | str | tuple[str, int] | Refusal
_TAKEN = "code_taken"  # the code that was taken in by the press before this page


@blueprint.get(DESK)
@staff(*CODES)
def ask_code() -> Answer:
    typed = plain.written(request.args.get("code", ""))[: plain.MOST * 2]
    return redirect(queries.address(typed), 303) if typed else _missing("")


@blueprint.get(f"{DESK}/<code>")
@staff(*CODES)
def show_code(code: str) -> Answer:
    found = rules.find(writer(), code)
    if found is None:
        return _missing(code), 404
    return _one(found, taken=session.pop(_TAKEN, None) == found.id)


@blueprint.post(f"{DESK}/<code>/use")
@staff(*CODES)
@never_kept
def use_code(code: str) -> Answer:
    found, form = rules.find(writer(), code), UseForm()
    if found is None:
        return _missing(code), 404
    if not form.does(lambda: rules.use(writer(), found, form.nonce.data or "", form.centre.data or ""), ABOVE):
        return _one(found, form), *form.refusal
    session[_TAKEN] = found.id
    return redirect(queries.address(code), 303)


@blueprint.post(f"{DESK}/<code>/take-back")
@staff()
@never_kept
def take_back(code: str) -> Answer:
    found, form = rules.find(writer(), code), TakeBackForm()
    if found is None:
        return _missing(code), 404
    if form.does(lambda: rules.take_back(writer(), found, form.nonce.data or "", form.note.data or "")):
        flash(_("Taken back. The code is good again."))
        return redirect(queries.address(code), 303)
    return _one(found, back_form=form), *form.refusal


def _missing(typed: str) -> str:
    return render_template("perks/code_missing.html", typed=typed)


def _one(
    code: PerkCode, form: UseForm | None = None, back_form: TakeBackForm | None = None, *, taken: bool = False
) -> str:
    """The page of `code`; `taken`: it was taken in by the press before."""
    nonce, member = secrets.token_hex(12), writer()
    view = queries.view(code, locale())
    return render_template(
        "perks/code.html",
        view=view,
        taken=taken and not view.is_good,
        form=form or UseForm(formdata=None, data={"nonce": nonce, "centre": queries.last_centre(member)}),
        back_form=back_form or TakeBackForm(formdata=None, data={"nonce": nonce}),
        own=rules.is_own(member, code),
        may_take_back=member.has_role(Role.ADMIN),
    )
