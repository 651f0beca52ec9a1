"""The desk's pages of trust."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.desk.trust.forms import PREVIEW, LevelsForm, RatesForm, present, present_rates, rates_form, scopes
from cocreate.kernel.access import staff
from cocreate.kernel.forms import Refusal
from cocreate.members.models import Trust
from cocreate.members.reading import writer
from cocreate.moderation import trust
from cocreate.moderation.trust import Move
from cocreate.screening.rates import queries as rates
from cocreate.screening.rates import rules as rate_rules
from cocreate.screening.rates.models import Deed, Rate
from cocreate.screening.trust import queries as levels
from cocreate.screening.trust import rules as level_rules

blueprint = Blueprint("trust", __name__)


@blueprint.get("/desk/trust")
@staff("admin")
def index() -> str:
    return _levels(present(levels.thresholds(), levels.allowances()))


@blueprint.post("/desk/trust")
@staff("admin")
def change() -> str | Response | Refusal:
    form = LevelsForm()
    asked = form.carry_out(lambda: level_rules.asked(form.asked))
    if asked is not None and PREVIEW in request.form:
        return _levels(form, trust.moves(asked))
    if asked is not None and form.does(lambda: trust.change(writer(), asked, form.allowed, form.excess)):
        flash(_("Saved. Members who move are on their new level in a moment."))
        return redirect("/desk/trust", 303)
    return _levels(form), *form.refusal


@blueprint.get("/desk/trust/rates/<deed>")
@staff("admin")
def of_deed(deed: str) -> str:
    which = _known(deed)
    found = rates.every()[which]
    return _rates(which, found, rates_form(which, found)(formdata=None, data=present_rates(found)))


@blueprint.post("/desk/trust/rates/<deed>")
@staff("admin")
def change_rates(deed: str) -> Response | Refusal:
    which = _known(deed)
    found = rates.every()[which]
    form = rates_form(which, found)()
    if form.does(lambda: rate_rules.change(writer(), which, form.allowed(found))):
        flash(_("Saved."))
        return redirect("/desk/trust", 303)
    return _rates(which, found, form), *form.refusal


def _known(deed: str) -> Deed:
    """The deed of this name; 404 for any other."""
    try:
        return Deed(deed)
    except ValueError as error:
        raise NotFound from error


def _levels(form: LevelsForm, moves: list[Move] | None = None) -> str:
    return render_template("trust/levels.html", form=form, levels=list(Trust), moves=moves, rates=rates.every())


def _rates(deed: Deed, found: list[Rate], form: RatesForm) -> str:
    by_scope = {scope: [rate.level for rate in found if rate.scope is scope] for scope in scopes(found)}
    return render_template("trust/rates.html", deed=deed, form=form, scopes=by_scope)
