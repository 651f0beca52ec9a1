"""Targets in the API."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields

from cocreate.ideas.targets.rules import MAX_REASON
from cocreate.kernel import clock
from cocreate.kernel.schemas import InputSchema, Output, PageOutput, Text, instant
from cocreate.members.schemas import PersonOutput

# A window that is ahead whenever the document is read.
SOON = f"{clock.now().year + 1}-Q1"
KEY = {
    "maxLength": 7,
    "description": _l("A quarter such as 2027-Q1 or a month such as 2027-03; null: open."),
    "examples": [SOON],
}


class WindowOutput(Output):
    """A quarter or month; `ends_on` is the first day after it."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)


class NewTarget(InputSchema):
    """When an idea shall be there."""

    target = Text(required=True, allow_none=True, metadata=KEY)
    reason = Text(
        required=True,
        lines=True,
        metadata={"minLength": 1, "maxLength": MAX_REASON, "description": _l("Everybody reads it. Markdown.")},
    )


class TargetChangeOutput(Output):
    """One change of a target; a slip if a public one moved to later or was opened again."""

    before = fields.Nested(WindowOutput, required=True, allow_none=True)
    window = fields.Nested(WindowOutput, required=True, allow_none=True)
    is_slip = fields.Boolean(required=True)
    reason = fields.String(required=True)
    html = fields.String(required=True)
    actor = fields.Nested(PersonOutput, required=True)
    actor_role = fields.String(required=True)
    at = instant()


class TargetChangePage(PageOutput):
    """Every target an idea had."""

    items = fields.List(fields.Nested(TargetChangeOutput), required=True)
