"""The roadmap for people."""

from flask import Blueprint, render_template

from cocreate.kernel.access import public
from cocreate.kernel.i18n import locale
from cocreate.members.reading import reader
from cocreate.roadmap import queries

blueprint = Blueprint("roadmap", __name__)


@blueprint.get("/roadmap")
@public
def index() -> str:
    return render_template("roadmap/index.html", columns=queries.columns(reader(), locale()))
