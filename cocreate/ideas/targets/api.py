"""Targets for programs."""

from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import Forbidden

from cocreate.ideas import access, items
from cocreate.ideas.page import idea_or_404
from cocreate.ideas.schemas import IdeaOutput
from cocreate.ideas.targets import queries, rules
from cocreate.ideas.targets.schemas import SOON, NewTarget, TargetChangePage
from cocreate.kernel.access import token, token_optional
from cocreate.kernel.api import Operations
from cocreate.kernel.i18n import locale
from cocreate.members.reading import writer

blueprint = Operations("targets", __name__, _l("When adopted ideas shall be there, and every slip."))


@blueprint.operation(
    "PUT /ideas/<id:idea_id>/target",
    _l("Say when an idea shall be there"),
    _l("By the product team, for an idea it has taken on. Every change and its reason are kept for ever."),
    errors=(409,),
)
@token("staff")
@blueprint.reads(NewTarget, example={"target": SOON, "reason": "The new seat module arrives in February."})
@blueprint.answers(200, IdeaOutput)
def set_target(said: dict[str, Any], idea_id: str) -> dict[str, Any]:
    idea = idea_or_404(idea_id)
    if not access.may_change_status(writer()):
        raise Forbidden
    rules.set_target(writer(), idea, rules.parse(said["target"]), said["reason"])
    return items.item(idea, writer())


@blueprint.operation("GET /ideas/<id:idea_id>/targets", _l("List the targets an idea had"), _l("The first one first."))
@token_optional
@blueprint.answers(200, TargetChangePage)
def targets(idea_id: str) -> dict[str, Any]:
    return {"items": queries.changes(idea_or_404(idea_id), locale()), "next_cursor": None}
