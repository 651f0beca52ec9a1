"""The shape of pictures in the API."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields

from cocreate.kernel.schemas import PUBLIC_ID, File, InputSchema, Output, Several, Text, count, public_id
from cocreate.posts.pictures.models import MAX_ALT, MOST

_URI: dict[str, Any] = {"format": "uri"}
_ALT = {"maxLength": MAX_ALT, "description": _l("What is seen on it, for those who cannot see it.")}


class PictureSizes(Output):
    """Where the sizes of a picture are: at most about 640 and 1600 pixels on the longer side."""

    small = fields.String(required=True, metadata=_URI)
    large = fields.String(required=True, metadata=_URI)


class PictureOutput(Output):
    """A picture, in WebP; width and height are those of the large size."""

    id = public_id()
    alt = fields.String(required=True, metadata=_ALT)
    width = count(_l("In pixels."))
    height = count(_l("In pixels."))
    sizes = fields.Nested(PictureSizes, required=True)


class NewPicture(InputSchema):
    """The file of a picture (JPEG, PNG or WebP, at most 10 MB and 50 million pixels), and what is said of it."""

    picture = File(required=True, metadata={"type": "string", "format": "binary"})
    alt = Text(load_default="", metadata=_ALT)


class PictureChange(InputSchema):
    """Other words for a picture."""

    alt = Text(required=True, metadata=_ALT)


def picture_ids(**options: Any) -> Several:
    """The field by which a post names its pictures, uploaded before, in their order."""
    said = {"maxItems": MOST, "description": _l("Pictures uploaded before, in their order.")}
    return Several(Text(metadata={**PUBLIC_ID}), metadata=said, **options)
