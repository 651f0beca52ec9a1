"""The shape of perks in the API."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from cocreate.kernel.schemas import (
    Choice,
    InputSchema,
    Moment,
    Output,
    PageOutput,
    PageQuery,
    Several,
    Text,
    Whole,
    count,
    instant,
    public_id,
)
from cocreate.kernel.settings import LOCALES
from cocreate.perks.models import MAX_BODY, MAX_SUMMARY, MAX_TITLE, MOST, PerkAudience, PerkKind, PerkState
from cocreate.perks.queries import AFFORDABLE, OWNERS, SORTS
from cocreate.posts.pictures.schemas import PictureOutput, picture_ids

_STOCK = {"description": _l("How many there are, those redeemed included; null: without limit.")}
_LEFT = {"description": _l("How many can still be redeemed; null: as many as anybody likes.")}
_BODY = {"maxLength": MAX_BODY, "description": _l("The text, in Markdown.")}
_LANGUAGE = {"enum": list(LOCALES), "description": _l("Of title, summary and body; by default the site's first one.")}
_PER_MEMBER = {"description": _l("How many each member can redeem, ever; null: no limit.")}
_PER_PERIOD = {"description": _l("How many each member can redeem within period_days; both or neither.")}
_STATE = {"description": _l("A perk is on sale at once unless it is a draft.")}
_SERIES = {"description": _l("For an audience of model: the series it is for.")}


class VariantOutput(Output):
    """A size or colour of a perk; its id is named when it is redeemed."""

    id = fields.Integer(required=True)
    name = fields.String(required=True, metadata={"description": _l("Empty where the perk comes in one alone.")})
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
    language = fields.String(required=True, metadata={"description": _l("That of the title.")})
    price = count(_l("In points."))
    stock = fields.Integer(required=True, allow_none=True, metadata=_STOCK)
    left = fields.Integer(required=True, allow_none=True, metadata=_LEFT)
    variants = fields.List(fields.Nested(VariantOutput), required=True)
    per_member = fields.Integer(required=True, allow_none=True)
    per_period = fields.Integer(required=True, allow_none=True)
    period_days = fields.Integer(required=True, allow_none=True)
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

    sort = Text(load_default="new", validate=validate.OneOf(SORTS, error=_l("This is not one of the possible values.")))
    category = Text(load_default="", validate=validate.Length(0, 40, error=_l("This is too long or empty.")))
    kind = Choice(PerkKind)
    reach = Text(
        data_key="for",
        load_default="",
        validate=validate.OneOf(("", AFFORDABLE, OWNERS), error=_l("This is not one of the possible values.")),
        metadata={"description": _l("What the caller can redeem now (affordable), or what is for owners.")},
    )


class PerkChanges(InputSchema):
    """What is to be otherwise; all that is left out stays."""

    title = Text(metadata={"maxLength": MAX_TITLE})
    summary = Text(metadata={"maxLength": MAX_SUMMARY})
    body = Text(lines=True, metadata=_BODY)
    language = Text(
        validate=validate.OneOf(LOCALES, error=_l("This is not one of the possible values.")), metadata=_LANGUAGE
    )
    kind = Choice(PerkKind)
    price = Whole(1, MOST, metadata={"description": _l("In points.")})
    stock = Whole(0, MOST, allow_none=True, metadata=_STOCK)
    per_member = Whole(1, 1000, allow_none=True, metadata=_PER_MEMBER)
    per_period = Whole(1, 1000, allow_none=True, metadata=_PER_PERIOD)
    period_days = Whole(1, 3660, allow_none=True)
    audience = Choice(PerkAudience)
    series = Several(Text(), metadata={"maxItems": 100, **_SERIES})
    tier = Text(validate=validate.Length(0, 40, error=_l("This is too long or empty.")))
    category = Text(validate=validate.Length(0, 40, error=_l("This is too long or empty.")))
    starts_at = Moment(allow_none=True)
    ends_at = Moment(allow_none=True)
    state = Choice(PerkState, metadata=_STATE)
    pictures = picture_ids()


class NewPerk(PerkChanges):
    """A perk to write."""

    title = Text(required=True, metadata={"maxLength": MAX_TITLE})
    body = Text(required=True, lines=True, metadata=_BODY)
    kind = Choice(PerkKind, required=True)
    price = Whole(1, MOST, required=True, metadata={"description": _l("In points.")})


Said = dict[str, Any]
