"""Keyset paging: a page ends with a cursor that names its last row, so rows that come or go shift nothing."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from flask_babel import gettext as _
from sqlalchemy import BigInteger, Integer, Select, bindparam, tuple_
from sqlalchemy.types import TypeEngine

from cocreate.kernel.errors import Invalid
from cocreate.kernel.fields import BIGINT

Item = TypeVar("Item")
Other = TypeVar("Other")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some items and the cursor of the next page, ``None`` on the last."""

    items: list[Item]
    next_cursor: str | None

    def map(self, change: Callable[[Item], Other]) -> "Page[Other]":
        """The same page of changed items."""
        return Page([change(item) for item in self.items], self.next_cursor)


def encode(*values: float | str | datetime) -> str:
    """A cursor that holds the sort key `values`."""
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def decode(cursor: str, *kinds: type) -> tuple[Any, ...]:
    """The values of `cursor`, of the given `kinds`; raises `Invalid` for anything that `encode` did not write."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(kinds):
            raise ValueError(cursor)
        return tuple(_read(value, kind) for value, kind in zip(values, kinds, strict=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise Invalid("cursor", _("This is not a cursor of this list.")) from error


def nothing(cursor: str | None, *kinds: type) -> Page[Any]:
    """The page of a list that holds nothing yet; raises `Invalid` as `decode` does."""
    if cursor:
        decode(cursor, *kinds)
    return Page([], None)


def ordered(query: Select[*tuple[Any, ...]], order: Sequence[Any], goes_on: bool) -> Select[*tuple[Any, ...]]:
    """`query` with the columns of `order`, by which it descends, as its last; one that `goes_on` is given what `after`
    says, and finds what follows."""
    query = query.add_columns(*order).order_by(*(column.desc() for column in order))
    if not goes_on:
        return query
    values = (bindparam(f"after_{place}", type_=_wide(column.type)) for place, column in enumerate(order))
    return query.where(tuple_(*order) < tuple_(*values))


def after(values: Iterable[object]) -> dict[str, object]:
    """The values of a cursor, decoded, for a query that is `ordered` and goes on."""
    return {f"after_{place}": value for place, value in enumerate(values)}


def _wide(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type of a value of the column's `kind` in a cursor, which may hold any number that `decode` lets through."""
    return BigInteger() if isinstance(kind, Integer) else kind


def _read(value: object, kind: type) -> object:
    if kind is datetime and isinstance(value, str):
        instant = datetime.fromisoformat(value)
        if instant.tzinfo is None:
            raise ValueError(value)
        return instant
    if kind is float and type(value) in (int, float) and abs(value) < 1e300:  # type: ignore[arg-type]
        return float(value)  # type: ignore[arg-type]
    if kind is int and type(value) is int and abs(value) <= BIGINT:
        return value
    raise ValueError(value)


def cut(rows: Sequence[Item], limit: int, key: Callable[[Item], tuple[Any, ...]]) -> Page[Item]:
    """A page of at most `limit` out of `rows`, which were read with one more than `limit`."""
    more = len(rows) > limit
    return Page(list(rows[:limit]), encode(*key(rows[limit - 1])) if more else None)
