"""The catalogue for programs."""

from typing import Any

from flask import Response, request
from flask_babel import lazy_gettext as _l
from marshmallow import fields

from cocreate.catalogue import tree
from cocreate.catalogue.models import FIRST_YEAR, KEY, LAST_YEAR, LONGEST, Platform, Series, Trim
from cocreate.kernel import paging
from cocreate.kernel.access import public
from cocreate.kernel.api import Operations
from cocreate.kernel.schemas import Output, PageOutput, PageQuery, Whole, count

blueprint = Operations("models", __name__, _l("The cars: series, their model years and trims."))

MAX_AGE = 60  # seconds a copy may be old

_KEY = {"pattern": KEY, "maxLength": LONGEST}


class CatalogueNameOutput(Output):
    """The key of something, and what it is called in either language."""

    key = fields.String(required=True, metadata=_KEY)
    name_zh = fields.String(required=True)
    name_en = fields.String(required=True)


class ModelYearOutput(Output):
    """A model year of a series."""

    model = fields.String(
        required=True,
        metadata={"description": _l("What ideas and filters call it."), "examples": ["islet/2024"]},
    )
    year = fields.Integer(required=True, metadata={"minimum": FIRST_YEAR, "maximum": LAST_YEAR})
    owners = count(_l("Members who are or were verified owners of a private car of it."))
    platform = fields.Nested(CatalogueNameOutput, required=True, allow_none=True)
    trims = fields.List(fields.Nested(CatalogueNameOutput), required=True)


class SoftwareVersionOutput(Output):
    """A version of a series' software."""

    name = fields.String(required=True)
    released_on = fields.Date(required=True, allow_none=True)


class SeriesOutput(CatalogueNameOutput):
    """A series with its years and its software, the newest first."""

    model = fields.String(required=True, metadata={"description": _l("What ideas and filters call it: its key.")})
    years = fields.List(fields.Nested(ModelYearOutput), required=True)
    software = fields.List(fields.Nested(SoftwareVersionOutput), required=True)


class CatalogueOutput(PageOutput):
    """The catalogue, in the brand's order."""

    items = fields.List(fields.Nested(SeriesOutput), required=True)


class CatalogueQuery(PageQuery):
    """How much of the catalogue to read."""

    limit = Whole(1, 100, metadata={"description": _l("How many series at most; all of them if not given.")})


@blueprint.operation(
    "GET /models", _l("Read the catalogue"), _l("Series, model years and trims; the same for everybody.")
)
@public
@blueprint.reads(CatalogueQuery, location="query")
@blueprint.answers(200, CatalogueOutput)
def index(said: dict[str, Any]) -> dict[str, Any]:
    found = tree.branches()
    start = max(0, paging.decode(said["cursor"], int)[0]) if "cursor" in said else 0
    end = start + said.get("limit", len(found))
    following = paging.encode(end) if end < len(found) else None
    return {"items": [_series(branch) for branch in found[start:end]], "next_cursor": following}


def _series(branch: tree.SeriesBranch) -> dict[str, Any]:
    years = [
        {
            "model": year.model,
            "year": year.model_year.year,
            "owners": year.model_year.owners,
            "platform": year.platform and _title(year.platform),
            "trims": [_title(trim) for trim in year.trims],
        }
        for year in branch.years
    ]
    software = [{"name": version.name, "released_on": version.released_on} for version in branch.software]
    return {**_title(branch.series), "model": branch.series.key, "years": years, "software": software}


def _title(part: Series | Trim | Platform) -> dict[str, str]:
    return {"key": part.key, "name_zh": part.name_zh, "name_en": part.name_en}


def _keep_for_a_while(answer: Response) -> Response:
    """Let the catalogue be kept by whoever reads it, and asked for again by its tag."""
    if answer.status_code == 200:
        answer.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
        answer.add_etag()
        answer.make_conditional(request)
    return answer


blueprint.after_request(_keep_for_a_while)
