"""Questions and answers for programs: the same verbs as on the pages."""

from dataclasses import fields
from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import Forbidden, NotFound

from cocreate.catalogue import about
from cocreate.catalogue.stages import Stage
from cocreate.kernel.access import token, token_optional
from cocreate.kernel.api import LOCATION, PREFIX, Operations, absolute
from cocreate.kernel.errors import Invalid
from cocreate.kernel.i18n import locale
from cocreate.kernel.schemas import PageQuery
from cocreate.members.reading import reader, writer
from cocreate.posts.api import check_entitled
from cocreate.posts.models import PostState
from cocreate.posts.queries import tags
from cocreate.posts.search import pace
from cocreate.questions import access, answers, items, queries, rules, similar
from cocreate.questions.models import Answer, Question, QuestionModel
from cocreate.questions.page import question_or_404
from cocreate.questions.queries import Filter
from cocreate.questions.schemas import (
    Accepted,
    AnswerChange,
    AnswerOutput,
    AnswerPage,
    NewAnswer,
    NewQuestion,
    QuestionChange,
    QuestionOutput,
    QuestionPage,
    QuestionQuery,
    SimilarQuery,
)

Item = dict[str, Any]
blueprint = Operations("questions", __name__, _l("What members ask, and who knows it."))

EXAMPLE = {
    "title": "How do I warm the battery before charging?",
    "body": "It is minus ten outside, and the charger takes an hour longer.",
    "stage": Stage.DRIVING.value,
    "models": ["islet/2024"],
    "tags": ["charging", "winter"],
}


@blueprint.operation(
    "GET /questions", _l("List questions"), _l("By latest activity or the newest first; filtered."), errors=(429,)
)
@token_optional
@blueprint.reads(QuestionQuery, location="query")
@blueprint.answers(200, QuestionPage)
def index(said: Item) -> Item:
    if "q" in said:
        pace.count()
    chosen = Filter(**{part.name: str(said[part.name]) for part in fields(Filter) if part.name in said})
    page = queries.page(chosen, reader(), locale(), said.get("cursor"), said["limit"])
    return {"items": items.items(page.items), "next_cursor": page.next_cursor}


@blueprint.operation(
    "GET /questions/similar",
    _l("List questions that ask the same"),
    _l("At most five, the most similar first. There is never a next page."),
    errors=(429,),
)
@token_optional
@blueprint.reads(SimilarQuery, location="query")
@blueprint.answers(200, QuestionPage)
def alike(said: Item) -> Item:
    pace.count()
    found = similar.to_words(said["title"], said["body"], reader(), locale())
    return {"items": items.items(found), "next_cursor": None}


@blueprint.operation("POST /questions", _l("Ask a question"), _l("The caller follows it from then on."))
@token("write")
@blueprint.reads(NewQuestion, example=EXAMPLE)
@blueprint.answers(201, QuestionOutput, headers=LOCATION)
def create(said: Item) -> tuple[Item, dict[str, str]]:
    question = rules.ask(writer(), **said)
    return items.item(question, writer()), {"Location": absolute(f"{PREFIX}/questions/{question.post.public_id}")}


@blueprint.operation("GET /questions/<id:question_id>", _l("Read a question"))
@token_optional
@blueprint.answers(200, QuestionOutput)
def show(question_id: str) -> Item:
    return items.item(question_or_404(question_id), reader())


@blueprint.operation(
    "PATCH /questions/<id:question_id>",
    _l("Change a question"),
    _l("Its asker may, and staff. Earlier texts stay readable."),
)
@token("write")
@blueprint.reads(QuestionChange, example={"tags": ["charging", "battery"]})
@blueprint.answers(200, QuestionOutput)
def change(said: Item, question_id: str) -> Item:
    question = question_or_404(question_id)
    check_entitled(question.post)
    if not access.may_edit(writer(), question.post):
        raise Forbidden
    rules.edit(writer(), question, **{**_present(question), **said})
    return items.item(question, writer())


@blueprint.operation(
    "DELETE /questions/<id:question_id>",
    _l("Withdraw a question"),
    _l("Its asker may, as long as nobody has answered."),
    errors=(409,),
)
@token("write")
@blueprint.answers(204)
def remove(question_id: str) -> Response:
    question = question_or_404(question_id)
    if not access.may_withdraw(writer(), question.post.author_id, question.post.state):
        raise Forbidden
    rules.withdraw(writer(), question)
    return Response(status=204)


@blueprint.operation(
    "GET /questions/<id:question_id>/answers",
    _l("List the answers to a question"),
    _l("The accepted one first, then the brand's, then by how many found them helpful, then in order of time."),
)
@token_optional
@blueprint.reads(PageQuery, location="query")
@blueprint.answers(200, AnswerPage)
def under(said: Item, question_id: str) -> Item:
    page = answers.under(question_or_404(question_id), reader(), said.get("cursor"), said["limit"])
    return {"items": items.answers(page.items), "next_cursor": page.next_cursor}


@blueprint.operation(
    "POST /questions/<id:question_id>/answers",
    _l("Answer a question"),
    _l("The caller follows it from then on."),
    errors=(409, 429),
)
@token("write")
@blueprint.reads(NewAnswer, example={"body": "Set the charger as your destination: the car warms the battery itself."})
@blueprint.answers(201, AnswerOutput, headers=LOCATION)
def answer(said: Item, question_id: str) -> tuple[Item, dict[str, str]]:
    question = question_or_404(question_id)
    made = rules.answer(writer(), question, said["body"], official=said["official"], pictures=said["pictures"])
    item = items.answers([answers.view(made, writer())])[0]
    return item, {"Location": item["url"]}


@blueprint.operation(
    "PUT /questions/<id:question_id>/accepted",
    _l("Say which answer helped"),
    _l("The asker may, and moderators a week later. It takes the place of the one accepted before."),
    errors=(409, 429),
)
@token("write")
@blueprint.reads(Accepted, example={"answer": "k7m2p9x4qd"})
@blueprint.answers(200, QuestionOutput)
def accept(said: Item, question_id: str) -> Item:
    question = _decidable(question_id)
    chosen = answers.by_public_id(said["answer"], question)
    if chosen is None:
        raise Invalid("answer", _("This question has no such answer."))
    rules.accept(writer(), question, chosen)
    return items.item(question, writer())


@blueprint.operation(
    "DELETE /questions/<id:question_id>/accepted", _l("Take back which answer helped"), errors=(409, 429)
)
@token("write")
@blueprint.answers(200, QuestionOutput)
def unaccept(question_id: str) -> Item:
    question = _decidable(question_id)
    rules.unaccept(writer(), question)
    return items.item(question, writer())


@blueprint.operation(
    "PATCH /answers/<id:answer_id>", _l("Change an answer"), _l("Only its author may; earlier texts stay readable.")
)
@token("write")
@blueprint.reads(AnswerChange, example={"body": "Set the charger as your destination half an hour before."})
@blueprint.answers(200, AnswerOutput)
def change_answer(said: Item, answer_id: str) -> Item:
    found = _answer(answer_id)
    if not access.may_edit_answer(writer(), found.post.author_id, found.post.state):
        raise Forbidden
    rules.edit_answer(writer(), found, said.get("body", found.post.body), said.get("pictures"))
    return items.answers([answers.view(found, writer())])[0]


@blueprint.operation(
    "DELETE /answers/<id:answer_id>",
    _l("Withdraw an answer"),
    _l("Only its author may; moderators decide upon it. It is no longer accepted then."),
)
@token("write")
@blueprint.answers(204)
def remove_answer(answer_id: str) -> Response:
    found = _answer(answer_id)
    if not access.may_withdraw(writer(), found.post.author_id, found.post.state):
        raise Forbidden
    rules.withdraw_answer(writer(), found)
    return Response(status=204)


def _decidable(public_id: str) -> Question:
    """The question, if the caller may say which answer helped: whoever has not asked it needs the scope ``staff``."""
    question = question_or_404(public_id)
    check_entitled(question.post)
    if not access.may_accept(writer(), question.post):
        raise Forbidden
    return question


def _answer(public_id: str) -> Answer:
    """The answer, if the caller sees it and its question, and it is not removed."""
    found = answers.seen_by(writer(), public_id)
    if found is None or found[0].post.state is PostState.REMOVED:
        raise NotFound
    return found[0]


def _present(question: Question) -> Item:
    """What `question` says now, as the rules take it."""
    said = {"title": question.post.title, "body": question.post.body, "stage": question.stage}
    return {**said, "models": about.keys(QuestionModel.question_id, question.id), "tags": tags(question.post)}
