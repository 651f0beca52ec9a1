"""Keeping what is typed about an idea before it is sent: by htmx while typing, by a button without a script."""

from collections.abc import Callable

from flask import flash, redirect
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from cocreate.ideas import access, page, writing
from cocreate.ideas.blueprint import blueprint
from cocreate.ideas.forms import CommentForm, IdeaForm
from cocreate.kernel.access import public, signed_in
from cocreate.kernel.answers import is_fragment
from cocreate.kernel.bodies import at_most
from cocreate.kernel.transactions import never_kept
from cocreate.members.reading import writer
from cocreate.posts.drafts import forms
from cocreate.posts.pictures import forms as pictures

Answer = str | Response | tuple[str, int]


@blueprint.post("/ideas/new/draft")
@signed_in
@never_kept
@at_most(pictures.MAX_BODY)
def keep_new() -> Answer:
    form = IdeaForm()
    draft = _keep(writing.NEW, form)
    return _answer(draft, form, lambda: writing.compose(form, None, draft))


@blueprint.post("/ideas/<id:public_id>/edit/draft")
@signed_in
@never_kept
@at_most(pictures.MAX_BODY)
def keep_change(public_id: str) -> Answer:
    idea, form = writing.editable(public_id), IdeaForm()
    draft = _keep(writing.edit_key(idea), form)
    return _answer(draft, form, lambda: writing.compose(form, idea, draft))


@blueprint.post("/ideas/<id:public_id>/comment/draft")
@signed_in
@never_kept
@at_most(pictures.MAX_BODY)
def keep_comment(public_id: str) -> Answer:
    idea, form = page.idea_or_404(public_id), CommentForm()
    if not access.may_comment(writer(), idea):
        raise Forbidden
    draft = _keep(page.comment_key(idea), form)
    return _answer(draft, form, lambda: page.render(idea, comment_form=form, comment_draft=draft))


@blueprint.get("/ideas/<id:public_id>/comment")
@public
def write_comment(public_id: str) -> Response:
    """To the form beneath the comments, where a draft comes back."""
    return redirect(f"{page.address(page.idea_or_404(public_id))}#write", 303)


def _keep(key: str, form: IdeaForm | CommentForm) -> forms.Shown:
    """Keep `form` with the pictures that came with it as files, as they do without a script."""
    pictures.receive(form, writer())
    return forms.keep(writer(), key, form)


def _answer(draft: forms.Shown, form: IdeaForm | CommentForm, whole: Callable[[], str]) -> Answer:
    """The note alone for htmx; else the form again, from its draft or, when not all of it was kept, as it was sent."""
    if is_fragment():
        return forms.note(draft)
    if draft.trouble or form.pictures.errors:
        return whole(), 409 if draft.trouble and draft.code != "invalid" else 422
    flash(_("The draft is saved."))
    return redirect(draft.url, 303)
