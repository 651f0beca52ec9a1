"""Every page of the desk: importing a part puts its views on the blueprint; and the living style guide."""

from flask import render_template

from cocreate.desk import bar, batches, exports, inbox, inserting, samples
from cocreate.desk.blueprint import blueprint
from cocreate.desk.inbox import EVERYBODY
from cocreate.ideas import statuses
from cocreate.kernel.access import staff
from cocreate.kernel.i18n import locale

PARTS = (inbox, batches, exports, inserting, bar)

__all__ = ["PARTS", "blueprint"]


@blueprint.get("/desk/styleguide")
@staff(*EVERYBODY)
def styleguide() -> str:
    every = statuses.every(locale())
    return render_template(
        "desk/styleguide.html",
        statuses=every,
        people=samples.PEOPLE,
        ideas=samples.ideas(every),
        form=samples.refused_form(),
    )
