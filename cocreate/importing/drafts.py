"""A row read through the mapping: what it says, sound enough to be written; or why it is rejected."""

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from cocreate.comments.rules import MAX_BODY as MAX_COMMENT
from cocreate.ideas.models import FIRST, IdeaKind, Stage
from cocreate.ideas.rules import MAX_BODY, MAX_REASON, MAX_TAG, MAX_TITLE, MIN_TITLE
from cocreate.importing.errors import Rejected
from cocreate.importing.mapping import OTHER, Feed, Mapping
from cocreate.importing.sources import Record, told
from cocreate.importing.writers import Writer, writer
from cocreate.kernel import clock, text
from cocreate.kernel.fields import BIGINT
from cocreate.posts.models import PostKind
from cocreate.posts.rules import MAX_TAGS

LONGEST_REFERENCE = 500
CLOCK_SKEW = timedelta(hours=1)  # clocks of two sites may differ; anything later is a mistake
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True)
class IdeaDraft:
    """An idea to be. `at` is ``None`` where the mapping feeds no time; `status_at` where it is that of the idea."""

    reference: str
    writer: Writer
    title: str
    body: str
    at: datetime | None
    language: str | None
    kind: IdeaKind
    stage: Stage
    tags: tuple[str, ...]
    status: str
    status_reason: str
    status_at: datetime | None
    elsewhere: int


@dataclass(frozen=True)
class CommentDraft:
    """A comment to be, under the idea with the reference `idea`, answering the comment `parent` if any."""

    reference: str
    writer: Writer
    idea: str
    parent: str | None
    body: str
    at: datetime | None
    language: str | None


Draft = IdeaDraft | CommentDraft


def draft(record: Record, mapping: Mapping) -> Draft:
    """What `record` says. Raises `Rejected`."""
    if record.trouble:
        raise Rejected(record.trouble)
    row = _Row(record, mapping)
    return _idea(row) if mapping.kind is PostKind.IDEA else _comment(row)


class _Row:
    """One row seen through the mapping."""

    def __init__(self, record: Record, mapping: Mapping) -> None:
        self.record, self.mapping = record, mapping

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

    def choice(self, name: str, kind: type[Choice], default: Choice) -> Choice:
        value = self.text(name)
        try:
            return kind(value) if value else default
        except ValueError as error:
            raise Rejected(f"{name} {_short(value)} is none of {', '.join(kind)}") from error

    def instant(self, name: str) -> datetime | None:
        """The time in field `name`; ``None`` where nothing feeds it. Raises `Rejected` when it cannot be one."""
        feed, value = self.feed(name), self.text(name)
        if feed is _NOTHING:
            return None
        try:
            at = datetime.strptime(value, feed.format) if feed.format else datetime.fromisoformat(value)  # noqa: DTZ007
            at = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(self.mapping.timezone))
            at = at.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise Rejected(f"{name} {_short(value)} is no time as expected") from error
        if at > clock.now() + CLOCK_SKEW:
            raise Rejected(f"{name} {_short(value)} is in the future")
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
            raise Rejected(f"language {_short(value)} is no code such as zh, en or pt-BR")
        return value or None

    def _translated(self, name: str, value: str, table: dict[str, str]) -> str:
        found = table.get(value, table.get(OTHER))
        if found is None:
            raise Rejected(f"{name} {_short(value)} is not in the mapping's values")
        return found


_NOTHING = Feed()


def _idea(row: _Row) -> IdeaDraft:
    title, body = " ".join(row.text("title").splitlines()), row.text("body")
    if len(title) < MIN_TITLE:
        raise Rejected("it has no title" if not title else f"its title has less than {MIN_TITLE} characters")
    # An idea without text says it all in its title; a title that is too long begins the text, so nothing is lost.
    body = body or title
    if len(title) > MAX_TITLE:
        body = f"{title}\n\n{body}" if body != title else body
        title = _cut(title, MAX_TITLE)
    if len(body) > MAX_BODY:
        raise Rejected(f"its text has more than {MAX_BODY} characters")
    return IdeaDraft(
        reference=row.reference(),
        writer=row.writer(),
        title=title,
        body=body,
        at=row.instant("created_at"),
        language=row.language(),
        kind=row.choice("kind", IdeaKind, IdeaKind.WISH),
        stage=row.choice("stage", Stage, Stage.DEVELOPMENT),
        tags=_tags(row),
        status=row.text("status") or FIRST,
        status_reason=_reason(row),
        status_at=row.instant("status_at") if row.text("status_at") else None,
        elsewhere=_elsewhere(row),
    )


def _comment(row: _Row) -> CommentDraft:
    body = row.text("body")
    if not body:
        raise Rejected("it has no text")
    if len(body) > MAX_COMMENT:
        raise Rejected(f"its text has more than {MAX_COMMENT} characters")
    idea, parent = row.line("idea"), row.line("parent")
    if not idea:
        raise Rejected("it names no idea")
    return CommentDraft(
        reference=row.reference(),
        writer=row.writer(),
        idea=idea,
        parent=parent if parent and parent != row.feed("parent").top else None,
        body=body,
        at=row.instant("created_at"),
        language=row.language(),
    )


def _tags(row: _Row) -> tuple[str, ...]:
    """The first tags of the row, each cut to the length a tag may have."""
    feed = row.feed("tags")
    listed = [row.record.cells.get(column, "") for column in feed.columns]
    if any(isinstance(cell, list) for cell in listed):
        names = [name for cell in listed for name in (cell if isinstance(cell, list) else [cell])]
    else:
        names = row.text("tags").split(feed.separator)
    distinct: dict[str, str] = {}
    for name in names:
        try:
            tag = " ".join(text.clean(name).split())[:MAX_TAG].strip()
        except ValueError as error:
            raise Rejected("tags has characters that cannot be stored") from error
        distinct.setdefault(text.fold(tag), tag)
    return tuple(tag for folded, tag in distinct.items() if folded)[:MAX_TAGS]


def _reason(row: _Row) -> str:
    """What the history says of the status: whence it is, and what was said about it there."""
    feed = row.feed("status")
    said = told(row.record.cells.get(feed.columns[0], "")) if feed.columns else row.text("status")
    reason = f"{row.mapping.label}: {' '.join(said.split())}"
    more = row.text("status_reason")
    return _cut(f"{reason}\n\n{more}" if more else reason, MAX_REASON)


def _elsewhere(row: _Row) -> int:
    value = row.text("supports_elsewhere") or "0"
    if not re.fullmatch(r"[0-9]{1,19}", value) or int(value) > BIGINT:
        raise Rejected(f"supports_elsewhere {_short(value)} is no whole number")
    return int(value)


def _cut(value: str, longest: int) -> str:
    """`value` in at most `longest` characters: cut between words where there are any, and never within a letter."""
    if len(value) <= longest:
        return value
    end = longest - 1
    while end > 1 and _joins(value[end]):
        end -= 1
    kept = value[:end]
    space = kept.rfind(" ", longest // 2)
    return (kept if space < 0 or value[end].isspace() else kept[:space]).rstrip() + "…"


def _joins(character: str) -> bool:
    """Whether `character` belongs to the letter before it."""
    return bool(unicodedata.combining(character)) or character in "\u200d\ufe0f"


def _short(value: str) -> str:
    return repr(value if len(value) <= 40 else value[:39] + "…")
