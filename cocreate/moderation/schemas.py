"""The shape of reports, cases, decisions and appeals in the API."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l
from marshmallow import fields

from cocreate.kernel.schemas import (
    PUBLIC_ID,
    Choice,
    InputSchema,
    Moment,
    Output,
    PageOutput,
    Several,
    Text,
    count,
    instant,
    public_id,
)
from cocreate.members.schemas import PersonOutput
from cocreate.moderation.appeals.models import AppealState
from cocreate.moderation.appeals.rules import MAX_TEXT
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.decisions.rules import MAX_NOTE
from cocreate.moderation.models import Reason
from cocreate.moderation.reports.models import Outcome
from cocreate.moderation.reports.rules import MAX_NOTE as MAX_REPORT_NOTE
from cocreate.posts.models import PostKind, PostState
from cocreate.screening.models import Cause

MOST = 100
_REASONS = {"enum": [reason.value for reason in Reason]}
_STATES = {"enum": [state.value for state in PostState]}
_IDS = {"maxItems": MOST}


class Asked(StrEnum):
    """The actions a program asks for: holding is the site's own, and a text is changed where it stands."""

    APPROVE = Action.APPROVE.value
    APPROVE_TRUST = Action.APPROVE_TRUST.value
    HIDE = Action.HIDE.value
    REMOVE = Action.REMOVE.value
    RESTORE = Action.RESTORE.value
    WARN = Action.WARN.value
    SILENCE = Action.SILENCE.value
    SUSPEND = Action.SUSPEND.value
    BAN = Action.BAN.value
    BLOCK_ALL = Action.BLOCK_ALL.value


class NewReport(InputSchema):
    """What is wrong with a post or a member, exactly one of the two."""

    post = Text(allow_none=True, metadata=PUBLIC_ID)
    member = Text(allow_none=True, metadata=PUBLIC_ID)
    reason = Choice(Reason, required=True)
    note = Text(
        load_default="",
        lines=True,
        metadata={"maxLength": MAX_REPORT_NOTE, "description": _l("Only moderators read it. “other” needs one.")},
    )


class ReportOutput(Output):
    """A report of the caller's."""

    id = public_id()
    reason = fields.String(required=True, metadata=_REASONS)
    note = fields.String(required=True)
    at = instant()
    outcome = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "enum": [*(outcome.value for outcome in Outcome), None],
            "description": _l("What came of it; null until somebody has looked."),
        },
    )


class CasePost(Output):
    """The post a case is about."""

    id = public_id()
    kind = fields.String(required=True, metadata={"enum": [kind.value for kind in PostKind]})
    url = fields.String(required=True, metadata={"format": "uri"})
    state = fields.String(required=True, metadata=_STATES)
    title = fields.String(required=True, allow_none=True)
    body = fields.String(required=True, metadata={"description": _l("The text, in Markdown.")})
    language = fields.String(required=True)


class CaseOutput(Output):
    """A post or a member somebody should look at; somebody does already, where it is claimed."""

    id = public_id()
    post = fields.Nested(CasePost, required=True, allow_none=True)
    member = fields.Nested(
        PersonOutput, required=True, metadata={"description": _l("The member, or the author of the post.")}
    )
    causes = fields.List(fields.String(metadata={"enum": [cause.value for cause in Cause]}), required=True)
    weight = fields.Float(required=True, metadata={"minimum": 0, "description": _l("The heavier, the more urgent.")})
    reports = count(_l("How many members have reported it and wait for an answer."))
    opened_at = instant()
    claimed_until = instant(allow_none=True)


class CasePage(PageOutput):
    """A page of the queue."""

    items = fields.List(fields.Nested(CaseOutput), required=True)


class NewDecisions(InputSchema):
    """What to do to which posts and members."""

    posts = Several(Text(metadata=PUBLIC_ID), load_default=list, metadata=_IDS)
    members = Several(Text(metadata=PUBLIC_ID), load_default=list, metadata=_IDS)
    action = Choice(Asked, required=True)
    reason = Choice(
        Reason, load_default=None, metadata={"description": _l("Needed for all but approving and restoring.")}
    )
    note = Text(
        load_default="",
        lines=True,
        metadata={"maxLength": MAX_NOTE, "description": _l("The member concerned reads it.")},
    )
    until = Moment(load_default=None, metadata={"description": _l("How long somebody is silenced or suspended.")})


class DecisionOutput(Output):
    """What was decided upon one post or member."""

    id = public_id()
    action = fields.String(required=True, metadata={"enum": [one.value for one in Action if one != Action.BLOCK_ALL]})
    post = fields.String(required=True, allow_none=True, metadata=PUBLIC_ID)
    state = fields.String(
        required=True,
        allow_none=True,
        metadata={"enum": [*_STATES["enum"], None], "description": _l("How the post stands, where that has changed.")},
    )
    member = fields.Nested(PersonOutput, required=True)
    reason = fields.String(required=True, allow_none=True, metadata={"enum": [*_REASONS["enum"], None]})
    until = instant(allow_none=True)
    at = instant()


class DecisionList(Output):
    """What was decided; what nothing could be decided about is left out."""

    items = fields.List(fields.Nested(DecisionOutput), required=True)


class NewAppeal(InputSchema):
    """Why a decision is wrong."""

    decision = Text(required=True, metadata=PUBLIC_ID)
    text = Text(required=True, lines=True, metadata={"minLength": 1, "maxLength": MAX_TEXT})


class AppealOutput(Output):
    """An appeal of the caller's."""

    id = public_id()
    decision = public_id()
    text = fields.String(required=True)
    at = instant()
    state = fields.String(required=True, metadata={"enum": [state.value for state in AppealState]})
