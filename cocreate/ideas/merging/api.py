"""Merging for programs."""

from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import Forbidden

from cocreate.ideas import items, queries
from cocreate.ideas.access import may_merge
from cocreate.ideas.merging import rules
from cocreate.ideas.merging.schemas import NewMerge, Unmerge
from cocreate.ideas.models import Idea
from cocreate.ideas.page import idea_or_404
from cocreate.ideas.safety.items import proposal
from cocreate.ideas.safety.models import ClosingProposal
from cocreate.ideas.safety.schemas import ProposalOutput
from cocreate.ideas.schemas import IdeaOutput
from cocreate.kernel.access import token
from cocreate.kernel.api import Operations, written
from cocreate.kernel.errors import Invalid
from cocreate.kernel.i18n import locale
from cocreate.kernel.ids import is_public_id
from cocreate.members.reading import reader, writer

blueprint = Operations("merging", __name__, _l("Ideas that say the same, made one; and apart again."))

EXAMPLE_WHY = "One asks for the height, the other one for the heating."
EXAMPLE = {"into": "k2v8m5rtwd", "reason": "Both ask for the same seat."}


@blueprint.operation(
    "POST /ideas/<id:idea_id>/merge",
    _l("Merge an idea into another"),
    _l(
        "By moderators and the product team. Who supports both counts once; the target names the author. Nothing is "
        "moved, so that it can be undone exactly. What is about safety takes two people: the first one proposes, and "
        "another one confirms by asking for the same."
    ),
    errors=(409,),
)
@token("staff")
@blueprint.reads(NewMerge, example=EXAMPLE)
@blueprint.answers(200, IdeaOutput)
@blueprint.answers_too(202, ProposalOutput)
def merge(said: dict[str, Any], idea_id: str) -> dict[str, Any] | Response:
    idea = _mergeable(idea_id)
    target = queries.by_public_id(said["into"], reader()) if is_public_id(said["into"]) else None
    if target is None:
        raise Invalid("into", _("There is no such idea."))
    (made,) = rules.merge(writer(), [idea], target, said["reason"])
    if isinstance(made, ClosingProposal):
        return written(202, ProposalOutput, proposal(made, locale()))
    return items.item(idea, writer())


@blueprint.operation(
    "POST /ideas/<id:merged_id>/unmerge",
    _l("Undo the merge of an idea"),
    _l("It is again what it was. Supports given since stay where they were given."),
    errors=(409,),
)
@token("staff")
@blueprint.reads(Unmerge, example={"reason": EXAMPLE_WHY})
@blueprint.answers(200, IdeaOutput)
def unmerge(said: dict[str, Any], merged_id: str) -> dict[str, Any]:
    idea = _mergeable(merged_id)
    rules.unmerge(writer(), idea, said["reason"])
    return items.item(idea, writer())


def _mergeable(public_id: str) -> Idea:
    """The idea, if the caller may merge ideas."""
    idea = idea_or_404(public_id)
    if not may_merge(writer()):
        raise Forbidden
    return idea
