"""The safety mark for programs, and what is proposed taken off the table."""

from typing import Any

from flask import Response
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import Forbidden

from cocreate.ideas import items
from cocreate.ideas.page import idea_or_404
from cocreate.ideas.safety import access, closing, rules
from cocreate.ideas.safety.proposals import open_of
from cocreate.ideas.safety.schemas import NewSafety
from cocreate.ideas.schemas import IdeaOutput
from cocreate.kernel.access import token
from cocreate.kernel.api import Operations
from cocreate.members.reading import writer

blueprint = Operations("safety", __name__, _l("Problems that endanger somebody."))


@blueprint.operation(
    "PUT /ideas/<id:idea_id>/safety",
    _l("Set the safety mark of a problem, or take it away"),
    _l("By the team, for a reason that everybody reads. Setting it alerts moderators and product team by mail."),
)
@token("staff")
@blueprint.reads(NewSafety, example={"safety": True, "reason": "The belt does not hold."})
@blueprint.answers(200, IdeaOutput)
def change(said: dict[str, Any], idea_id: str) -> dict[str, Any]:
    idea = idea_or_404(idea_id)
    if not access.may_mark(writer()):
        raise Forbidden
    rules.change(writer(), idea, said["safety"], said["reason"])
    return items.item(idea, writer())


@blueprint.operation(
    "DELETE /ideas/<id:idea_id>/proposal",
    _l("Decline what is proposed for a safety problem"),
    _l("Or take back what the caller proposed. To confirm it, ask for the same status."),
)
@token("staff")
@blueprint.answers(204)
def decline(idea_id: str) -> Response:
    idea = idea_or_404(idea_id)
    if not access.may_decide(writer()):
        raise Forbidden
    if open_of(idea.id) is not None:
        closing.decline(writer(), idea)
    return Response(status=204)
