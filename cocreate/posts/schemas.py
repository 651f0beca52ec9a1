"""What the API says of every kind of post, and is told of it."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from cocreate.catalogue.about import MAX_MODELS
from cocreate.kernel.schemas import Several, Text
from cocreate.posts.models import PostState
from cocreate.posts.rules import MAX_TAG, MAX_TAGS

TOO_LONG = _l("This is too long or empty.")
MODEL = {"description": _l("A series, or with a year one of its model years."), "examples": ["islet", "islet/2024"]}
MODELS = {"description": _l("The cars it is about; none means any car.")}


def post_state() -> fields.String:
    """The field of an answer with how a post stands."""
    states = [state.value for state in PostState]
    words = _l("Others see what is visible; what is held waits until somebody has looked.")
    return fields.String(required=True, metadata={"enum": states, "description": words})


def models_said(**options: Any) -> Several:
    """The field of a request with the cars a post is about."""
    return Several(Text(metadata=MODEL), metadata={"maxItems": MAX_MODELS, **MODELS}, **options)


def tags_said(**options: Any) -> Several:
    """The field of a request with the tags of a post."""
    return Several(Text(metadata={"minLength": 1, "maxLength": MAX_TAG}), metadata={"maxItems": MAX_TAGS}, **options)


def tag_asked() -> Text:
    """The field of an address with a tag that is looked for."""
    return Text(validate=validate.Length(1, MAX_TAG, error=TOO_LONG))
