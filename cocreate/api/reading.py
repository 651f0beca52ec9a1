"""The OpenAPI document as its page reads it aloud: operations by noun, their parts as flat tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import json

Said = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """A parameter or a field of a body. `kind` may be the name of a shape; `limits` are words as ``2 … 120``."""

    name: str
    kind: str
    required: bool
    values: list[str]
    limits: str
    description: str


@dataclass(frozen=True)
class Outcome:
    """A status an operation answers with, and the name of the shape it answers, if any."""

    status: str
    description: str
    shape: str


@dataclass(frozen=True)
class Operation:
    """One operation. `scopes`: any of them will do; without any it is open to everybody."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    scopes: list[str]
    parameters: list[Field]
    body: list[Field]
    example: str
    outcomes: list[Outcome]


@dataclass(frozen=True)
class Group:
    """The operations on one noun."""

    name: str
    description: str
    operations: list[Operation]


@dataclass(frozen=True)
class Shape:
    """A kind of thing that is answered."""

    name: str
    fields: list[Field]


def groups(document: Said) -> list[Group]:
    """All operations of `document`, in the order they are declared in."""
    every = list(_operations(document))
    return [
        Group(tag["name"], tag["description"], [one for noun, one in every if noun == tag["name"]])
        for tag in document["tags"]
    ]


def shapes(document: Said) -> list[Shape]:
    """The things answers are made of, by name."""
    schemas = document["components"]["schemas"]
    answered = [name for name, schema in sorted(schemas.items()) if "additionalProperties" not in schema]
    return [Shape(name, _fields(document, schemas[name])) for name in answered]


def _operations(document: Said) -> Iterator[tuple[str, Operation]]:
    for path, item in document["paths"].items():
        shared = item.get("parameters", [])
        for method, said in item.items():
            if method != "parameters":
                yield said["tags"][0], _operation(document, path, method, said, shared)


def _operation(document: Said, path: str, method: str, said: Said, shared: list[Said]) -> Operation:
    body = said.get("requestBody", {}).get("content", {}).get("application/json", {})
    parameters = [_resolved(document, one) for one in (*shared, *said.get("parameters", []))]
    return Operation(
        id=said["operationId"],
        method=method.upper(),
        path=path,
        summary=said["summary"],
        description=said.get("description", ""),
        scopes=sorted({scope for one in said["security"] for scope in one.get("bearer", [])}),
        parameters=[_parameter(document, one) for one in parameters],
        body=_fields(document, body.get("schema", {})),
        example=json.dumps(body["example"], ensure_ascii=False, indent=2) if "example" in body else "",
        outcomes=[_outcome(document, status, one) for status, one in sorted(said["responses"].items())],
    )


def _outcome(document: Said, status: str, said: Said) -> Outcome:
    answer = _resolved(document, said)
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return Outcome(status, answer["description"], _kind(schema) if schema else "")


def _parameter(document: Said, said: Said) -> Field:
    return _field(document, said["name"], said["schema"], said.get("required", False), said.get("description", ""))


def _fields(document: Said, schema: Said) -> list[Field]:
    """The fields of an object."""
    whole = _resolved(document, schema)
    needed = whole.get("required", ())
    return [_field(document, name, one, name in needed) for name, one in whole.get("properties", {}).items()]


def _field(document: Said, name: str, schema: Said, required: bool, description: str = "") -> Field:
    inner = _resolved(document, schema.get("items", schema))
    description = description or schema.get("description") or inner.get("description", "")
    return Field(name, _kind(schema), required, [str(v) for v in inner.get("enum", ())], _limits(inner), description)


def _kind(schema: Said) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "items" in schema:
        return f"[{_kind(schema['items'])}]"
    kinds = schema.get("type", "object")
    return " | ".join(kinds) if isinstance(kinds, list) else str(kinds)


def _limits(schema: Said) -> str:
    for least, most in (("minLength", "maxLength"), ("minimum", "maximum")):
        if most in schema and schema[most] < 2**63 - 1:
            return f"{schema.get(least, 0)} … {schema[most]}"
    return ""


def _resolved(document: Said, said: Said) -> Said:
    """`said` itself, or what it refers to within `document`."""
    while "$ref" in said:
        found: Any = document
        for part in said["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        said = found
    return said
