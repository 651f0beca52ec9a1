"""The document that describes the API: for programs, and as a page for people."""

from flask import Blueprint, Response, json, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from cocreate.api import reading
from cocreate.api.document import document
from cocreate.kernel.access import public

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.get("/openapi.json")
@public
def openapi() -> BaseResponse:
    """The same for everybody in one language; a cache asks whether it is still so."""
    answer = Response(json.dumps(document()), mimetype="application/json")
    answer.headers["Cache-Control"] = "no-cache"
    answer.vary.add("Accept-Language")
    answer.add_etag()
    return answer.make_conditional(request)


@blueprint.get("/docs")
@public
def docs() -> str:
    """The document, read aloud."""
    said = document()
    return render_template(
        "api/docs.html", groups=reading.groups(said), shapes=reading.shapes(said), base_url=said["servers"][0]["url"]
    )
