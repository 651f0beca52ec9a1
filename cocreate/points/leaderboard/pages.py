"""The leaderboard, for members."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.kernel.access import signed_in
from cocreate.kernel.answers import is_fragment
from cocreate.kernel.choices import Choice
from cocreate.members.reading import writer
from cocreate.points import mine
from cocreate.points.blueprint import blueprint
from cocreate.points.leaderboard import queries, rules
from cocreate.points.leaderboard.queries import Period

_HERE = "/points/leaderboard"


@blueprint.get(_HERE)
@signed_in
def leaderboard() -> str:
    period = Period.LATELY if request.args.get("period") == Period.LATELY else Period.ALL
    page = queries.places(period, request.args.get("cursor"))
    more = f"{_HERE}?period={period}&cursor={page.next_cursor}" if page.next_cursor else None
    if is_fragment():
        return render_template("points/_places.html", places=page.items, more_url=more)
    return render_template(
        "points/leaderboard.html",
        tabs=mine.tabs(_HERE),
        periods=_periods(period),
        places=page.items,
        more_url=more,
        own=queries.own(writer(), period),
    )


@blueprint.post(f"{_HERE}/leave")
@signed_in
def leave_leaderboard() -> Response:
    rules.leave(writer())
    flash(_("You stand on the leaderboard no more."))
    return redirect(_HERE, 303)


@blueprint.post(f"{_HERE}/return")
@signed_in
def return_to_leaderboard() -> Response:
    rules.come_back(writer())
    flash(_("You stand on the leaderboard again."))
    return redirect(_HERE, 303)


def _periods(current: Period) -> list[Choice]:
    names = {Period.ALL: _("Of all time"), Period.LATELY: _("Of the last 90 days")}
    return [Choice(one, str(label), f"{_HERE}?period={one}", one is current) for one, label in names.items()]
