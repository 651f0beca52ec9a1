"""The shape of merging in the API."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields

from cocreate.ideas.rules import MAX_REASON
from cocreate.kernel.schemas import PUBLIC_ID, InputSchema, Output, Text, public_id


class LinkedIdeaOutput(Output):
    """Another idea."""

    id = public_id()
    url = fields.String(required=True, metadata={"format": "uri"})
    title = fields.String(required=True)


def _reason(said: Any) -> Text:
    return Text(load_default="", lines=True, metadata={"maxLength": MAX_REASON, "description": said})


class NewMerge(InputSchema):
    """Into which idea another one is merged, and why."""

    into = Text(required=True, metadata={**PUBLIC_ID, "description": _l("The idea that takes it in.")})
    reason = _reason(_l("Everybody reads it, as the brand's answer. Without one the site says why. Markdown."))


class Unmerge(InputSchema):
    """Why a merge is undone."""

    may_be_missing = True

    reason = _reason(_l("Everybody reads it. Without one the site says why. Markdown."))
