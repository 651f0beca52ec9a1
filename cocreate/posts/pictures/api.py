"""Uploading pictures for programs, describing and removing them."""

from typing import Any

from flask import Response
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import Forbidden, NotFound

from cocreate.kernel.access import token
from cocreate.kernel.api import LOCATION, Operations, absolute
from cocreate.kernel.bodies import at_most
from cocreate.kernel.database import db
from cocreate.members.reading import writer
from cocreate.posts.access import may_change
from cocreate.posts.api import check_entitled
from cocreate.posts.models import Post
from cocreate.posts.pictures import queries, rules
from cocreate.posts.pictures.models import Picture
from cocreate.posts.pictures.pages import MAX_BODY
from cocreate.posts.pictures.queries import PictureView
from cocreate.posts.pictures.schemas import NewPicture, PictureChange, PictureOutput

blueprint = Operations("pictures", __name__, _l("Uploaded first, then named in a post."))


@blueprint.operation(
    "POST /pictures",
    _l("Upload a picture"),
    _l("Made anew without its metadata. Until a post names it, only the caller sees it; after two days it is gone."),
    errors=(429,),
)
@token("write")
@at_most(MAX_BODY)
@blueprint.reads(NewPicture, location="files")
@blueprint.answers(201, PictureOutput, headers=LOCATION)
def upload(said: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    made = rules.upload(writer(), said["picture"].read(), said["alt"])
    view = _view(made)
    return item(view), {"Location": absolute(view.large)}


@blueprint.operation(
    "PATCH /pictures/<id:picture_id>",
    _l("Say what is seen on a picture"),
    _l("Its uploader may until a post names it, then whoever may change that post."),
    errors=(409,),
)
@token("write")
@blueprint.reads(PictureChange, example={"alt": "The mirror in the rain"})
@blueprint.answers(200, PictureOutput)
def describe(said: dict[str, str], picture_id: str) -> dict[str, Any]:
    picture = _changeable(picture_id)
    rules.describe(writer(), picture, said["alt"])
    return item(_view(picture))


@blueprint.operation(
    "DELETE /pictures/<id:picture_id>",
    _l("Remove a picture"),
    _l("Its uploader may until a post names it, then whoever may change that post. Its files are gone for good."),
    errors=(409,),
)
@token("write")
@blueprint.answers(204)
def remove(picture_id: str) -> Response:
    rules.remove(writer(), _changeable(picture_id))
    return Response(status=204)


def item(picture: PictureView) -> dict[str, Any]:
    """`picture` as the API tells it."""
    return {
        "id": picture.public_id,
        "alt": picture.alt,
        "width": picture.width,
        "height": picture.height,
        "sizes": {"small": absolute(picture.small), "large": absolute(picture.large)},
    }


def _view(picture: Picture) -> PictureView:
    return PictureView(picture.public_id, picture.alt, picture.width, picture.height, picture.placeholder)


def _changeable(public_id: str) -> Picture:
    """The picture, if the caller sees it and may change it."""
    found = queries.asked_for(public_id, writer())
    if found is None:
        raise NotFound
    picture, _for_everybody = found
    if picture.shelf is not None:  # whoever put it there changes it there
        raise Forbidden
    if picture.post_id is not None:
        post = db.session.get_one(Post, picture.post_id)
        check_entitled(post)
        if not may_change(writer(), post):
            raise Forbidden
    return picture
