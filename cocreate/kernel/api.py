"""How the API speaks: operations that describe themselves, input read strictly, every error a problem document.

What a view declares (access, what it reads, what it answers) is enforced and described from one place, so the
OpenAPI document cannot say otherwise than the code.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, NoReturn, TypeVar

from flask import Request, Response, current_app, request
from flask_babel import gettext as _
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError
from webargs import missing
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import UnsupportedMediaType

from cocreate.kernel.access import Access, Gate
from cocreate.kernel.errors import Refused
from cocreate.kernel.security import csrf

PREFIX = "/api/v1"
View = TypeVar("View", bound=Callable[..., Any])

KEY_PARAMETER = "IdempotencyKey"
BEARER = "bearer"


class Unreadable(Refused):
    """Input that does not have the asked-for shape: 422, with what is wrong at each field."""

    status = 422

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        super().__init__("invalid", _("Some of what you sent cannot be taken."), errors=dict(errors))


class Reader(FlaskParser):
    """Reads bodies and queries; anything unknown, repeated or malformed is refused."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": None, "query": None}

    def _raw_load_json(self, req: Request) -> Any:
        content = req.get_data(cache=True)
        if not content and not req.mimetype:
            return missing
        if not req.is_json:
            raise UnsupportedMediaType
        try:
            return json.loads(content, parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            raise Unreadable({"body": [_("This is not sound JSON.")]}) from error

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        repeated = [name for name, values in req.args.lists() if len(values) > 1]
        if repeated:
            raise Unreadable({name: [_("This may be given once only.")] for name in repeated})
        return super().load_querystring(req, schema)

    def handle_error(
        self,
        error: ValidationError,
        req: Request,
        schema: Schema,
        *,
        error_status_code: int | None,
        error_headers: Mapping[str, str] | None,
    ) -> NoReturn:
        found: dict[str, list[str]] = {}
        for location in error.normalized_messages().values():
            for field, words in _flat(location):
                found.setdefault(field, []).append(words)
        raise Unreadable(found) from error


class Operations(Blueprint):  # type: ignore[misc]  # untyped in its package
    """The operations on one noun, below ``/api/v1``. Bearer tokens only: no cookie is read, nothing can be forged."""

    ARGUMENTS_PARSER = Reader()

    def __init__(self, noun: str, module: str, description: Any) -> None:
        super().__init__(f"api_{noun}", module, url_prefix=PREFIX, description=description)
        self.noun = noun
        self._prepare_doc_cbks.append(_describe_access)
        self.before_request(_refuse_unknown_query)
        self.after_request(_headers)
        csrf.exempt(self)

    def reads(self, schema: type[Schema], *, location: str = "json", example: Any = None) -> Callable[[View], View]:
        """The view takes the body (or the ``query``) as `schema` reads it."""
        decorate: Callable[[View], View] = self.arguments(schema, location=location, example=example)
        return decorate

    def answers(self, status: int, schema: type[Schema] | None = None, **said: Any) -> Callable[[View], View]:
        """What the view returns is answered with `status`, as `schema` writes it."""
        decorate: Callable[[View], View] = self.response(status, schema, **said)
        return decorate

    def may_answer(self, *statuses: int) -> Callable[[View], View]:
        """The view may answer with these errors besides those that follow from its declarations."""

        def decorate(view: View) -> View:
            view._apidoc = {**getattr(view, "_apidoc", {}), "errors": statuses}  # type: ignore[attr-defined]
            return view

        return decorate

    def add_url_rule(self, rule: str, endpoint: Any = None, view_func: Any = None, *more: Any, **options: Any) -> None:
        super().add_url_rule(rule, endpoint, view_func, *more, tags=[self.noun], **options)

    def _store_endpoint_docs(self, endpoint: str, obj: Any, parameters: Any, tags: Any, **options: Any) -> None:
        super()._store_endpoint_docs(endpoint, obj, parameters, tags, **options)
        for method, doc in self._docs[endpoint].items():
            if method != "parameters":
                doc.update(access=obj.access, kept=not getattr(obj, "never_kept", False))
                doc.setdefault("manual_doc", {}).setdefault("operationId", f"{self.noun}_{endpoint}")


def absolute(path: str) -> str:
    """The whole address of `path` on this site."""
    base: str = current_app.config["COCREATE"].base_url
    return f"{base.rstrip('/')}{path}"


def problem_schema() -> dict[str, Any]:
    """The JSON schema of a problem document (RFC 9457)."""
    text = {"type": "string"}
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {**text, "format": "uri", "examples": ["urn:cocreate:not-found"]},
            "title": text,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": text,
            "errors": {"type": "object", "additionalProperties": {"type": "array", "items": text}},
        },
    }


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _flat(messages: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Field (dotted where nested) and words, for each of marshmallow's nested `messages`."""
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            yield from _flat(inner, path if name == "_schema" else f"{path}.{name}" if path else str(name))
    else:
        for words in messages if isinstance(messages, list) else [messages]:
            yield path or "body", str(words)


def _refuse_unknown_query() -> None:
    view = current_app.view_functions[request.endpoint or ""]
    described = getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", ())
    if request.args and not any(parameter["in"] == "query" for parameter in described):
        raise Unreadable({name: [_("There is no such field.")] for name in request.args})


def _headers(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    response.vary.update(("Authorization", "Accept-Language"))
    return response


def _describe_access(doc: dict[str, Any], info: dict[str, Any], *, method: str, **_more: Any) -> dict[str, Any]:
    """Add to the operation `doc` who may call it, and the errors that follow from what its view declares."""
    access: Access = info["access"]
    doc["security"] = _security(access)
    errors = set(info.get("errors", ()))
    if access.gate is Gate.TOKEN:
        errors |= {401, 403}
        if method == "post" and info["kept"]:
            doc.setdefault("parameters", []).append(KEY_PARAMETER)
            errors |= {409, 422}
    if access.gate is Gate.TOKEN_OPTIONAL:
        errors.add(401)
    if "requestBody" in doc:
        errors |= {413, 415, 422}
    for status in sorted({*errors, 422}):
        doc["responses"][status] = HTTPStatus(status).name
    return doc


def _security(access: Access) -> list[dict[str, list[str]]]:
    if access.gate is Gate.TOKEN:
        return [{BEARER: [scope]} for scope in sorted(access.names)]
    return [{}, {BEARER: []}] if access.gate is Gate.TOKEN_OPTIONAL else []
