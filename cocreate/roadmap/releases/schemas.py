"""The shape of releases in the API."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from cocreate.catalogue.about import MAX_MODELS
from cocreate.kernel.schemas import (
    PUBLIC_ID,
    Day,
    Flag,
    InputSchema,
    Moment,
    Number,
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
from cocreate.posts.schemas import MODEL, TOO_LONG
from cocreate.roadmap.releases.models import ReleaseState
from cocreate.roadmap.releases.plans import LATELY, MAX_LATELY, MAX_REASON
from cocreate.roadmap.releases.rules import MAX_EXISTING
from cocreate.roadmap.releases.shipping import MOST
from cocreate.roadmap.words import MAX_BODY, MAX_TITLE

_MODELS = {"description": _l("The cars it is for; none means every car.")}
_TITLE = {"maxLength": MAX_TITLE}
_BODY = {"maxLength": MAX_BODY, "description": _l("The text, in Markdown.")}
_EXISTING = {"maxLength": MAX_EXISTING, "description": _l("What owners of existing cars get. Markdown.")}

_REASON = {"maxLength": MAX_REASON, "description": _l("Everybody reads it. Markdown.")}


class ShippedOutput(Output):
    """An idea that a release ships."""

    id = public_id()
    url = fields.String(required=True, metadata={"format": "uri"})
    title = fields.String(required=True)
    partly = fields.Boolean(required=True, metadata={"description": _l("A part of what it asks for.")})
    author = fields.Nested(PersonOutput, required=True)


class PlanOutput(Output):
    """A day for which a release was planned; none is that it was given up. Each but the first has a reason."""

    planned_on = fields.Date(required=True, allow_none=True)
    reason_html = fields.String(required=True)
    language = fields.String(required=True)
    at = instant()


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
    plans = fields.List(fields.Nested(PlanOutput), required=True)
    announced_at = instant(allow_none=True)
    publish_at = fields.DateTime(
        required=True, allow_none=True, metadata={"description": _l("When it publishes itself, for the team alone.")}
    )
    released_at = instant(allow_none=True)


class ReleasePage(PageOutput):
    """A page of releases."""

    items = fields.List(fields.Nested(ReleaseOutput), required=True)


class ReleaseQuery(PageQuery):
    """Which releases: those that are out, the latest first."""

    model = Text(validate=validate.Length(1, 80, error=TOO_LONG), metadata=MODEL)


class NewRelease(InputSchema):
    """A release to write. Title and text are needed in every language of the site."""

    title_zh = Text(load_default="", metadata=_TITLE)
    body_zh = Text(lines=True, load_default="", metadata=_BODY)
    title_en = Text(load_default="", metadata=_TITLE)
    body_en = Text(lines=True, load_default="", metadata=_BODY)
    existing_zh = Text(lines=True, load_default="", metadata=_EXISTING)
    existing_en = Text(lines=True, load_default="", metadata=_EXISTING)
    models = Several(Text(metadata=MODEL), load_default=list, metadata={"maxItems": MAX_MODELS, **_MODELS})
    pictures = picture_ids(load_default=list)
    planned_on = Day(load_default=None, allow_none=True, metadata={"description": _l("The day it is planned for.")})
    ideas = Several(
        Text(metadata={**PUBLIC_ID}),
        load_default=list,
        metadata={"maxItems": MOST, "description": _l("The ideas it ships.")},
    )
    publish = Flag(load_default=False, metadata={"description": _l("Publish it at once; else it is a draft.")})


class ReleasePromiseOutput(Output):
    """A release that was announced ahead, and what became of it."""

    id = public_id()
    url = fields.String(required=True, metadata={"format": "uri"})
    title = fields.String(required=True)
    language = fields.String(required=True)
    outcome = fields.String(required=True, metadata={"enum": ["announced", "overdue", "kept", "late", "dropped"]})
    announced_at = instant()
    first_on = fields.Date(required=True, metadata={"description": _l("The day it was announced for at first.")})
    planned_on = fields.Date(required=True, allow_none=True)
    released_at = instant(allow_none=True)
    days_late = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": _l("How many days after the first day it came; below zero before it.")},
    )
    changes = fields.List(fields.Nested(PlanOutput), required=True)


class ReleasePromisePage(PageOutput):
    """A page of promises."""

    items = fields.List(fields.Nested(ReleasePromiseOutput), required=True)


class NewAnnouncement(InputSchema):
    """Whom to tell in person."""

    days = Number(
        1,
        MAX_LATELY,
        load_default=LATELY,
        metadata={"description": _l("Who ordered or took delivery within so many days.")},
    )


class NewPlan(InputSchema):
    """Another day for an announced release, or none: then it is given up. A reason in every language of the site."""

    planned_on = Day(required=True, allow_none=True)
    reason_zh = Text(lines=True, load_default="", metadata=_REASON)
    reason_en = Text(lines=True, load_default="", metadata=_REASON)


class NewPublication(InputSchema):
    """When a release publishes itself; without an instant at once."""

    publish_at = Moment(load_default=None, allow_none=True)
