"""The shape of grants in the API."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l
from marshmallow import fields

from cocreate.kernel.schemas import (
    PUBLIC_ID,
    Choice,
    InputSchema,
    Moment,
    Number,
    Output,
    PageOutput,
    PageQuery,
    Text,
    instant,
    public_id,
)
from cocreate.members.schemas import PersonOutput
from cocreate.points.grants.models import MAX_REASON, MOST, GrantState

_STATES = {"enum": [state.value for state in GrantState]}


class Decision(StrEnum):
    """What becomes of a grant: a pending one is given or refused, one that was given is taken back."""

    GIVEN = GrantState.GIVEN.value
    REFUSED = GrantState.REFUSED.value
    REVOKED = GrantState.REVOKED.value


class NewGrant(InputSchema):
    """Points for a member, and why."""

    member = Text(required=True, metadata=PUBLIC_ID)
    amount = Number(1, MOST, required=True)
    reason = Text(
        required=True,
        lines=True,
        metadata={"minLength": 1, "maxLength": MAX_REASON, "description": _l("The member reads it.")},
    )
    spendable_at = Moment(
        load_default=None,
        allow_none=True,
        metadata={"description": _l("From when on they can be spent, at once if it is over; null: as new points.")},
    )


class GrantDecision(InputSchema):
    """What becomes of it; refusing and taking back need a reason, giving has the one it was asked for with."""

    state = Choice(Decision, required=True)
    reason = Text(lines=True, load_default="", metadata={"maxLength": MAX_REASON})


class GrantQuery(PageQuery):
    """A part of the list, of all or of those in one state."""

    state = Choice(GrantState)


class GrantOutput(Output):
    """A grant; `answer` is why it was refused or taken back."""

    id = public_id()
    state = fields.String(required=True, metadata=_STATES)
    member = fields.Nested(PersonOutput, required=True)
    amount = fields.Integer(required=True, metadata={"minimum": 1, "maximum": MOST})
    reason = fields.String(required=True)
    spendable_at = instant(allow_none=True)
    by = fields.Nested(PersonOutput, required=True)
    at = instant()
    decided_by = fields.Nested(PersonOutput, required=True, allow_none=True)
    decided_at = instant(allow_none=True)
    answer = fields.String(required=True, allow_none=True)
    revoked_at = instant(allow_none=True)


class GrantPage(PageOutput):
    """A page of grants."""

    items = fields.List(fields.Nested(GrantOutput), required=True)
