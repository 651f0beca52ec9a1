"""The roadmap for people."""

from collections.abc import Sequence
from functools import partial

from flask import Blueprint, render_template, request

from cocreate.catalogue import queries as catalogue
from cocreate.catalogue.stages import STAGES
from cocreate.ideas import access
from cocreate.ideas.targets.forms import choices as windows
from cocreate.kernel import choices
from cocreate.kernel.access import public
from cocreate.kernel.choices import Choices
from cocreate.kernel.i18n import gettext as _
from cocreate.kernel.i18n import locale
from cocreate.members.reading import reader
from cocreate.roadmap import queries
from cocreate.roadmap.announcements import queries as announcements
from cocreate.roadmap.queries import Chosen

blueprint = Blueprint("roadmap", __name__)


@blueprint.get("/roadmap")
@public
def index() -> str:
    chosen = _chosen()
    return render_template(
        "roadmap/index.html",
        chosen=chosen,
        columns=queries.columns(chosen, reader(), locale()),
        choices=_choices(chosen),
        pinned=announcements.pinned(reader(), locale()),
        windows=windows(None) if access.may_change_status(reader()) else [],
    )


def _chosen() -> Chosen:
    """What the address asks for; what makes no sense there is left out."""
    by, stage, model = (request.args.get(name, "") for name in ("by", "stage", "model"))
    return Chosen(
        by=by if by == "status" else "time",
        stage=stage if stage in dict(STAGES) else "",
        model=model if catalogue.is_key(model) else "",
        column=request.args.get("column", "")[:40],
    )


def _choices(chosen: Chosen) -> Choices:
    """For each part of the address, everything that can be chosen there."""
    values: dict[str, Sequence[tuple[str, str]]] = {
        "by": [("time", _("By time")), ("status", _("By status"))],
        "stage": [("", _("All stages")), *((stage.value, str(label)) for stage, label in STAGES)],
        "model": [
            ("", _("All models")),
            *((model.key, model.name(locale())) for model in catalogue.offered(chosen.model)),
        ],
    }
    return choices.offered(chosen, values, partial(chosen.address, column=""))
