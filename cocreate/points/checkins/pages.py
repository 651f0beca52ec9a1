"""The button of the day."""

from flask import flash
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from cocreate.kernel.access import signed_in
from cocreate.kernel.answers import back
from cocreate.members.reading import writer
from cocreate.points.blueprint import blueprint
from cocreate.points.checkins import rules
from cocreate.points.checkins.queries import Today


@blueprint.post("/points/check-in")
@signed_in
def check_in() -> Response:
    today, _new = rules.check_in(writer())
    flash(_words(today))
    return back("/points")


def _words(today: Today) -> str:
    if not today.points:
        return str(_("You have checked in. There are no points for it at the moment."))
    days = ngettext("%(num)s day in a row", "%(num)s days in a row", today.streak)
    points = ngettext("You have checked in: %(num)s point", "You have checked in: %(num)s points", today.points)
    return str(_("%(points)s, %(days)s.", points=points, days=days))
