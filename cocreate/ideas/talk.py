"""Talking about an idea."""

from flask import flash, redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from cocreate.comments import queries as comments
from cocreate.comments.models import Comment
from cocreate.ideas import page, rules
from cocreate.ideas.blueprint import blueprint
from cocreate.ideas.forms import CommentForm
from cocreate.ideas.models import Idea
from cocreate.kernel.access import signed_in
from cocreate.kernel.bodies import at_most
from cocreate.kernel.forms import Refusal
from cocreate.members.reading import writer
from cocreate.posts.drafts.forms import finish
from cocreate.posts.pictures import forms as pictures


@blueprint.post("/ideas/<id:public_id>/comments")
@signed_in
@at_most(pictures.MAX_BODY)
def comment(public_id: str) -> Response | Refusal:
    idea, form = page.idea_or_404(public_id), CommentForm()
    if pictures.receive(form, writer()):
        return page.render(idea, comment_form=form), 200, {}
    written = form.carry_out(lambda: _written(idea, form))
    if written is None:
        if form.reply_to.errors:
            form.reply_to.data = ""  # sent again, it stands on its own
        return page.render(idea, comment_form=form), *form.refusal
    finish(writer(), page.comment_key(idea), form)
    if not written.post.is_visible:
        flash(_("Thank you. Your comment waits until somebody has looked at it; so far only you see it."))
    return redirect(comments.address(page.address(idea), written.post.public_id), 303)


def _written(idea: Idea, form: CommentForm) -> Comment:
    """The comment that `form` says, published."""
    parent = page.answered(idea, form.reply_to.data) if form.reply_to.data else None
    chosen, official = pictures.chosen(form), form.official.data
    return rules.comment(writer(), idea, form.body.data or "", parent, official=official, pictures=chosen)
