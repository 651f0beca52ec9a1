"""The budgets of a month, and its report for finance."""

from datetime import date
from typing import Any

from flask import render_template, request
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
from cocreate.points.models import RuleKey

_COLUMNS = ("month", "part", "item", "points", "transfers")


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
    """The report as rows of a table, with codes in place of words, so that programs read every language alike."""
    rows = [*_standing("opening", found.opening)]
    rows += [{"part": "flow", "item": name, "points": amount, "transfers": None} for name, amount in found.lines()]
    rows += _standing("closing", found.closing)
    for one in found.rules:
        kind = one.rule if one.rule in list(RuleKey) else f"other:{one.rule}"
        rows.append({"part": "issued_by_rule", "item": kind, "points": one.issued, "transfers": one.awards})
        rows.append({"part": "taken_back_by_rule", "item": kind, "points": -one.taken_back, "transfers": None})
    return rows


def _standing(part: str, at: Standing) -> list[dict[str, Any]]:
    held = (("outstanding", at.outstanding), ("held", at.held), ("owed", at.owed))
    return [{"part": part, "item": item, "points": points, "transfers": None} for item, points in held]
