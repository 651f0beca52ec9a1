"""The shape of releases in the API."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from cocreate.catalogue.about import MAX_MODELS
from cocreate.kernel.schemas import (
    PUBLIC_ID,
    Day,
    Flag,
    InputSchema,
    Output,
    PageOutput,
    PageQuery,
    Several,
    Text,
    instant,
    public_id,
)
from cocreate.members.schemas import PersonOutput
from cocreate.posts.pictures.schemas import PictureOutput, picture_ids
from cocreate.roadmap.releases.models import ReleaseState
from cocreate.roadmap.releases.rules import MAX_EXISTING
from cocreate.roadmap.releases.shipping import MOST
from cocreate.roadmap.words import MAX_BODY, MAX_TITLE

_MODEL = {"description": _l("A series, or with a year one of its model years."), "examples": ["islet", "islet/2024"]}
_MODELS = {"description": _l("The cars it is for; none means every car.")}
_TITLE = {"maxLength": MAX_TITLE}
_BODY = {"maxLength": MAX_BODY, "description": _l("The text, in Markdown.")}
_EXISTING = {"maxLength": MAX_EXISTING, "description": _l("What owners of existing cars get. Markdown.")}


class ShippedOutput(Output):
    """An idea that a release ships."""

    id = public_id()
    url = fields.String(required=True, metadata={"format": "uri"})
    title = fields.String(required=True)
    partly = fields.Boolean(required=True, metadata={"description": _l("A part of what it asks for.")})
    author = fields.Nested(PersonOutput, required=True)


class ReleaseOutput(Output):
    """A release, in the caller's language where it has it."""

    id = public_id()
    url = fields.String(required=True, metadata={"format": "uri"})
    state = fields.String(required=True, metadata={"enum": [one.value for one in ReleaseState]})
    title = fields.String(required=True)
    html = fields.String(required=True, metadata={"description": _l("The text as safe HTML.")})
    existing_html = fields.String(required=True, metadata={"description": _l("What owners of existing cars get.")})
    language = fields.String(required=True)
    author = fields.Nested(PersonOutput, required=True)
    models = fields.List(fields.String(), required=True, metadata=_MODELS)
    pictures = fields.List(fields.Nested(PictureOutput), required=True)
    ideas = fields.List(fields.Nested(ShippedOutput), required=True)
    planned_on = fields.Date(required=True, allow_none=True)
    announced_at = instant(allow_none=True)
    released_at = instant(allow_none=True)


class ReleasePage(PageOutput):
    """A page of releases."""

    items = fields.List(fields.Nested(ReleaseOutput), required=True)


class ReleaseQuery(PageQuery):
    """Which releases: those that are out, the latest first."""

    model = Text(validate=validate.Length(1, 80, error=_l("This is too long or empty.")), metadata=_MODEL)


class NewRelease(InputSchema):
    """A release to write. Title and text are needed in every language of the site."""

    title_zh = Text(load_default="", metadata=_TITLE)
    body_zh = Text(lines=True, load_default="", metadata=_BODY)
    title_en = Text(load_default="", metadata=_TITLE)
    body_en = Text(lines=True, load_default="", metadata=_BODY)
    existing_zh = Text(lines=True, load_default="", metadata=_EXISTING)
    existing_en = Text(lines=True, load_default="", metadata=_EXISTING)
    models = Several(Text(metadata=_MODEL), load_default=list, metadata={"maxItems": MAX_MODELS, **_MODELS})
    pictures = picture_ids(load_default=list)
    planned_on = Day(load_default=None, allow_none=True, metadata={"description": _l("The day it is planned for.")})
    ideas = Several(
        Text(metadata={**PUBLIC_ID}),
        load_default=list,
        metadata={"maxItems": MOST, "description": _l("The ideas it ships.")},
    )
    publish = Flag(load_default=False, metadata={"description": _l("Publish it at once; else it is a draft.")})
