"""The desk's pages of points: what is earned for what, and the terms of all points."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.catalogue import queries as catalogue
from cocreate.desk.points import figures, grants, referrals, tiers, wording
from cocreate.desk.points.blueprint import blueprint
from cocreate.desk.points.forms import PREVIEW, ValuesForm, present, rule_form, terms_form
from cocreate.kernel import clock
from cocreate.kernel.access import staff
from cocreate.kernel.forms import Refusal
from cocreate.kernel.i18n import locale
from cocreate.members.reading import writer
from cocreate.points import months, wallets
from cocreate.points.earning import preview, queries
from cocreate.points.earning import rules as earning
from cocreate.points.earning.models import OF_TERMS
from cocreate.points.earning.preview import Preview
from cocreate.points.models import CONTRIBUTING, EarningRule, PointTerms, RuleKey

PARTS = (figures, grants, referrals, tiers)

__all__ = ["PARTS", "blueprint"]


@blueprint.get("")
@staff()
def index() -> Response:
    return redirect("/desk/points/rules", 303)


@blueprint.get("/rules")
@staff()
def rules() -> str:
    return _rules(_present_terms())


@blueprint.post("/terms")
@staff()
def change_terms() -> Response | Refusal:
    form = terms_form()()
    if form.does(lambda: earning.change_terms(writer(), form.wanted, form.basis.data or 0)):
        flash(_("Saved. It holds for points that come from now on."))
        return redirect("/desk/points/rules", 303)
    return _rules(form), *form.refusal


@blueprint.get("/rules/<key>")
@staff()
def rule(key: str) -> str:
    found = _found(key)
    return _rule(found, present(_form(found), earning.values_of(found), earning.last_change(found.key)))


@blueprint.post("/rules/<key>")
@staff()
def change_rule(key: str) -> str | Response | Refusal:
    found = _found(key)
    form = _form(found)()
    if PREVIEW in request.form:
        sound = form.does(lambda: earning.sound(found.key, form.wanted))
        return _rule(found, form, preview.of(found.key, form.wanted)) if sound else (_rule(found, form), *form.refusal)
    if form.does(lambda: earning.change(writer(), found.key, form.wanted, form.basis.data or 0)):
        flash(_("Saved. It holds from now on."))
        return redirect("/desk/points/rules", 303)
    return _rule(found, form), *form.refusal


def _found(key: str) -> EarningRule:
    """The rule of this name; 404 for any other."""
    try:
        return next(one for one in queries.rules() if one.key is RuleKey(key))
    except ValueError as error:
        raise NotFound from error


def _form(found: EarningRule) -> type[ValuesForm]:
    series = [(group.series.series_id, group.series.name(locale())) for group in catalogue.groups()]
    return rule_form(found.key, series)


def _present_terms() -> ValuesForm:
    terms: PointTerms = wallets.terms()
    return present(terms_form(), {name: getattr(terms, name) for name in OF_TERMS}, earning.last_change(None))


def _called() -> dict[str, str]:
    """The names of the series, by their keys."""
    return {group.series.key: group.series.name(locale()) for group in catalogue.groups()}


def _rules(form: ValuesForm) -> str:
    called = _called()
    return render_template(
        "earning/rules.html",
        form=form,
        rules=queries.rules(),
        series={rule: [called.get(key, key) for key in keys] for rule, keys in queries.series_of_rules().items()},
        called=called,
        entries=queries.history(),
        names=wording.rules(),
        fields=wording.fields(),
        tabs=wording.tabs(writer(), "rules"),
    )


def _rule(found: EarningRule, form: ValuesForm, moves: Preview | None = None) -> str:
    month = months.of(clock.now())
    return render_template(
        "earning/rule.html",
        form=form,
        rule=found,
        budget=next(one for one in queries.budgets(month) if one.rule is found.key),
        contributes=found.key in CONTRIBUTING,
        moves=moves,
        entries=queries.history(found.key),
        called=_called(),
        names=wording.rules(),
        fields=wording.fields(),
    )
