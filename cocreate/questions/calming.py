"""Calming the talk under a question, on its page."""

from werkzeug.wrappers import Response

from cocreate.comments.calm import pages as calming
from cocreate.kernel.access import staff
from cocreate.kernel.forms import Refusal
from cocreate.questions import page
from cocreate.questions.blueprint import blueprint


@blueprint.post("/questions/<id:public_id>/calm")
@staff("moderator")
def calm(public_id: str) -> Response | Refusal:
    question = page.question_or_404(public_id)
    return calming.taken(question.post, page.address(question), lambda form: page.render(question, refused=form))


@blueprint.post("/questions/<id:public_id>/calm/end")
@staff("moderator")
def end_calm(public_id: str) -> Response:
    question = page.question_or_404(public_id)
    return calming.lifted(question.post, page.address(question))
