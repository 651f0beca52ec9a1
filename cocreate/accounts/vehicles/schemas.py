"""The shape of cars in the API."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields

from cocreate.kernel.schemas import Choice, Day, Flag, InputSchema, Output, PageOutput, Text, instant, public_id
from cocreate.vehicles.models import HoldingState, Use
from cocreate.vehicles.vin import LONGEST_TYPED, TAIL

_MODEL = {
    "minLength": 1,
    "maxLength": 200,
    "description": _l("A series, with a year one of its model years, with a trim one of these."),
    "examples": ["islet", "islet/2024", "islet/2024/max"],
}


class NewCar(InputSchema):
    """A car to add to one's list."""

    model = Text(required=True, metadata=_MODEL)
    state = Choice(HoldingState, load_default=HoldingState.OWNER, metadata={"description": _l("Not: former.")})
    use = Choice(Use, load_default=Use.PRIVATE)
    first_owner = Flag(load_default=False)
    vin = Text(load_default="", metadata={"maxLength": LONGEST_TYPED})
    ordered_on = Day(allow_none=True)
    delivered_on = Day(allow_none=True)


class CarOutput(Output):
    """A car on the list of whoever calls."""

    id = public_id()
    model = fields.String(required=True, metadata={"examples": ["islet/2024"]})
    trim = fields.String(required=True, allow_none=True)
    name = fields.String(required=True, metadata={"description": _l("In the caller's language.")})
    state = fields.String(required=True, metadata={"enum": [one.value for one in HoldingState]})
    use = fields.String(required=True, metadata={"enum": [one.value for one in Use]})
    first_owner = fields.Boolean(required=True)
    verified = fields.Boolean(required=True)
    verified_at = instant(allow_none=True)
    vin_tail = fields.String(
        required=True,
        allow_none=True,
        metadata={"minLength": TAIL, "maxLength": TAIL, "description": _l("The end of the VIN.")},
    )
    document = fields.Boolean(required=True, metadata={"description": _l("Whether a document waits to be looked at.")})
    disputed = fields.Boolean(required=True, metadata={"description": _l("Whether another member owns the car too.")})
    declined = fields.String(
        required=True, allow_none=True, metadata={"description": _l("Why the team could not confirm it.")}
    )
    ordered_on = fields.Date(required=True, allow_none=True)
    delivered_on = fields.Date(required=True, allow_none=True)
    created_at = instant()
    ended_at = instant(allow_none=True)
    voided_at = instant(allow_none=True)
    voided_for = fields.String(
        required=True, allow_none=True, metadata={"description": _l("Why the team found the verification false.")}
    )


class CarPage(PageOutput):
    """A page of the list of cars."""

    items = fields.List(fields.Nested(CarOutput), required=True)
