"""Nothing is taken that was not asked for (mass assignment): every form and every schema refuses unknown fields."""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
from flask import Flask
from flask_wtf import FlaskForm
from marshmallow import RAISE, ValidationError, fields
from marshmallow import Schema as MarshmallowSchema
from werkzeug.datastructures import MultiDict

import cocreate
from cocreate.kernel.forms import Form
from cocreate.kernel.schemas import Output
from tests.support.browser import Client

WORD = "made_up_by_somebody"


@pytest.fixture(scope="module")
def everything() -> list[type]:
    """Every class of the application."""
    names = [module.name for module in walk_packages(cocreate.__path__, "cocreate.") if _is_code(module.name)]
    modules = [import_module(name) for name in names]
    found = {kind for module in modules for _name, kind in inspect.getmembers(module, inspect.isclass)}
    return sorted((kind for kind in found if kind.__module__.startswith("cocreate.")), key=str)


def _is_code(name: str) -> bool:
    return not name.endswith("__main__") and "gunicorn_config" not in name


def inner(field: Any) -> Iterator[MarshmallowSchema]:
    """The schemas within `field`."""
    if isinstance(field, fields.Nested):
        yield field.schema
    elif isinstance(field, fields.List):
        yield from inner(field.inner)


def every(schema: MarshmallowSchema) -> Iterator[MarshmallowSchema]:
    """`schema` and all within it."""
    yield schema
    for field in schema.fields.values():
        for within in inner(field):
            yield from every(within)


def test_every_form_refuses_a_field_it_does_not_have(app: Flask, everything: list[type]) -> None:
    forms = [kind for kind in everything if issubclass(kind, FlaskForm) and kind is not Form]
    assert len(forms) > 30
    assert [form for form in forms if not issubclass(form, Form) or "validate" in vars(form)] == []
    for kind in forms:
        with app.test_request_context(method="POST", data={WORD: "1"}):
            form = kind(formdata=MultiDict({WORD: "1"}))
            for field in form:
                field.validators, field.validate_choice = [], False
            assert not form.validate(), kind
            assert any(WORD in str(error) for error in form.form_errors), kind


def test_every_schema_that_reads_refuses_a_field_it_does_not_have(everything: list[type]) -> None:
    schemas = [kind for kind in everything if issubclass(kind, MarshmallowSchema) and not issubclass(kind, Output)]
    assert len(schemas) > 15
    for kind in schemas:
        for schema in every(kind()):
            assert schema.unknown == RAISE, kind
        with pytest.raises(ValidationError) as error:
            kind().load({WORD: "1"})
        assert WORD in error.value.messages_dict, kind


def test_a_query_nobody_asked_for_is_refused_too(client: Client) -> None:
    for rule in client.application.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/") and not rule.arguments and "GET" in (rule.methods or ()):
            assert client.get(f"{rule.rule}?{WORD}=1").status_code in (401, 422), rule.rule
