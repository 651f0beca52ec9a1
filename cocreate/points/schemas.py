"""The shape of points in the API."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields

from cocreate.kernel.fields import BIGINT
from cocreate.kernel.schemas import Output, PageOutput, count, instant

_SIGNED = {"minimum": -BIGINT, "maximum": BIGINT, "format": "int64"}


class TierOutput(Output):
    """What members with so much contribution are called."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    from_contribution = count()


class WalletOutput(Output):
    """What the caller has."""

    balance = count(_l("All points, also those held or not spendable yet."))
    spendable = count(_l("What can be spent now."))
    held = count(_l("What is held for orders under way."))
    owed = count(_l("What was taken back after it was spent; the next points pay it."))
    contribution = count(_l("Earned by ideas and answers; never spent."))
    tier = fields.Nested(TierOutput, required=True, allow_none=True)


class AboutOutput(Output):
    """What a movement was about."""

    title = fields.String(required=True)
    url = fields.String(required=True, metadata={"format": "uri"})


class TransferOutput(Output):
    """One movement of the caller's points."""

    id = count(_l("Grows with time."))
    kind = fields.String(
        required=True, metadata={"description": _l("A rule of earning, or what else it was: spend, expiry, revoked …")}
    )
    words = fields.String(required=True, metadata={"description": _l("The same in words.")})
    amount = fields.Integer(
        required=True, metadata={**_SIGNED, "description": _l("Less than nothing: points that went.")}
    )
    balance = count(_l("What there was afterwards."))
    about = fields.Nested(AboutOutput, required=True, allow_none=True)
    at = instant()


class TransferPage(PageOutput):
    """A page of movements."""

    items = fields.List(fields.Nested(TransferOutput), required=True)


class CheckInOutput(Output):
    """A day's check-in."""

    day = fields.Date(required=True, metadata={"description": _l("The day where the site is.")})
    points = count(_l("What it brought."))
    streak = count(_l("How many days in a row it makes."))
