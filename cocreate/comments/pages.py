"""Changing and taking back a comment, and what it used to say."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wrappers import Response

from cocreate.comments import access, queries, rules
from cocreate.comments.forms import EditForm
from cocreate.comments.models import Comment
from cocreate.kernel.access import public, signed_in
from cocreate.kernel.answers import next_page
from cocreate.kernel.bodies import at_most
from cocreate.kernel.database import db
from cocreate.kernel.forms import Refusal
from cocreate.kernel.transactions import never_kept
from cocreate.members.models import Member
from cocreate.members.reading import reader, writer
from cocreate.posts.drafts import forms
from cocreate.posts.drafts import queries as drafts
from cocreate.posts.drafts.keeping import Answer, answer, changed, keep
from cocreate.posts.models import Post
from cocreate.posts.pictures import forms as pictures
from cocreate.posts.queries import revisions, version

blueprint = Blueprint("comments", __name__)


@blueprint.get("/comments/<id:public_id>")
@public
def show(public_id: str) -> Response:
    """To the comment within its thread."""
    return redirect(_address(_comment(public_id, reader())), 303)


@blueprint.get("/comments/<id:public_id>/edit")
@signed_in
def edit(public_id: str) -> str:
    comment = _editable(public_id)
    key = rules.edit_key(comment.post)
    draft = drafts.of(writer(), key)
    now = {"body": comment.post.body} | pictures.present(comment.post)
    form = EditForm(formdata=forms.formdata(draft), data=now)
    return _compose(form, comment, forms.shown(key, draft, version(comment.post)))


@blueprint.post("/comments/<id:public_id>/edit")
@signed_in
@at_most(pictures.MAX_BODY)
def change(public_id: str) -> Response | Refusal:
    comment, form = _editable(public_id), EditForm()
    key = rules.edit_key(comment.post)
    if pictures.receive(form, writer()):
        return _compose(form, comment, forms.sent(key)), 200, {}
    if not form.does(lambda: rules.edit(writer(), comment, form.body.data or "", pictures.chosen(form))):
        return _compose(form, comment, forms.sent(key)), *form.refusal
    changed(comment.post, key, form)
    return redirect(_address(comment), 303)


@blueprint.post("/comments/<id:public_id>/edit/draft")
@signed_in
@never_kept
@at_most(pictures.MAX_BODY)
def keep_change(public_id: str) -> Answer:
    """Keep what is typed of a change that is not sent yet."""
    comment, form = _editable(public_id), EditForm()
    draft = keep(rules.edit_key(comment.post), form)
    return answer(draft, form, lambda: _compose(form, comment, draft))


@blueprint.get("/comments/<id:public_id>/remove")
@signed_in
def confirm_remove(public_id: str) -> str:
    return render_template("comments/remove.html", comment=queries.view(_removable(public_id), writer()))


@blueprint.post("/comments/<id:public_id>/remove")
@signed_in
def remove(public_id: str) -> Response:
    comment = _removable(public_id)
    rules.remove(writer(), comment)
    flash(_("The comment is removed."))
    return redirect(_thread_address(comment), 303)


@blueprint.get("/comments/<id:public_id>/history")
@public
def history(public_id: str) -> str:
    comment = _comment(public_id, reader())
    view = queries.view(comment, reader())
    texts = revisions(comment.post, request.args.get("cursor"), reader=reader())
    return render_template(
        "comments/history.html", comment=view, revisions=texts.items, more_url=next_page(texts.next_cursor)
    )


def _compose(form: EditForm, comment: Comment, draft: forms.Shown) -> str:
    """The page on which `comment` is changed, with what to say of the `draft` of its form."""
    shown, view = pictures.shown(form, writer(), comment.post), queries.view(comment, writer())
    return render_template("comments/edit.html", form=form, pictures=shown, comment=view, draft=draft)


def _comment(public_id: str, member: Member | None) -> Comment:
    """The comment, if its thread and itself are seen by `member`."""
    comment = queries.seen_by(member, public_id)
    if comment is None:
        raise NotFound
    return comment


def _editable(public_id: str) -> Comment:
    comment = _comment(public_id, writer())
    if not access.may_edit(writer(), comment.post.author_id, comment.post.state):
        raise Forbidden
    return comment


def _removable(public_id: str) -> Comment:
    comment = _comment(public_id, writer())
    if not access.may_remove(writer(), comment.post.author_id, comment.post.state):
        raise Forbidden
    return comment


def _thread_address(comment: Comment) -> str:
    thread = db.session.get_one(Post, comment.thread_id)
    return url_for(f"{thread.kind.value}s.show", public_id=thread.public_id)


def _address(comment: Comment) -> str:
    return queries.address(_thread_address(comment), comment.post.public_id)
