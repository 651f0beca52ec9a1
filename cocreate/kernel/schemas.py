"""What the API reads and answers, as marshmallow schemas: strict input, and the parts every answer shares.

A schema says the shape of input; what a text must hold is said by the rules, for pages and programs alike.
Lengths stand in the metadata of fields, for the document that describes the API.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, validate
from werkzeug.datastructures import FileStorage

from cocreate.kernel import ids
from cocreate.kernel.fields import BIGINT, out_of_time, unstorable
from cocreate.kernel.text import clean

PUBLIC_ID: dict[str, Any] = {"pattern": f"^[{ids.ALPHABET}]{{{ids.LENGTH}}}$", "examples": ["7h3kx9m2qa"]}


def message(key: str) -> str:
    """What is said of input that is wrong in the way marshmallow calls `key`."""
    words: dict[str, str] = {
        "required": _("This is missing."),
        "null": _("This cannot be null."),
        "unknown_field": _("There is no such field."),
        "unknown": _("This is not one of the possible values."),
        "too_large": _("This number is too large."),
    }
    return words.get(key) or str(_("This is not of the right type."))


def one_of(values: Iterable[str]) -> validate.OneOf:
    """What is asked of a text that is one of `values`."""
    return validate.OneOf(list(values), error=_l("This is not one of the possible values."))


class _Spoken(fields.Field[Any]):
    """Mixin for fields: tells what is wrong in the caller's language."""

    def make_error(self, key: str, **kwargs: Any) -> ValidationError:
        return ValidationError(message(key))


class Text(_Spoken, fields.String):
    """A string, cleaned as those of the pages; on one line unless it may have `lines`."""

    def __init__(self, *, lines: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.lines = lines

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        received = super()._deserialize(value, attr, data, **kwargs)
        try:
            cleaned = clean(str(received))
        except ValueError as error:
            raise ValidationError(unstorable()) from error
        return cleaned if self.lines else " ".join(cleaned.split())


class Secret(_Spoken, fields.String):
    """A password or code, taken as it is."""


class File(_Spoken, fields.Raw):
    """A file of a form."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> FileStorage:
        if not isinstance(value, FileStorage):
            raise self.make_error("invalid")
        return value


class Choice(_Spoken, fields.Enum[Any]):
    """One of the values of an enumeration."""

    def __init__(self, values: type[StrEnum], **options: Any) -> None:
        super().__init__(values, by_value=fields.String, **options)


class Flag(_Spoken, fields.Boolean):
    """True or false, and nothing that might be meant by them."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class _Timely(_Spoken):
    """Mixin for days and instants: of years that somebody can mean."""

    def _validate(self, value: Any) -> None:
        if words := out_of_time(value):
            raise ValidationError(words)
        super()._validate(value)


class Day(_Timely, fields.Date):
    """A day, as in ``2026-05-01``."""


class Moment(_Timely, fields.AwareDateTime):
    """An instant with its offset, as in ``2026-05-01T08:30:00+08:00``."""


class Several(_Spoken, fields.List[Any]):
    """A list."""


class Whole(_Spoken, fields.Integer):
    """A whole number of the address, in plain decimal digits, between `least` and `most`."""

    def __init__(self, least: int, most: int, **options: Any) -> None:
        between = validate.Range(
            least, most, error=_l("This must be from %(least)s to %(most)s.", least=least, most=most)
        )
        super().__init__(validate=between, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not re.fullmatch(r"-?[0-9]{1,19}", str(value), re.ASCII):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class Number(Whole):
    """A whole number of a body: no string that might be meant by one."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, int):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class InputSchema(Schema):
    """The base of every schema that reads input: unknown fields are refused."""

    class Meta:
        unknown = RAISE

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.error_messages |= {"unknown": _l("There is no such field."), "type": _l("This is not of the right type.")}


class PageQuery(InputSchema):
    """Where in a list to read, and how much."""

    limit = Whole(1, 100, load_default=20, metadata={"description": _l("How many items at most.")})
    cursor = Text(
        validate=validate.Length(1, 400, error=_l("This is not a cursor of this list.")),
        metadata={"description": _l("The next_cursor of the page before.")},
    )


class Output(Schema):
    """The base of every schema that answers: everything named is there, and more may be added later."""

    class Meta:
        unknown = EXCLUDE


class PageOutput(Output):
    """The base of a page of a list."""

    next_cursor = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": _l("Names the next page; null on the last one.")},
    )


def public_id(**options: Any) -> fields.String:
    """The field of an answer with a public id."""
    return fields.String(required=True, metadata={**PUBLIC_ID}, **options)


def count(description: Any = None) -> fields.Integer:
    """The field of an answer with a number of things."""
    said = {"description": description} if description else {}
    return fields.Integer(required=True, metadata={"minimum": 0, "maximum": BIGINT, "format": "int64", **said})


def instant(**options: Any) -> fields.DateTime:
    """The field of an answer with an instant: RFC 3339, in UTC."""
    return fields.DateTime(required=True, metadata={"examples": ["2026-05-01T08:30:00+00:00"]}, **options)
