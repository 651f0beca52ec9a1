"""Uploading pictures for programs."""

from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage

from cocreate.kernel.access import token
from cocreate.kernel.api import LOCATION, Operations, absolute
from cocreate.kernel.bodies import at_most
from cocreate.members.reading import writer
from cocreate.posts.pictures import rules
from cocreate.posts.pictures.pages import MAX_BODY
from cocreate.posts.pictures.queries import PictureView
from cocreate.posts.pictures.schemas import PictureFile, PictureOutput, PictureWords

blueprint = Operations("pictures", __name__, _l("Uploaded first, then named in a post."))


@blueprint.operation(
    "POST /pictures",
    _l("Upload a picture"),
    _l("Made anew without its metadata. Until a post names it, only the caller sees it; after two days it is gone."),
    errors=(429,),
)
@token("write")
@at_most(MAX_BODY)
@blueprint.reads(PictureFile, location="files")
@blueprint.reads(PictureWords, location="form")
@blueprint.answers(201, PictureOutput, headers=LOCATION)
def upload(files: dict[str, FileStorage], said: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    made = rules.upload(writer(), files["picture"].read(), said["alt"])
    view = PictureView(made.public_id, made.alt, made.width, made.height, made.placeholder)
    return item(view), {"Location": absolute(view.large)}


def item(picture: PictureView) -> dict[str, Any]:
    """`picture` as the API tells it."""
    return {
        "id": picture.public_id,
        "alt": picture.alt,
        "width": picture.width,
        "height": picture.height,
        "sizes": {"small": absolute(picture.small), "large": absolute(picture.large)},
    }
