"""A row seen through the mapping: its fields as clean text, choices, instants; or why it is rejected."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from cocreate.importing.errors import Rejected
from cocreate.importing.mapping import OTHER, Feed, Mapping
from cocreate.importing.sources import Record, told
from cocreate.importing.writers import Writer, writer
from cocreate.kernel import clock, text
from cocreate.kernel.fields import YEARS

LONGEST_REFERENCE = 500
CLOCK_SKEW = timedelta(hours=1)  # clocks of two sites may differ; anything later is a mistake
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NOTHING = Feed()

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a row says, sound enough to be written. `reference` tells it apart in its source; rows come in by `at`, and
    never before the one with the reference `parent`."""

    reference: str
    at: datetime | None = None
    parent: str | None = None


class Row:
    """One row seen through the mapping."""

    def __init__(self, record: Record, mapping: Mapping) -> None:
        self.record, self.mapping = record, mapping

    @property
    def zone(self) -> ZoneInfo:
        """Of times without an offset."""
        return ZoneInfo(self.mapping.timezone)

    def feed(self, name: str) -> Feed:
        return self.mapping.feeds.get(name, _NOTHING)

    def text(self, name: str) -> str:
        """The value of field `name`, clean; empty where nothing feeds it."""
        feed = self.feed(name)
        value = feed.constant
        if value is None:
            parts = (told(self.record.cells.get(column, "")) for column in feed.columns)
            value = feed.join.join(part for part in parts if part.strip())
        try:
            value = text.clean(value)
        except ValueError as error:
            raise Rejected(f"{name} has characters that cannot be stored") from error
        if feed.values is not None and value:
            value = self._translated(name, value, feed.values)
        return value if feed.first is None else value[: feed.first].strip()

    def line(self, name: str, longest: int | None = None) -> str:
        """The value of field `name` on one line. Raises `Rejected` when it has more than `longest` characters."""
        value = " ".join(self.text(name).split())
        if longest is not None and len(value) > longest:
            raise Rejected(f"{name} has more than {longest} characters")
        return value

    def several(self, name: str) -> list[str]:
        """The values of field `name`, each on one line: what stands in a list, else between separators."""
        feed = self.feed(name)
        parts: list[str] = [feed.constant] if feed.constant else []
        for column in feed.columns:
            cell = self.record.cells.get(column, "")
            parts += cell if isinstance(cell, list) else cell.split(feed.separator)
        try:
            values = [" ".join(text.clean(part).split()) for part in parts]
        except ValueError as error:
            raise Rejected(f"{name} has characters that cannot be stored") from error
        table = feed.values
        return [value if table is None else self._translated(name, value, table) for value in values if value]

    def choice(self, name: str, kind: type[Choice], default: Choice) -> Choice:
        value = self.text(name)
        try:
            return kind(value) if value else default
        except ValueError as error:
            raise Rejected(f"{name} {short(value)} is none of {', '.join(kind)}") from error

    def instant(self, name: str) -> datetime | None:
        """The time in field `name`; ``None`` where nothing feeds it. Raises `Rejected` when it cannot be one."""
        feed, value = self.feed(name), self.text(name)
        if feed is _NOTHING:
            return None
        try:
            at = datetime.strptime(value, feed.format) if feed.format else datetime.fromisoformat(value)  # noqa: DTZ007
            at = at if at.tzinfo else at.replace(tzinfo=self.zone)
            at = at.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise Rejected(f"{name} {short(value)} is no time as expected") from error
        if at.year < YEARS[0]:
            raise Rejected(f"{name} {short(value)} is before {YEARS[0]}")
        if at > clock.now() + CLOCK_SKEW:
            raise Rejected(f"{name} {short(value)} is in the future")
        return at

    def reference(self) -> str:
        """What tells the row apart in its source."""
        feed = self.feed("reference")
        if feed.hash or feed is _NOTHING:
            row = json.dumps(self.record.cells, sort_keys=True).encode()
            return hashlib.sha256(row).hexdigest()
        reference = self.line("reference", LONGEST_REFERENCE)
        if not reference:
            raise Rejected("it has no reference")
        return reference

    def writer(self) -> Writer:
        return writer(
            self.mapping,
            self.line("author", LONGEST_REFERENCE),
            self.line("author_name"),
            self.line("author_email"),
            self.line("author_phone"),
        )

    def language(self) -> str | None:
        value = self.text("language")
        if value and not _LANGUAGE.fullmatch(value):
            raise Rejected(f"language {short(value)} is no code such as zh, en or pt-BR")
        return value or None

    def _translated(self, name: str, value: str, table: dict[str, str]) -> str:
        found = table.get(value, table.get(OTHER))
        if found is None:
            raise Rejected(f"{name} {short(value)} is not in the mapping's values")
        return found


def short(value: str) -> str:
    """`value` as a message quotes it."""
    return repr(value if len(value) <= 40 else value[:39] + "…")
