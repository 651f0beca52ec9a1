"""The roadmap for people."""

from flask import Blueprint, render_template, request

from cocreate.catalogue import queries as catalogue
from cocreate.catalogue.stages import STAGES
from cocreate.ideas import access
from cocreate.ideas.targets.forms import choices as windows
from cocreate.kernel.access import public
from cocreate.kernel.choices import Choice
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


def _choices(chosen: Chosen) -> dict[str, list[Choice]]:
    """For each part of the address, everything that can be chosen there."""
    offered: dict[str, list[tuple[str, str]]] = {
        "by": [("time", _("By time")), ("status", _("By status"))],
        "stage": [("", _("All stages")), *((stage.value, str(label)) for stage, label in STAGES)],
        "model": [
            ("", _("All models")),
            *((model.key, model.name(locale())) for model in catalogue.offered(chosen.model)),
        ],
    }
    return {
        name: [
            Choice(value, label, chosen.address(**{name: value, "column": ""}), value == getattr(chosen, name))
            for value, label in values
        ]
        for name, values in offered.items()
    }
