"""Calming the talk under an idea, on its page."""

from werkzeug.wrappers import Response

from cocreate.comments.calm import pages as calming
from cocreate.ideas import page
from cocreate.ideas.blueprint import blueprint
from cocreate.kernel.access import staff
from cocreate.kernel.forms import Refusal


@blueprint.post("/ideas/<id:public_id>/calm")
@staff("moderator")
def calm(public_id: str) -> Response | Refusal:
    idea = page.idea_or_404(public_id)
    return calming.taken(idea.post, page.address(idea), lambda form: page.render(idea, refused=form))


@blueprint.post("/ideas/<id:public_id>/calm/end")
@staff("moderator")
def end_calm(public_id: str) -> Response:
    idea = page.idea_or_404(public_id)
    return calming.lifted(idea.post, page.address(idea))
