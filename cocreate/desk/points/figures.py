"""The budgets of a month, and its report for finance."""

from datetime import date
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import pgettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.desk.points import wording
from cocreate.desk.points.blueprint import blueprint
from cocreate.kernel import clock, exports
from cocreate.kernel.access import staff
from cocreate.members.reading import writer
from cocreate.points import finance, months
from cocreate.points.earning import queries
from cocreate.points.finance import Report, Standing

_COLUMNS = ("month", "part", "item", "points", "transfers", "words")


@blueprint.get("/budget")
@staff("treasurer")
def budget() -> str:
    month = _month()
    found = queries.budgets(month)
    return render_template(
        "earning/budget.html",
        budgets=found,
        names=wording.rules(),
        tabs=wording.tabs(writer(), "budget"),
        **_near(month),
    )


@blueprint.get("/report")
@staff("treasurer")
def report() -> str:
    month = _month()
    return render_template(
        "earning/report.html",
        report=finance.report(month),
        names={key.value: name for key, name in wording.rules().items()},
        flows=wording.flows(),
        tabs=wording.tabs(writer(), "report"),
        **_near(month),
    )


@blueprint.get("/report.csv")
@staff("treasurer")
def report_file() -> Response:
    month = _month()
    rows = [{"month": f"{month:%Y-%m}", **row} for row in _rows(finance.report(month))]
    return exports.csv_file(f"points-{month:%Y-%m}.csv", _COLUMNS, rows)


def _month() -> date:
    """The month that was asked for, by default this one; 404 for none, and for one that is still to come."""
    now = months.of(clock.now())
    chosen = months.read(request.args["month"]) if request.args.get("month") else now
    if chosen is None or chosen > now:
        raise NotFound
    return chosen


def _near(month: date) -> dict[str, Any]:
    """The month itself and its neighbours; there is none after this one, nor before the first that can be asked for."""
    now, before, after = months.of(clock.now()), months.later(month, -1), months.later(month, 1)
    return {
        "month": month,
        "before": before if before >= months.FIRST else None,
        "after": after if after <= now else None,
    }


def _rows(found: Report) -> list[dict[str, Any]]:
    """The report as rows of a table: codes that programs read alike in every language, and words for whoever reads."""
    flows, names = wording.flows(), {key.value: name for key, name in wording.rules().items()}
    rows = [*_standing("opening", pgettext("points", "At the start"), found.opening)]
    rows += [_row("flow", name, amount, flows[name]) for name, amount in found.lines()]
    rows += _standing("closing", pgettext("points", "At the end"), found.closing)
    for one in found.rules:
        item, name = (one.rule, names[one.rule]) if one.rule in names else (f"other:{one.rule}", one.rule)
        rows.append(_row("issued_by_rule", item, one.issued, _said(flows["issued"], name), one.awards))
        rows.append(_row("taken_back_by_rule", item, -one.taken_back, _said(flows["taken_back"], name)))
    return rows


def _standing(part: str, when: str, at: Standing) -> list[dict[str, Any]]:
    held = (
        ("outstanding", at.outstanding, _("Outstanding")),
        ("held", at.held, _("Held")),
        ("owed", at.owed, _("Owed by members")),
    )
    return [_row(part, item, points, _said(when, name)) for item, points, name in held]


def _row(part: str, item: str, points: int, said: str, transfers: int | None = None) -> dict[str, Any]:
    return {"part": part, "item": item, "points": points, "transfers": transfers, "words": said}


def _said(what: str, of: str) -> str:
    return str(_("%(what)s: %(of)s", what=what, of=of))
