"""How the API tells who somebody is."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields

from cocreate.kernel.schemas import Output, public_id
from cocreate.members.models import Affiliation, MemberState


class PersonOutput(Output):
    """A member beside what they wrote."""

    id = public_id(attribute="public_id")
    name = fields.String(required=True)
    affiliation = fields.String(
        required=True,
        metadata={"enum": [one.value for one in Affiliation], "description": _l("Whom the member works for.")},
    )
    state = fields.String(
        required=True,
        metadata={
            "enum": [one.value for one in MemberState],
            "description": _l("A placeholder wrote elsewhere and has no account here; an erased member has left."),
        },
    )
    is_owner = fields.Boolean(
        required=True, metadata={"description": _l("Whether the member has a verified car of their own.")}
    )
