"""The button beneath what can be found helpful."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.comments.helpful import rules
from cocreate.kernel.access import signed_in
from cocreate.kernel.answers import is_fragment
from cocreate.members.reading import writer
from cocreate.posts import queries as posts
from cocreate.posts.models import Post

blueprint = Blueprint("helpful", __name__)


@blueprint.post("/posts/<id:public_id>/helpful")
@signed_in
def vote(public_id: str) -> Response | str:
    post = _post(public_id)
    rules.vote(writer(), post)
    return _shown(post, given=True)


@blueprint.post("/posts/<id:public_id>/helpful/end")
@signed_in
def withdraw(public_id: str) -> Response | str:
    post = _post(public_id)
    rules.withdraw(writer(), post)
    return _shown(post, given=False)


def _post(public_id: str) -> Post:
    post = posts.seen_with_thread(public_id, writer())
    if post is None:
        raise NotFound
    return post


def _shown(post: Post, *, given: bool) -> Response | str:
    """The button as it is now, or the page on which it stands."""
    if is_fragment():
        return render_template("comments/_helpful.html", post=post, given=given)
    return redirect(url_for(f"{post.kind.value}s.show", public_id=post.public_id), 303)
