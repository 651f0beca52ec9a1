"""Comments and following for programs."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import Forbidden, NotFound

from cocreate.comments import access, queries, rules
from cocreate.comments.models import Comment
from cocreate.comments.queries import CommentView
from cocreate.comments.schemas import CommentChange, CommentOutput, FollowOutput
from cocreate.kernel.access import token
from cocreate.kernel.api import Operations, absolute
from cocreate.members.reading import writer
from cocreate.posts import queries as posts
from cocreate.posts.api import check_entitled
from cocreate.posts.models import Post, PostState
from cocreate.posts.pictures import queries as pictures
from cocreate.posts.pictures.api import item as picture_item
from cocreate.posts.pictures.queries import PictureView

blueprint = Operations("comments", __name__, _l("Talk under ideas, and following what becomes of a post."))


def items(comments: Iterable[CommentView]) -> list[dict[str, Any]]:
    """`comments` as the API tells them; their pictures are read in one statement."""
    told = list(comments)
    pictured = pictures.of_all([comment.public_id for comment in told if not comment.stub])
    return [_item(comment, pictured.get(comment.public_id, ())) for comment in told]


def item(comment: CommentView) -> dict[str, Any]:
    """A comment as the API tells it."""
    return items([comment])[0]


def _item(comment: CommentView, shown: Sequence[PictureView]) -> dict[str, Any]:
    return {
        "id": comment.public_id,
        "url": absolute(f"/comments/{comment.public_id}"),
        "body": comment.body,
        "html": str(comment.html),
        "language": comment.language,
        "author": comment.author,
        "official": comment.official,
        "reply_to": comment.answers,
        "orphaned": comment.orphaned,
        "pictures": [picture_item(picture) for picture in shown],
        "merged_from": None,
        "helpful": comment.helpful,
        "helpful_to_me": comment.helped,
        "state": comment.state,
        "published_at": comment.published_at,
        "edited_at": comment.edited_at,
    }


@blueprint.operation(
    "PATCH /comments/<id:comment_id>", _l("Change a comment"), _l("Only its author may; earlier texts stay readable.")
)
@token("write")
@blueprint.reads(CommentChange, example={"body": "It also happens below ten degrees."})
@blueprint.answers(200, CommentOutput)
def edit(said: dict[str, Any], comment_id: str) -> dict[str, Any]:
    comment = _comment(comment_id)
    if not access.may_edit(writer(), comment.post.author_id, comment.post.state):
        raise Forbidden
    rules.edit(writer(), comment, said.get("body", comment.post.body), said.get("pictures"))
    return item(queries.view(comment, writer()))


@blueprint.operation(
    "DELETE /comments/<id:comment_id>",
    _l("Take a comment away"),
    _l("Only its author may; moderators decide upon it. Where replies hang on it, a bare stub stays."),
)
@token("write")
@blueprint.answers(204)
def remove(comment_id: str) -> Response:
    comment = _comment(comment_id)
    check_entitled(comment.post)
    if not access.may_remove(writer(), comment.post.author_id, comment.post.state):
        raise Forbidden
    rules.remove(writer(), comment)
    return Response(status=204)


@blueprint.operation("PUT /posts/<id:post_id>/follow", _l("Follow a post"))
@token("write")
@blueprint.answers(200, FollowOutput)
def follow(post_id: str) -> dict[str, bool]:
    rules.follow(writer(), _post(post_id))
    return {"following": True}


@blueprint.operation("DELETE /posts/<id:post_id>/follow", _l("Stop following a post"))
@token("write")
@blueprint.answers(200, FollowOutput)
def unfollow(post_id: str) -> dict[str, bool]:
    rules.unfollow(writer(), _post(post_id))
    return {"following": False}


def _comment(public_id: str) -> Comment:
    """The comment, if the caller sees it and its thread, and it is not removed."""
    comment = queries.seen_by(writer(), public_id)
    if comment is None or comment.post.state is PostState.REMOVED:
        raise NotFound
    return comment


def _post(public_id: str) -> Post:
    post = posts.by_public_id(public_id, writer())
    if post is None:
        raise NotFound
    return post
