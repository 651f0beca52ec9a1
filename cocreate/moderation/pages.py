"""What moderation did, for everybody to count."""

from flask import Blueprint, render_template

from cocreate.kernel.access import public
from cocreate.kernel.i18n import locale
from cocreate.moderation import queries, transparency
from cocreate.moderation.shown import shown

blueprint = Blueprint("transparency", __name__)


@blueprint.get("/transparency")
@public
def index() -> str:
    figures = shown(transparency.months(), locale())
    return render_template("moderation/transparency.html", figures=figures, appeal_days=queries.settings().appeal_days)
