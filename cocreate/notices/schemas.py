"""The shape of notices in the API."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields

from cocreate.kernel.fields import BIGINT
from cocreate.kernel.schemas import (
    PUBLIC_ID,
    InputSchema,
    Number,
    Output,
    PageOutput,
    Text,
    count,
    instant,
    public_id,
)
from cocreate.members.schemas import PersonOutput
from cocreate.notices.models import Cause, Why
from cocreate.notices.queries import MOST_COUNTED
from cocreate.posts.models import PostKind

_UNREAD = _l("How many are not read; %(most)s says that there are more than can be counted.", most=MOST_COUNTED + 1)


class SubjectOutput(Output):
    """The post a notice is about."""

    id = public_id()
    kind = fields.String(required=True, metadata={"enum": [kind.value for kind in PostKind]})
    url = fields.String(required=True, metadata={"format": "uri"})
    title = fields.String(required=True)
    language = fields.String(required=True)


class NoticeOutput(Output):
    """One thing the caller was told."""

    id = count(_l("Grows with time: what has a greater number was told later."))
    cause = fields.String(required=True, metadata={"enum": [cause.value for cause in Cause]})
    why = fields.String(required=True, metadata={"enum": [why.value for why in Why]})
    line = fields.String(required=True, metadata={"description": _l("What happened, in one sentence.")})
    words = fields.String(required=True, metadata={"description": _l("What was said; empty where nothing was.")})
    url = fields.String(required=True, metadata={"format": "uri"})
    about = fields.Nested(SubjectOutput, required=True, allow_none=True)
    actor = fields.Nested(
        PersonOutput, required=True, allow_none=True, metadata={"description": _l("Who said it, if somebody did.")}
    )
    at = instant()
    read = fields.Boolean(required=True)


class NoticePage(PageOutput):
    """A page of notices."""

    items = fields.List(fields.Nested(NoticeOutput), required=True)
    unread = count(_UNREAD)


class Reading(InputSchema):
    """What was read."""

    may_be_missing = True
    up_to = Number(
        0,
        BIGINT,
        metadata={"type": "integer", "description": _l("The id of the latest notice read; without it, of all.")},
    )
    about = Text(metadata={**PUBLIC_ID, "description": _l("Only what is about this post.")})


class UnreadOutput(Output):
    """What is left to read."""

    unread = count(_UNREAD)
