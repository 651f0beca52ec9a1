"""The shape of evidence in the API."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields

from cocreate.kernel.schemas import Output, count


def _part(description: object) -> fields.Float:
    return fields.Float(required=True, metadata={"minimum": 0, "maximum": 1, "description": description})


class ShareOutput(Output):
    """A share with its 95 % interval (Wilson), each between 0 and 1."""

    value = _part(_l("The share."))
    low = _part(_l("Where the interval begins."))
    high = _part(_l("Where the interval ends."))


class OwnersOfYearOutput(Output):
    """How many verified owners of a model year support an idea."""

    series = fields.String(required=True, attribute="series_key", metadata={"examples": ["lan-5"]})
    name = fields.String(required=True, attribute="series", metadata={"description": _l("The name of the series.")})
    year = fields.Integer(required=True, metadata={"examples": [2024]})
    owners = count(_l("The owners of this model year who support it."))
    of = count(_l("All verified owners of this model year."))
    share = fields.Nested(ShareOutput, required=True)


class SupportsOfWeekOutput(Output):
    """The supports given within a week of the site's calendar."""

    starts_on = fields.Date(required=True, metadata={"description": _l("A Monday.")})
    supports = count()
    owners = count(_l("Those of verified owners."))
    newcomers = count(_l("Those of newcomers."))


class EvidenceOutput(Output):
    """Who supports an idea. Only `supports` are votes given here; `owners` and `newcomers` are among them."""

    supports = count(_l("Members who support it here."))
    owners = count(_l("Those who are, or were, verified owners of a private car; neither staff nor dealers."))
    newcomers = count(_l("Those who had joined less than “newcomer_days” before."))
    newcomer_days = count()
    recorded = count(_l("Supports that the team recorded for owners met elsewhere; never part of the others."))
    elsewhere = count(_l("Supports given on another site before an import; never part of the others."))
    elsewhere_label = fields.String(required=True, allow_none=True)
    threshold = fields.Integer(
        required=True,
        allow_none=True,
        metadata={
            "minimum": 1,
            "description": _l("So many owners bring the idea to the team by themselves; null where that cannot be."),
        },
    )
    model_years = fields.List(
        fields.Nested(OwnersOfYearOutput),
        required=True,
        attribute="years",
        metadata={"description": _l("Those with so many owners that nobody can tell who they are.")},
    )
    weeks = fields.List(
        fields.Nested(SupportsOfWeekOutput),
        required=True,
        metadata={"description": _l("From the first support until now, without gaps; in the site's time zone.")},
    )
