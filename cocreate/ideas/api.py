"""Ideas for programs: the same verbs as on the pages."""

from dataclasses import fields
from typing import Any

from flask import Response
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import Forbidden

from cocreate.catalogue.stages import Stage
from cocreate.comments import api as talk
from cocreate.comments import queries as comments
from cocreate.comments.schemas import CommentOutput, CommentPage, NewComment
from cocreate.ideas import about, access, items, queries, rules
from cocreate.ideas import history as changes
from cocreate.ideas.merging import queries as merging
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.ideas.page import answered, idea_or_404
from cocreate.ideas.queries import Filter
from cocreate.ideas.safety.items import proposal
from cocreate.ideas.safety.models import ClosingProposal
from cocreate.ideas.safety.schemas import ProposalOutput
from cocreate.ideas.schemas import (
    HistoryPage,
    IdeaChange,
    IdeaOutput,
    IdeaPage,
    IdeaQuery,
    NewIdea,
    NewStatus,
    RevisionPage,
    SupportOutput,
)
from cocreate.ideas.targets import rules as targets
from cocreate.kernel import paging
from cocreate.kernel.access import token, token_optional
from cocreate.kernel.api import LOCATION, PREFIX, Operations, absolute, written
from cocreate.kernel.i18n import locale
from cocreate.kernel.schemas import PageQuery
from cocreate.members.reading import reader, writer
from cocreate.posts.api import check_entitled
from cocreate.posts.queries import revisions, tags
from cocreate.posts.search import pace

Answer = dict[str, Any]
blueprint = Operations("ideas", __name__, _l("What owners tell the brand, who supports it, and what became of it."))

EXAMPLE = {
    "title": "Remember the seat position for each key",
    "body": "My wife and I share the car. Every morning the seat has to be set again.",
    "stage": Stage.DRIVING.value,
    "kind": IdeaKind.WISH.value,
    "models": ["islet/2024"],
    "tags": ["seat", "key"],
}


@blueprint.operation(
    "GET /ideas", _l("List ideas"), _l("By trend, by support or the newest first; filtered."), errors=(429,)
)
@token_optional
@blueprint.reads(IdeaQuery, location="query")
@blueprint.answers(200, IdeaPage)
def index(said: Answer) -> Answer:
    if "q" in said:
        pace.count()
    chosen = Filter(**{part.name: str(said[part.name]) for part in fields(Filter) if part.name in said})
    page = queries.page(chosen, reader(), locale(), said.get("cursor"), said["limit"])
    return {"items": items.items(page.items), "next_cursor": page.next_cursor}


@blueprint.operation("POST /ideas", _l("Publish an idea"), _l("The caller follows it from then on."))
@token("write")
@blueprint.reads(NewIdea, example=EXAMPLE)
@blueprint.answers(201, IdeaOutput, headers=LOCATION)
def create(said: Answer) -> tuple[Answer, dict[str, str]]:
    idea = rules.post(writer(), **said)
    return items.item(idea, writer()), {"Location": absolute(f"{PREFIX}/ideas/{idea.post.public_id}")}


@blueprint.operation("GET /ideas/<id:idea_id>", _l("Read an idea"))
@token_optional
@blueprint.answers(200, IdeaOutput)
def show(idea_id: str) -> Answer:
    return items.item(idea_or_404(idea_id), reader())


@blueprint.operation(
    "PATCH /ideas/<id:idea_id>",
    _l("Change an idea"),
    _l("Its author may while it takes supports, and staff. Earlier texts stay readable."),
)
@token("write")
@blueprint.reads(IdeaChange, example={"tags": ["seat", "memory"]})
@blueprint.answers(200, IdeaOutput)
def change(said: Answer, idea_id: str) -> Answer:
    idea = idea_or_404(idea_id)
    check_entitled(idea.post)
    if not access.may_edit(writer(), idea):
        raise Forbidden
    rules.edit(writer(), idea, **{**_present(idea), **said})
    return items.item(idea, writer())


@blueprint.operation(
    "PUT /ideas/<id:idea_id>/support",
    _l("Support an idea"),
    _l("Once or again, it counts once. The caller follows it."),
    errors=(409,),
)
@token("write")
@blueprint.answers(200, SupportOutput)
def support(idea_id: str) -> Answer:
    idea = idea_or_404(idea_id)
    rules.support(writer(), idea)
    return items.support(queries.row(idea, writer(), locale()))


@blueprint.operation(
    "DELETE /ideas/<id:idea_id>/support",
    _l("Withdraw the support of an idea"),
    _l("Free until the idea is closed."),
    errors=(409,),
)
@token("write")
@blueprint.answers(200, SupportOutput)
def withdraw(idea_id: str) -> Answer:
    idea = idea_or_404(idea_id)
    rules.withdraw(writer(), idea)
    return items.support(queries.row(idea, writer(), locale()))


@blueprint.operation(
    "GET /ideas/<id:idea_id>/comments",
    _l("List the comments under an idea"),
    _l("In order of time, whatever the thread."),
)
@token_optional
@blueprint.reads(PageQuery, location="query")
@blueprint.answers(200, CommentPage)
def thread(said: Answer, idea_id: str) -> Answer:
    idea = idea_or_404(idea_id)
    origins = {one.id: one.public_id for one in merging.merged_into(idea, reader())}
    page = comments.flat([idea.id, *origins], reader(), said.get("cursor"), said["limit"])
    told = zip(talk.items(page.items), page.items, strict=True)
    found = [item | {"merged_from": origins.get(comment.thread_id)} for item, comment in told]
    return {"items": found, "next_cursor": page.next_cursor}


@blueprint.operation(
    "POST /ideas/<id:idea_id>/comments",
    _l("Comment on an idea"),
    _l("The caller follows it from then on."),
    errors=(409, 429),
)
@token("write")
@blueprint.reads(NewComment, example={"body": "The same here, since the last update."})
@blueprint.answers(201, CommentOutput, headers=LOCATION)
def comment(said: Answer, idea_id: str) -> tuple[Answer, dict[str, str]]:
    idea = idea_or_404(idea_id)
    parent = None if said.get("reply_to") is None else answered(idea, said["reply_to"])
    shown = {"official": said["official"], "pictures": said["pictures"]}
    made = rules.comment(writer(), idea, said["body"], parent, **shown)
    item = talk.item(comments.view(made, writer()))
    return item, {"Location": item["url"]}


@blueprint.operation(
    "PUT /ideas/<id:idea_id>/status",
    _l("Change the status of an idea"),
    _l(
        "By the product team. The change and its reason are kept for ever. Closing a safety problem takes two people: "
        "the first one proposes, and another one confirms by asking for the same status; the proposer's reason stands."
    ),
    errors=(409,),
)
@token("staff")
@blueprint.reads(NewStatus, example={"status": "in_progress", "reason": "Our seating team builds it until March."})
@blueprint.answers(200, IdeaOutput)
@blueprint.answers_too(202, ProposalOutput)
def change_status(said: Answer, idea_id: str) -> Answer | Response:
    idea = idea_or_404(idea_id)
    if not access.may_change_status(writer()):
        raise Forbidden
    window = targets.parse(said.get("target"))
    made = rules.change_status(writer(), idea, said["status"], said["reason"], official=said["official"], window=window)
    if isinstance(made, ClosingProposal):
        return written(202, ProposalOutput, proposal(made, locale()))
    return items.item(idea, writer())


@blueprint.operation(
    "GET /ideas/<id:idea_id>/history", _l("List the status changes of an idea"), _l("The first one first.")
)
@token_optional
@blueprint.reads(PageQuery, location="query")
@blueprint.answers(200, HistoryPage)
def history(said: Answer, idea_id: str) -> Answer:
    steps = changes.of(idea_or_404(idea_id), locale())
    start = max(0, paging.decode(said["cursor"], int)[0]) if "cursor" in said else 0
    end = start + said["limit"]
    following = paging.encode(end) if end < len(steps) else None
    return {"items": steps[start:end], "next_cursor": following}


@blueprint.operation(
    "GET /ideas/<id:idea_id>/revisions",
    _l("List the texts an idea has had"),
    _l("The newest first. Each says how many supported the idea when it replaced the one before."),
)
@token_optional
@blueprint.reads(PageQuery, location="query")
@blueprint.answers(200, RevisionPage)
def texts(said: Answer, idea_id: str) -> Answer:
    page = revisions(idea_or_404(idea_id).post, said.get("cursor"), said["limit"], reader=reader())
    return {"items": page.items, "next_cursor": page.next_cursor}


def _present(idea: Idea) -> Answer:
    """What `idea` says now, as the rules take it."""
    post = idea.post
    said = {"title": post.title, "body": post.body, "stage": idea.stage, "kind": idea.kind}
    return {**said, "models": about.keys(idea), "tags": tags(post), "safety": idea.safety}
