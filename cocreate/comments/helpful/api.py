"""Finding a post helpful, for programs."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields
from werkzeug.exceptions import NotFound

from cocreate.comments.helpful import rules
from cocreate.kernel.access import token
from cocreate.kernel.api import Operations
from cocreate.kernel.schemas import Output, count
from cocreate.members.reading import writer
from cocreate.posts import queries as posts
from cocreate.posts.models import Post

blueprint = Operations("helpful", __name__, _l("What members found of use to themselves."))


class HelpfulOutput(Output):
    """How many found a post helpful."""

    helpful = count(_l("Members who found it helpful."))
    helpful_to_me = fields.Boolean(required=True)


@blueprint.operation(
    "PUT /posts/<id:post_id>/helpful",
    _l("Find a post helpful"),
    _l("A comment or an answer of somebody else. Once or again, it counts once."),
    errors=(409, 429),
)
@token("write")
@blueprint.answers(200, HelpfulOutput)
def vote(post_id: str) -> dict[str, object]:
    post = _post(post_id)
    rules.vote(writer(), post)
    return {"helpful": post.helpful, "helpful_to_me": True}


@blueprint.operation("DELETE /posts/<id:post_id>/helpful", _l("Take back that a post is helpful"), errors=(429,))
@token("write")
@blueprint.answers(200, HelpfulOutput)
def withdraw(post_id: str) -> dict[str, object]:
    post = _post(post_id)
    rules.withdraw(writer(), post)
    return {"helpful": post.helpful, "helpful_to_me": False}


def _post(public_id: str) -> Post:
    post = posts.seen_with_thread(public_id, writer())
    if post is None:
        raise NotFound
    return post
