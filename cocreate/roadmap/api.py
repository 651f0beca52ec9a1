"""The roadmap for programs."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from cocreate.catalogue.stages import Stage
from cocreate.ideas import items
from cocreate.ideas.schemas import IdeaOutput, StatusOutput
from cocreate.kernel.access import token_optional
from cocreate.kernel.api import Operations
from cocreate.kernel.i18n import locale
from cocreate.kernel.schemas import Choice, InputSchema, Output, Text, one_of
from cocreate.members.reading import reader
from cocreate.posts.schemas import TOO_LONG
from cocreate.roadmap import queries
from cocreate.roadmap.queries import Chosen

blueprint = Operations("roadmap", __name__, _l("Where ideas stand."))


class RoadmapQuery(InputSchema):
    """Which columns, and which ideas in them."""

    by = fields.String(load_default="status", validate=one_of(["status", "time"]))
    stage = Choice(Stage)
    model = Text(validate=validate.Length(1, 80, error=TOO_LONG))


class ColumnOutput(Output):
    """A column with the ideas that lead it: those of a status, or those expected in a time."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    status = fields.Nested(StatusOutput, required=True, allow_none=True)
    items = fields.List(fields.Nested(IdeaOutput), required=True)
    more = fields.Boolean(
        required=True, metadata={"description": _l("There are more; list the ideas of its status to read them.")}
    )


class RoadmapOutput(Output):
    """The roadmap, column by column."""

    columns = fields.List(fields.Nested(ColumnOutput), required=True)


@blueprint.operation("GET /roadmap", _l("Read the roadmap"), _l("By how far ideas are, or by when they are expected."))
@token_optional
@blueprint.reads(RoadmapQuery, location="query")
@blueprint.answers(200, RoadmapOutput)
def index(said: dict[str, Any]) -> dict[str, Any]:
    columns = queries.columns(Chosen(**{name: str(value) for name, value in said.items()}), reader(), locale())
    told = iter(items.items([card.idea for column in columns for card in column.every_card]))
    return {
        "columns": [
            {
                "key": column.key,
                "name": column.name,
                "status": column.status,
                "items": [next(told) for _card in column.every_card],
                "more": column.more_url is not None,
            }
            for column in columns
        ]
    }
