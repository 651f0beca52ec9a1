"""Talking about an idea."""

from flask import redirect
from werkzeug.wrappers import Response

from cocreate.comments import queries as comments
from cocreate.ideas import page, rules
from cocreate.ideas.blueprint import blueprint
from cocreate.ideas.forms import CommentForm
from cocreate.kernel.access import signed_in
from cocreate.kernel.errors import Invalid
from cocreate.members.reading import writer
from cocreate.posts.drafts.forms import finish


@blueprint.post("/ideas/<id:public_id>/comments")
@signed_in
def comment(public_id: str) -> Response | tuple[str, int]:
    idea, form = page.idea_or_404(public_id), CommentForm()
    if form.validate():
        try:
            reply_to = form.reply_to.data
            parent = page.answered(idea, reply_to) if reply_to else None
            written = rules.comment(writer(), idea, form.body.data or "", parent, official=form.official.data)
        except Invalid as error:
            form.refuse(error)
            if error.field == "reply_to":
                form.reply_to.data = ""  # sent again, it stands on its own
        else:
            finish(writer(), page.comment_key(idea), form)
            return redirect(comments.address(page.address(idea), written.post.public_id), 303)
    return page.render(idea, comment_form=form), 422
