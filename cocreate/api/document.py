"""The OpenAPI document, made from what the views declare."""

from http import HTTPStatus
from importlib.metadata import version
from threading import Lock
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask, current_app
from flask_smorest import Api

from cocreate.accounts import api as accounts
from cocreate.accounts.vehicles import api as vehicles
from cocreate.catalogue import api as catalogue
from cocreate.comments import api as comments
from cocreate.comments.helpful import api as helpful
from cocreate.ideas import api as ideas
from cocreate.ideas.evidence import api as evidence
from cocreate.ideas.merging import api as merging
from cocreate.ideas.responses import api as responses
from cocreate.ideas.safety import api as safety
from cocreate.ideas.similar import api as similar
from cocreate.ideas.targets import api as targets
from cocreate.kernel.api import BEARER, KEY_PARAMETER, problem_schema
from cocreate.kernel.ids import PublicIdConverter
from cocreate.kernel.schemas import PUBLIC_ID
from cocreate.moderation import api as moderation
from cocreate.notices import api as notices
from cocreate.perks import api as perks
from cocreate.perks.redemptions import api as redemptions
from cocreate.points import api as points
from cocreate.points.grants import api as grants
from cocreate.points.referrals import api as referrals
from cocreate.posts.pictures import api as pictures
from cocreate.questions import api as questions
from cocreate.roadmap import api as roadmap
from cocreate.roadmap.releases import api as releases
from cocreate.roadmap.releases import steps_api as promises
from cocreate.search import api as search

OPERATIONS = (
    accounts.blueprint,
    vehicles.blueprint,
    catalogue.blueprint,
    ideas.blueprint,
    evidence.blueprint,
    merging.blueprint,
    similar.blueprint,
    targets.blueprint,
    responses.blueprint,
    safety.blueprint,
    questions.blueprint,
    comments.blueprint,
    helpful.blueprint,
    moderation.blueprint,
    notices.blueprint,
    perks.blueprint,
    redemptions.blueprint,
    pictures.blueprint,
    points.blueprint,
    grants.blueprint,
    referrals.blueprint,
    roadmap.blueprint,
    releases.blueprint,
    promises.blueprint,
    search.blueprint,
)
_KEY = "cocreate.openapi"
_MAKING = Lock()
_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_HEADERS: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}}},
    405: {"Allow": {"schema": {"type": "string"}}},
    429: {"Retry-After": {"description": "In seconds.", "schema": {"type": "integer", "minimum": 1}}},
}
_INFO = (
    "Bearer tokens only; no cookie is read. Lists answer `items` and `next_cursor`. Every error is a problem document "
    "(RFC 9457) whose `type` never changes; texts follow Accept-Language. Instants are RFC 3339 in UTC."
)


class _Document(Api):  # type: ignore[misc]  # untyped in its package
    """The library's document with our problem documents; errors are answered by the kernel."""

    def _register_error_handlers(self) -> None:
        """None: the kernel answers them."""

    def _register_etag_headers(self) -> None:
        """None: no answer of the API has one."""

    def _register_pagination_header(self) -> None:
        """None: pages end with a cursor."""

    def _register_responses(self) -> None:
        for status in HTTPStatus:
            if status >= 400:
                said = {"description": status.phrase, "content": _PROBLEM, "headers": _HEADERS.get(status, {})}
                self.spec.components.response(status.name, said, lazy=True)
        self.spec.components.response("DEFAULT_ERROR", {"description": "Any other error", "content": _PROBLEM})


def install(app: Flask) -> None:
    """Register every operation in `app`."""
    app.config["OPENAPI_VERSION"] = "3.1.0"
    for blueprint in OPERATIONS:
        app.register_blueprint(blueprint)


def document() -> dict[str, Any]:
    """The OpenAPI document of the present site, in the language of this answer."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - documented
    with _MAKING:
        if _KEY not in app.extensions:
            app.extensions[_KEY] = _described(app)
    plain: dict[str, Any] = _plain(app.extensions[_KEY])
    return plain


def _described(app: Flask) -> dict[str, Any]:
    """The document of `app`, its texts not looked up yet. Costs so much that only who reads it waits for it."""
    base = app.config["COCREATE"].base_url.rstrip("/")
    spec = {"info": {"description": _INFO}, "servers": [{"url": base}]}
    plugin = MarshmallowPlugin(schema_name_resolver=_name)
    said = {"title": "CoCreate", "version": version("cocreate"), "marshmallow_plugin": plugin, **spec}
    document = _Document(app, spec_kwargs=said)
    document.register_converter(PublicIdConverter, lambda _converter: {"type": "string", **PUBLIC_ID})
    _components(document.spec.components)
    for blueprint in OPERATIONS:
        blueprint.register_views_in_doc(document, app, document.spec, name=blueprint.name, parameters=None)
        document.spec.tag({"name": blueprint.noun, "description": blueprint.description})
    described: dict[str, Any] = document.spec.to_dict()
    return described


def _name(schema: Any) -> str:
    """What the schema is called in the document."""
    kind = schema if isinstance(schema, type) else type(schema)
    return kind.__name__.removesuffix("Output")


def _components(components: Any) -> None:
    components.schema("Problem", problem_schema())
    components.security_scheme(BEARER, {"type": "http", "scheme": "bearer", "description": "From POST /api/v1/tokens."})
    components.parameter(
        KEY_PARAMETER,
        "header",
        {
            "name": "Idempotency-Key",
            "description": "The same key and body repeats the first successful answer; another body is 422.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 200},
        },
    )


def _plain(value: Any) -> Any:
    """`value` as JSON has it: texts looked up in the reader's language."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)
