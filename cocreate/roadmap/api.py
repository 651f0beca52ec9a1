"""The roadmap for programs."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields

from cocreate.ideas import items
from cocreate.ideas.schemas import IdeaOutput, StatusOutput
from cocreate.kernel.access import token_optional
from cocreate.kernel.api import Operations
from cocreate.kernel.i18n import locale
from cocreate.kernel.schemas import Output
from cocreate.members.reading import reader
from cocreate.roadmap import queries

blueprint = Operations("roadmap", __name__, _l("Where ideas stand."))


class ColumnOutput(Output):
    """A status with the ideas that lead it."""

    status = fields.Nested(StatusOutput, required=True)
    items = fields.List(fields.Nested(IdeaOutput), required=True)
    more = fields.Boolean(
        required=True, metadata={"description": _l("There are more; list the ideas of this status to read them.")}
    )


class RoadmapOutput(Output):
    """The roadmap, column by column."""

    columns = fields.List(fields.Nested(ColumnOutput), required=True)


@blueprint.operation("GET /roadmap", _l("Read the roadmap"), _l("What is adopted, in progress and shipped."))
@token_optional
@blueprint.answers(200, RoadmapOutput)
def index() -> dict[str, Any]:
    columns = queries.columns(reader(), locale())
    told = iter(items.items([row for column in columns for row in column.ideas]))
    return {
        "columns": [
            {"status": column.status, "items": [next(told) for _row in column.ideas], "more": bool(column.more_url)}
            for column in columns
        ]
    }
