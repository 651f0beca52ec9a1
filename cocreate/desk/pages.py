"""The desk's front page and the living style guide."""

from flask import Blueprint, render_template

from cocreate.desk import samples
from cocreate.ideas import queries as ideas
from cocreate.ideas.models import Category, Status
from cocreate.ideas.safety import queries as safety
from cocreate.kernel.access import staff
from cocreate.kernel.i18n import locale
from cocreate.members.models import Role
from cocreate.members.reading import reader, writer

blueprint = Blueprint("desk", __name__)
EVERYBODY = tuple(role.value for role in Role)


@blueprint.get("/desk")
@staff(*EVERYBODY)
def index() -> str:
    waiting = ideas.rising(Status.category == Category.OPEN, reader(), locale(), 10)
    endangering = safety.open_problems(writer(), locale(), 10)
    return render_template("desk/index.html", endangering=endangering, waiting=waiting)


@blueprint.get("/desk/styleguide")
@staff(*EVERYBODY)
def styleguide() -> str:
    statuses = ideas.statuses(locale())
    return render_template(
        "desk/styleguide.html",
        statuses=statuses,
        people=samples.PEOPLE,
        ideas=samples.ideas(statuses),
        form=samples.refused_form(),
    )
