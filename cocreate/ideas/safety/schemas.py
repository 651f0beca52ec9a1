"""The shape of safety marks and proposals in the API."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields

from cocreate.ideas.safety.rules import MAX_REASON
from cocreate.ideas.schemas import StatusOutput
from cocreate.kernel.schemas import Flag, InputSchema, Output, Text, instant
from cocreate.members.schemas import PersonOutput


class NewSafety(InputSchema):
    """Whether a problem bears the mark from now on."""

    safety = Flag(required=True)
    reason = Text(
        required=True,
        lines=True,
        metadata={"minLength": 1, "maxLength": MAX_REASON, "description": _l("Everybody reads it.")},
    )


class ProposalOutput(Output):
    """A change of status that somebody else has to confirm, by asking for the same."""

    state = fields.Constant("proposed", required=True, metadata={"type": "string", "enum": ["proposed"]})
    status = fields.Nested(StatusOutput, required=True)
    reason = fields.String(required=True)
    proposer = fields.Nested(PersonOutput, required=True)
    proposed_at = instant()
