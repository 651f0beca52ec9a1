"""The shape of redemptions in the API."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields, pre_load

from cocreate.kernel.fields import BIGINT
from cocreate.kernel.schemas import InputSchema, Number, Output, PageOutput, Text, count, instant, public_id
from cocreate.perks.models import MOST
from cocreate.perks.redemptions.addresses import LENGTHS, LONGEST, LONGEST_PHONE
from cocreate.perks.redemptions.models import RedemptionState

_VARIANT = {"description": _l("The id of a variant; may be left out where the perk comes in one alone.")}
_PRICE = {
    "description": _l(
        "The price you expect, in points. If it is another by now: 409 price-changed, with the new `price`."
    )
}
_ADDRESS = {"description": _l("Where goods are shipped to: its parts, or as one line. Nothing else needs it.")}
_CODE = {"description": _l("The code to show at a service centre; null for what is shipped.")}
_UNTIL = {"description": _l("The last day on which the code can be used; null: there is none.")}


def _part(name: str) -> Text:
    return Text(load_default="", metadata={"maxLength": LENGTHS[name][1]})


class AddressInput(InputSchema):
    """An address: name, phone, region and street, or all of it in one line."""

    name = _part("name")
    phone = Text(load_default="", metadata={"maxLength": LONGEST_PHONE, "examples": ["+8613800138000"]})
    region = _part("region")
    street = _part("street")
    line = Text(load_default="", metadata={"maxLength": LONGEST})

    @pre_load
    def read_line(self, said: Any, **_more: Any) -> Any:
        """A plain string is the whole address."""
        return {"line": said} if isinstance(said, str) else said


class NewRedemption(InputSchema):
    """What to redeem, and where it goes."""

    may_be_missing = True
    variant = Number(1, BIGINT, load_default=None, allow_none=True, metadata=_VARIANT)
    price = Number(1, MOST, load_default=None, allow_none=True, metadata=_PRICE)
    address = fields.Nested(AddressInput, load_default=None, allow_none=True, metadata=_ADDRESS)


class RedemptionOutput(Output):
    """What a member has redeemed."""

    id = public_id()
    url = fields.String(required=True, metadata={"format": "uri"})
    state = fields.String(required=True, metadata={"enum": [one.value for one in RedemptionState]})
    title = fields.String(required=True)
    variant = fields.String(required=True)
    price = count(_l("In points."))
    code = fields.String(required=True, allow_none=True, metadata=_CODE)
    code_until_on = fields.Date(required=True, allow_none=True, metadata=_UNTIL)
    tracking = fields.String(required=True, allow_none=True)
    created_at = instant()


class RedemptionPage(PageOutput):
    """A page of redemptions."""

    items = fields.List(fields.Nested(RedemptionOutput), required=True)
