"""Keeping what is typed about an idea before it is sent: by htmx while typing, by a button without a script."""

from flask import redirect
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from cocreate.ideas import access, page, writing
from cocreate.ideas.blueprint import blueprint
from cocreate.ideas.forms import CommentForm, IdeaForm, NewIdeaForm
from cocreate.kernel.access import public, signed_in
from cocreate.kernel.bodies import at_most
from cocreate.kernel.transactions import never_kept
from cocreate.members.reading import writer
from cocreate.posts.drafts.keeping import Answer, answer, keep
from cocreate.posts.pictures.forms import MAX_BODY


@blueprint.post("/ideas/new/draft")
@signed_in
@never_kept
@at_most(MAX_BODY)
def keep_new() -> Answer:
    form = NewIdeaForm()
    draft = keep(writing.NEW, form)
    return answer(draft, form, lambda: writing.compose(form, None, draft))


@blueprint.post("/ideas/<id:public_id>/edit/draft")
@signed_in
@never_kept
@at_most(MAX_BODY)
def keep_change(public_id: str) -> Answer:
    idea, form = writing.editable(public_id), IdeaForm()
    draft = keep(writing.edit_key(idea), form)
    return answer(draft, form, lambda: writing.compose(form, idea, draft))


@blueprint.post("/ideas/<id:public_id>/comment/draft")
@signed_in
@never_kept
@at_most(MAX_BODY)
def keep_comment(public_id: str) -> Answer:
    idea, form = page.idea_or_404(public_id), CommentForm()
    if not access.may_comment(writer(), idea):
        raise Forbidden
    draft = keep(page.comment_key(idea), form)
    return answer(draft, form, lambda: page.render(idea, comment_form=form, comment_draft=draft))


@blueprint.get("/ideas/<id:public_id>/comment")
@public
def write_comment(public_id: str) -> Response:
    """To the form beneath the comments, where a draft comes back."""
    return redirect(f"{page.address(page.idea_or_404(public_id))}#write", 303)
