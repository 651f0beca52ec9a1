"""The shape of perks in the API."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from cocreate.kernel.fields import BIGINT
from cocreate.kernel.schemas import (
    Choice,
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
    count,
    instant,
    one_of,
    public_id,
)
from cocreate.kernel.settings import LOCALES
from cocreate.perks.models import (
    MAX_BODY,
    MAX_DISCOUNT,
    MAX_NAME,
    MAX_SUMMARY,
    MAX_TITLE,
    MOST,
    MOST_VARIANTS,
    PerkAudience,
    PerkKind,
    PerkState,
)
from cocreate.perks.queries import AFFORDABLE, OWNERS, SORTS
from cocreate.posts.pictures.schemas import PictureOutput, picture_ids
from cocreate.posts.schemas import TOO_LONG

_STOCK = {"description": _l("How many there are, those redeemed included; null: without limit.")}
_LEFT = {"description": _l("How many can still be redeemed; null: as many as anybody likes.")}
_BODY = {"maxLength": MAX_BODY, "description": _l("The text, in Markdown.")}
_LANGUAGE = {"enum": list(LOCALES), "description": _l("Of all words; by default the site's first one.")}
_PER_MEMBER = {"description": _l("How many each member can redeem, ever; null: no limit.")}
_PER_PERIOD = {"description": _l("How many each member can redeem within period_days; both or neither.")}
_STATE = {"description": _l("A perk is on sale at once unless it is a draft.")}
_DISCOUNT = {
    "maxLength": MAX_DISCOUNT,
    "description": _l("For a service coupon: what it takes off the bill, in words."),
}
_DISCOUNT_FEN = {"description": _l("For a service coupon: the same as an amount in fen, where it is one.")}
_VALID_DAYS = {"description": _l("For how many days a code can be used once it is given out; null: no limit.")}
_VALID_UNTIL = {"description": _l("The last day on which any code of it can be used; null: there is none.")}
_VARIANTS = {
    "description": _l("The sizes and colours that are to be otherwise, each by its id, and new ones without; all others"
                      " stay."),
}  # fmt: skip
_SERIES = {"description": _l("For an audience of model: the series it is for.")}


class VariantOutput(Output):
    """A size or colour of a perk; its id is named when it is redeemed."""

    id = fields.Integer(required=True)
    name = fields.String(required=True, metadata={"description": _l("Empty where the perk comes in one alone.")})
    size = fields.String(required=True)
    colour = fields.String(required=True)
    offered = fields.Boolean(
        required=True, metadata={"description": _l("What is not is told to the team alone, and can't be redeemed.")}
    )
    stock = fields.Integer(required=True, allow_none=True, metadata=_STOCK)
    left = fields.Integer(required=True, allow_none=True, metadata=_LEFT)


class PerkOutput(Output):
    """A perk, in the caller's language where it has it, else in the other one."""

    id = public_id()
    url = fields.String(required=True, metadata={"format": "uri"})
    kind = fields.String(required=True, metadata={"enum": [one.value for one in PerkKind]})
    state = fields.String(required=True, metadata={"enum": [one.value for one in PerkState]})
    title = fields.String(required=True)
    summary = fields.String(required=True)
    body = fields.String(required=True)
    html = fields.String(required=True, metadata={"description": _l("The text as safe HTML.")})
    discount = fields.String(required=True, metadata={"description": _DISCOUNT["description"]})
    discount_fen = fields.Integer(required=True, allow_none=True, metadata=_DISCOUNT_FEN)
    language = fields.String(required=True, metadata={"description": _l("That of the title.")})
    price = count(_l("In points."))
    stock = fields.Integer(required=True, allow_none=True, metadata=_STOCK)
    left = fields.Integer(required=True, allow_none=True, metadata=_LEFT)
    variants = fields.List(fields.Nested(VariantOutput), required=True)
    per_member = fields.Integer(required=True, allow_none=True)
    per_period = fields.Integer(required=True, allow_none=True)
    period_days = fields.Integer(required=True, allow_none=True)
    valid_days = fields.Integer(required=True, allow_none=True, metadata=_VALID_DAYS)
    valid_until_on = fields.Date(required=True, allow_none=True, metadata=_VALID_UNTIL)
    audience = fields.String(required=True, metadata={"enum": [one.value for one in PerkAudience]})
    series = fields.List(fields.String(), required=True, metadata=_SERIES)
    tier = fields.String(required=True, allow_none=True)
    category = fields.String(required=True, allow_none=True)
    starts_at = instant(allow_none=True)
    ends_at = instant(allow_none=True)
    pictures = fields.List(fields.Nested(PictureOutput), required=True)
    created_at = instant()


class PerkPage(PageOutput):
    """A page of perks."""

    items = fields.List(fields.Nested(PerkOutput), required=True)


class PerkQuery(PageQuery):
    """Which perks of the shop, in which order: the newest first, or by their price."""

    sort = Text(load_default="new", validate=one_of(SORTS))
    category = Text(load_default="", validate=validate.Length(0, 40, error=TOO_LONG))
    kind = Choice(PerkKind)
    reach = Text(
        data_key="for",
        load_default="",
        validate=one_of(("", AFFORDABLE, OWNERS)),
        metadata={"description": _l("What the caller can redeem now (affordable), or what is for owners.")},
    )


class NewVariant(InputSchema):
    """A size or colour to add; its colour is in the perk's `language`."""

    size = Text(metadata={"maxLength": MAX_NAME})
    colour = Text(metadata={"maxLength": MAX_NAME})
    stock = Number(0, MOST, allow_none=True, metadata=_STOCK)
    offered = Flag()


class VariantChanges(NewVariant):
    """One to change, or to add."""

    id = Number(1, BIGINT)


class PerkChanges(InputSchema):
    """What is to be otherwise; all that is left out stays."""

    title = Text(metadata={"maxLength": MAX_TITLE})
    summary = Text(metadata={"maxLength": MAX_SUMMARY})
    body = Text(lines=True, metadata=_BODY)
    discount = Text(metadata=_DISCOUNT)
    discount_fen = Number(1, MOST, allow_none=True, metadata=_DISCOUNT_FEN)
    language = Text(validate=one_of(LOCALES), metadata=_LANGUAGE)
    kind = Choice(PerkKind)
    price = Number(1, MOST, metadata={"description": _l("In points.")})
    stock = Number(0, MOST, allow_none=True, metadata=_STOCK)
    variants = Several(fields.Nested(VariantChanges), metadata={"maxItems": MOST_VARIANTS, **_VARIANTS})
    per_member = Number(1, 1000, allow_none=True, metadata=_PER_MEMBER)
    per_period = Number(1, 1000, allow_none=True, metadata=_PER_PERIOD)
    period_days = Number(1, 3660, allow_none=True)
    valid_days = Number(1, 3660, allow_none=True, metadata=_VALID_DAYS)
    valid_until_on = Day(allow_none=True, metadata=_VALID_UNTIL)
    audience = Choice(PerkAudience)
    series = Several(Text(), metadata={"maxItems": 100, **_SERIES})
    tier = Text(validate=validate.Length(0, 40, error=TOO_LONG))
    category = Text(validate=validate.Length(0, 40, error=TOO_LONG))
    starts_at = Moment(allow_none=True)
    ends_at = Moment(allow_none=True)
    state = Choice(PerkState, metadata=_STATE)
    pictures = picture_ids()


class NewPerk(PerkChanges):
    """A perk to write."""

    title = Text(required=True, metadata={"maxLength": MAX_TITLE})
    body = Text(required=True, lines=True, metadata=_BODY)
    kind = Choice(PerkKind, required=True)
    price = Number(1, MOST, required=True, metadata={"description": _l("In points.")})
    variants = Several(
        fields.Nested(NewVariant),
        metadata={
            "maxItems": MOST_VARIANTS,
            "description": _l("Its sizes and colours; left out where it comes in one alone."),
        },
    )


Said = dict[str, Any]
