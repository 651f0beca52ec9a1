"""The mapping file: which column of a file feeds which field, in TOML. ``docs/importing.md`` tells how it is written.

Without ``[fields]`` the columns are called like the fields; without a file the source is called "import" as well.
"""

import json
import tomllib
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cocreate.importing.errors import Unusable
from cocreate.importing.sources import DELIMITERS


class ImportKind(StrEnum):
    """What a file brings in."""

    IDEA = "idea"
    COMMENT = "comment"
    MODEL = "model"
    OWNER = "owner"


SOURCE = "import"
OTHER = "*"
LONGEST_NAME = 60

_BOTH = ("reference", "body", "author", "author_name", "author_email", "author_phone", "created_at", "language")
_OF_IDEAS = ("title", "kind", "stage", "models", "tags", "status", "status_reason", "status_at", "supports_elsewhere")
_NAMED = tuple(f"{name}{language}" for name in ("series", "trim", "platform") for language in ("", "_zh", "_en"))
FIELDS: dict[ImportKind, tuple[str, ...]] = {
    ImportKind.IDEA: (*_BOTH, *_OF_IDEAS),
    ImportKind.COMMENT: (*_BOTH, "idea", "parent"),
    ImportKind.MODEL: (*_NAMED, "year", "software", "released_on"),
    ImportKind.OWNER: (
        *("vin", "phone", "model", "series", "year", "trim", "use", "first_owner", "ordered_on", "delivered_on"),
    ),
}
NEEDED: dict[ImportKind, tuple[str, ...]] = {
    ImportKind.IDEA: ("title",),
    ImportKind.COMMENT: ("idea", "body"),
    ImportKind.MODEL: ("series",),
    ImportKind.OWNER: ("vin", "phone"),
}

# The options of a feed with their types, and those that only some fields have.
_OPTIONS: dict[str, type] = {
    "column": str, "columns": list, "join": str, "constant": str, "values": dict, "first": int,
    "hash": bool, "format": str, "separator": str, "top": str,
}  # fmt: skip
_ONLY_FOR = {
    "hash": ("reference",),
    "values": (
        "kind",
        "stage",
        "status",
        "language",
        "models",
        "series",
        "trim",
        "platform",
        "model",
        "use",
        "first_owner",
    ),
    "format": ("created_at", "status_at", "released_on", "ordered_on", "delivered_on"),
    "separator": ("models", "tags"),
    "top": ("parent",),
}


@dataclass(frozen=True)
class Feed:
    """What feeds a field: `columns` joined by `join`, or a `constant`, or the `hash` of the row."""

    columns: tuple[str, ...] = ()
    join: str = "\n\n"
    constant: str | None = None
    hash: bool = False
    values: dict[str, str] | None = None
    first: int | None = None
    format: str | None = None
    separator: str = ","
    top: str = ""


@dataclass(frozen=True)
class Mapping:
    """How the rows of a file become what they bring in."""

    kind: ImportKind
    source: str = SOURCE
    label: str = SOURCE
    timezone: str = "UTC"
    delimiter: str | None = None
    feeds: dict[str, Feed] = field(default_factory=dict)

    def canonical(self) -> str:
        """The mapping as text that is the same for equal mappings."""
        return json.dumps(asdict(self), sort_keys=True)

    def check(self, columns: Collection[str]) -> None:
        """Raise `Unusable` unless every column named here is one of `columns`, and only once."""
        named = {column for feed in self.feeds.values() for column in feed.columns}
        unknown = sorted(named - set(columns))
        if unknown:
            raise Unusable(f"the file has no column {_list(unknown)}; it has {_list(columns)}")
        twice = sorted(name for name in named if list(columns).count(name) > 1)
        if twice:
            raise Unusable(f"the file has more than one column {_list(twice)}")


def read(path: Path | None, kind: ImportKind, timezone: str) -> Mapping:
    """The mapping in the file at `path`; `timezone` is the site's. Without ``[fields]``, `feeds` is empty.

    Raises `Unusable` for what is not TOML, and for names and values that mean nothing.
    """
    if path is None:
        return Mapping(kind, timezone=timezone)
    try:
        document = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise Unusable(f"{path} cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Unusable(f"{path} is not TOML in UTF-8: {error}") from error
    try:
        return _mapping(document, kind, timezone)
    except Unusable as error:
        raise Unusable(f"{path}: {error}") from error


def default_feeds(kind: ImportKind, columns: Collection[str]) -> dict[str, Feed]:
    """Every field from the column called like it. Raises `Unusable` when a field that is needed has none."""
    missing = [name for name in NEEDED[kind] if name not in columns]
    if missing:
        raise Unusable(
            f"the file has no column {_list(missing)}; it has {_list(columns)}. "
            "Say in a mapping file (--map) which column feeds which field"
        )
    return {name: Feed(columns=(name,)) for name in FIELDS[kind] if name in columns}


def _mapping(document: dict[str, Any], kind: ImportKind, timezone: str) -> Mapping:
    known = ("source", "label", "timezone", "delimiter", "fields")
    unknown = sorted(set(document) - set(known))
    if unknown:
        raise Unusable(f"{_list(unknown)} means nothing here; known are {_list(known)}")
    for name in known[:-1]:
        if not isinstance(document.get(name, ""), str):
            raise Unusable(f"{name} must be a text")
    source = " ".join(document.get("source", SOURCE).split())
    label = " ".join(document.get("label", source).split())
    if not (1 <= len(source) <= LONGEST_NAME and 1 <= len(label) <= LONGEST_NAME):
        raise Unusable(f"source and label have 1 to {LONGEST_NAME} characters")
    delimiter = document.get("delimiter")
    if delimiter is not None and delimiter not in DELIMITERS:
        raise Unusable("delimiter must be a comma, a semicolon or a tab")
    return Mapping(kind, source, label, _zone(document.get("timezone", timezone)), delimiter, _feeds(document, kind))


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Unusable(f"{name!r} is no time zone; write it as Europe/Madrid") from error
    return name


def _feeds(document: dict[str, Any], kind: ImportKind) -> dict[str, Feed]:
    specs = document.get("fields")
    if specs is None:
        return {}
    if not isinstance(specs, dict):
        raise Unusable("fields must be a table")
    unknown = sorted(set(specs) - set(FIELDS[kind]))
    if unknown:
        raise Unusable(f"{kind.value}s have no field {_list(unknown)}; they have {_list(FIELDS[kind])}")
    missing = [name for name in NEEDED[kind] if name not in specs]
    if missing:
        raise Unusable(f"nothing feeds {_list(missing)}")
    return {name: _feed(name, spec) for name, spec in specs.items()}


def _feed(name: str, spec: Any) -> Feed:
    if isinstance(spec, str):
        spec = {"column": spec}
    elif isinstance(spec, list):
        spec = {"columns": spec}
    if not isinstance(spec, dict):
        raise Unusable(f"{name} must be a column, a list of columns or a table")
    _check_options(name, spec)
    columns = spec.get("columns", [spec["column"]] if "column" in spec else [])
    if not all(isinstance(one, str) for one in (*columns, *spec.get("values", {}).values())):
        raise Unusable(f"the columns and values of {name} must be texts")
    options = {option: value for option, value in spec.items() if option not in ("column", "columns")}
    return Feed(columns=tuple(columns), **options)


def _check_options(name: str, spec: dict[str, Any]) -> None:
    for option, value in spec.items():
        if option not in _OPTIONS or name not in _ONLY_FOR.get(option, (name,)):
            raise Unusable(f"{name} has no option {option!r}")
        if type(value) is not _OPTIONS[option]:
            raise Unusable(f"{option} of {name} must be a {_OPTIONS[option].__name__}")
        if value in ([], False, 0) or (value == "" and option in ("separator", "format")):
            raise Unusable(f"{option} of {name} must not be empty")
    if len({"column", "columns", "constant", "hash"} & set(spec)) != 1:
        raise Unusable(f"{name} needs exactly one of column, columns and constant")


def _list(names: Collection[str]) -> str:
    return ", ".join(repr(name) for name in names)
