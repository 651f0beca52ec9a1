"""How the API speaks: operations that describe themselves, input read strictly, every error a problem document.

What a view declares (access, what it reads, what it answers) is enforced and described from one place, so the
OpenAPI document cannot say otherwise than the code.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NoReturn, TypeVar

from flask import Request, Response, current_app, request
from flask_babel import gettext as _
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.exceptions import UnsupportedMediaType

from cocreate.kernel.access import Access, Gate
from cocreate.kernel.errors import Refused
from cocreate.kernel.schemas import message
from cocreate.kernel.security import csrf

PREFIX = "/api/v1"
View = TypeVar("View", bound=Callable[..., Any])

KEY_PARAMETER = "IdempotencyKey"
BEARER = "bearer"
LOCATION = {"Location": {"description": "Where the new thing is.", "schema": {"type": "string", "format": "uri"}}}


@dataclass(frozen=True)
class Declared:
    """What a view declares beside what it reads and answers."""

    access: Access
    keeps_answer: bool
    names_something: bool
    errors: frozenset[int]


class Unreadable(Refused):
    """Input that does not have the asked-for shape: 422, with what is wrong at each field."""

    status = 422

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        super().__init__("invalid", _("Some of what you sent cannot be taken."), errors=dict(errors))


class Reader(FlaskParser):
    """Reads bodies and queries; anything unknown, repeated or malformed is refused."""

    def load_json(self, req: Request, schema: Schema) -> Any:
        is_missing = not req.get_data(cache=True) and (req.is_json or not req.mimetype)
        if is_missing and getattr(schema, "may_be_missing", False):
            return {}
        return super().load_json(req, schema)

    def _raw_load_json(self, req: Request) -> Any:
        content = req.get_data(cache=True)
        if not content and not req.mimetype:
            raise Unreadable({"body": [message("required")]})
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

    def load_files(self, req: Request, schema: Schema) -> Any:
        """The whole form: what is said beside its files is read, and described, together with them."""
        return self._makeproxy(CombinedMultiDict([req.files, req.form]), schema)

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
        for location in error.messages_dict.values():
            for field, words in _flat(location):
                found.setdefault(field, []).append(words)
        raise Unreadable(found) from error


class Operations(Blueprint):  # type: ignore[misc]  # untyped in its package
    """The operations on one noun, below ``/api/v1``. Bearer tokens only: no cookie is read, nothing can be forged."""

    ARGUMENTS_PARSER = Reader(unknown=None)  # the schemas say

    def __init__(self, noun: str, module: str, description: Any) -> None:
        super().__init__(f"api_{noun}", module, url_prefix=PREFIX, description=description)
        self.noun = noun
        self._prepare_doc_cbks.append(_describe)
        self.before_request(_refuse_unknown_query)
        csrf.exempt(self)

    def operation(
        self, call: str, summary: Any, description: Any = "", *, errors: Collection[int] = (), **more: Any
    ) -> Callable[[View], View]:
        """The view answers `call` (``PUT /ideas/<id:public_id>/support``).

        `errors` are those that do not follow from what the view declares otherwise; `more` goes into the
        document as it is.
        """
        method, rule = call.split(" ")

        def decorate(view: View) -> View:
            name = view.__name__
            said = {"operationId": f"{self.noun}_{name}", "summary": summary, "description": description, **more}
            self.add_url_rule(rule, name, self.doc(**said)(view), methods=[method], tags=[self.noun])
            self._docs[name][method.lower()]["declared"] = Declared(
                view.access,  # type: ignore[attr-defined]
                keeps_answer=method == "POST" and not getattr(view, "never_kept", False),
                names_something="<" in rule,
                errors=frozenset(errors),
            )
            return view

        return decorate

    def reads(
        self, schema: type[Schema] | Schema, *, location: str = "json", example: Any = None
    ) -> Callable[[View], View]:
        """The view takes the body (or the ``query``, or a form with ``files``) as `schema` reads it.

        A body whose schema says so may be missing: that is as an empty object.
        """
        required = not getattr(schema, "may_be_missing", False)
        decorate: Callable[[View], View] = self.arguments(schema, location=location, example=example, required=required)
        return decorate

    def answers(self, status: int, schema: type[Schema] | None = None, **said: Any) -> Callable[[View], View]:
        """What the view returns is answered with `status`, as `schema` writes it."""
        decorate: Callable[[View], View] = self.response(status, schema, **said)
        return decorate

    def answers_too(self, status: int, schema: type[Schema]) -> Callable[[View], View]:
        """The view sometimes answers `status` instead, with what `written` makes."""
        decorate: Callable[[View], View] = self.alt_response(status, schema=schema, success=True)
        return decorate


def written(status: int, schema: type[Schema], answer: Any) -> Response:
    """`answer` as `schema` writes it: the other answer of a view that `answers_too`."""
    return Response(json.dumps(schema().dump(answer)), status, content_type="application/json")


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
        raise Unreadable({name: [message("unknown_field")] for name in request.args})


def _describe(doc: dict[str, Any], info: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """Add to the operation `doc` who may call it, and the errors that follow from what its view declares."""
    declared: Declared = info["declared"]
    doc["security"] = _security(declared.access)
    errors = {422, *declared.errors}
    if declared.access.gate is Gate.TOKEN:
        errors |= {401, 403}
        if declared.keeps_answer:
            doc.setdefault("parameters", []).append(KEY_PARAMETER)
            errors.add(409)
    if declared.access.gate is Gate.TOKEN_OPTIONAL:
        errors.add(401)
    if declared.names_something:
        errors.add(404)
    if "requestBody" in doc:
        errors |= {413, 415}
    doc["responses"].update({status: HTTPStatus(status).name for status in sorted(errors)})
    return doc


def _security(access: Access) -> list[dict[str, list[str]]]:
    if access.gate is Gate.TOKEN:
        return [{BEARER: [scope]} for scope in sorted(access.names)]
    return [{}, {BEARER: []}] if access.gate is Gate.TOKEN_OPTIONAL else []
