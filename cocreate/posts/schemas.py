"""What the API says of every kind of post, and is told of it."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from cocreate.catalogue.about import MAX_MODELS
from cocreate.catalogue.stages import Stage
from cocreate.kernel.schemas import Output, Several, Text, instant, public_id
from cocreate.members.schemas import PersonOutput
from cocreate.posts.models import PostState
from cocreate.posts.pictures.schemas import PictureOutput
from cocreate.posts.rules import MAX_TAG, MAX_TAGS

TOO_LONG = _l("This is too long or empty.")
MODEL = {"description": _l("A series, or with a year one of its model years."), "examples": ["islet", "islet/2024"]}
MODELS = {"description": _l("The cars it is about; none means any car.")}


def post_state() -> fields.String:
    """The field of an answer with how a post stands."""
    states = [state.value for state in PostState]
    words = _l("Others see what is visible; what is held waits until somebody has looked.")
    return fields.String(required=True, metadata={"enum": states, "description": words})


class PostOutput(Output):
    """What is said of every post."""

    id = public_id()
    url = fields.String(required=True, metadata={"format": "uri"})
    body = fields.String(required=True, metadata={"description": _l("The text, in Markdown.")})
    html = fields.String(required=True, metadata={"description": _l("The text as safe HTML.")})
    language = fields.String(required=True)
    author = fields.Nested(PersonOutput, required=True)
    pictures = fields.List(fields.Nested(PictureOutput), required=True)
    state = post_state()
    edited_at = instant(allow_none=True)


class TopicOutput(PostOutput):
    """What is said of a post that others write under: what it is about, and when it came."""

    title = fields.String(required=True)
    stage = fields.String(required=True, metadata={"enum": [one.value for one in Stage]})
    models = fields.List(fields.String(), required=True, metadata=MODELS)
    tags = fields.List(fields.String(), required=True)
    created_at = instant()
    published_at = instant(allow_none=True)


def models_said(**options: Any) -> Several:
    """The field of a request with the cars a post is about."""
    return Several(Text(metadata=MODEL), metadata={"maxItems": MAX_MODELS, **MODELS}, **options)


def tags_said(**options: Any) -> Several:
    """The field of a request with the tags of a post."""
    return Several(Text(metadata={"minLength": 1, "maxLength": MAX_TAG}), metadata={"maxItems": MAX_TAGS}, **options)


def title_typed(most: int, example: str) -> Text:
    """The field of an address with the title of what somebody is about to publish."""
    fits = validate.Length(max=most, error=_l("This is too long."))
    return Text(load_default="", validate=fits, metadata={"examples": [example]})


def body_typed(most: int) -> Text:
    """The field of an address with the text of it."""
    fits = validate.Length(max=most, error=_l("This is too long."))
    said = {"description": _l("What it begins with is read.")}
    return Text(load_default="", lines=True, validate=fits, metadata=said)


def tag_asked() -> Text:
    """The field of an address with a tag that is looked for."""
    return Text(validate=validate.Length(1, MAX_TAG, error=TOO_LONG))
