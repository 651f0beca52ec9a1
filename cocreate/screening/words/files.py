"""Lists of words as CSV: one word a row, with its action and what that needs, or a bare list of words."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import NamedTuple

from flask_babel import gettext as _

from cocreate.kernel import exports
from cocreate.kernel.errors import Invalid
from cocreate.kernel.text import clean
from cocreate.members.models import Member
from cocreate.screening.words import editing
from cocreate.screening.words.editing import Checked, Entry
from cocreate.screening.words.models import WordAction

COLUMNS = ("pattern", "action", "value", "hits", "last_hit_at")
MAX_BYTES = 4 * 1024 * 1024
_READ = COLUMNS[:3]
_LONGEST_CELL = 10_000  # characters; what is longer is no word


class BadRow(NamedTuple):
    """A row that is not taken: its number from 1 among the lines of the file, what it says, and why."""

    number: int
    said: str
    reason: str


class Report(NamedTuple):
    """What came of a file: how many words are new, how many were there before, and the rows not taken."""

    added: int
    present: int
    bad: Sequence[BadRow]


def take(actor: Member, content: bytes, action: WordAction) -> Report:
    """Watch for the words of the CSV file `content`; those of rows that name no action with `action`.

    Raises `Invalid` at ``file`` for what is no such file; a bad row costs nothing but itself.
    """
    good: dict[tuple[str, WordAction], Checked] = {}
    bad: list[BadRow] = []
    rows = 0
    for number, cells in _rows(content):
        rows += 1
        try:
            checked = editing.check(_entry(cells, action))
        except Invalid as error:
            bad.append(BadRow(number, ", ".join(filter(None, cells))[:100], error.message))
        else:
            good.setdefault((checked.folded, checked.action), checked)
    if not rows:
        raise Invalid("file", _("There is no word in this file."))
    added = editing.add_all(actor, list(good.values())) if good else 0
    return Report(added, rows - len(bad) - added, bad)


def _rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The three cells of each row that has any, and where it ends in the file."""
    csv.field_size_limit(_LONGEST_CELL)
    lines = StringIO(_decoded(content), newline="")
    reader = csv.reader(lines, delimiter=_delimiter(lines))
    order: Sequence[str] = _READ
    try:
        for at, row in enumerate(reader):
            names = [cell.strip().lower() for cell in row]
            if at == 0 and "pattern" in names:
                order = names
            elif any(map(str.strip, row)):
                cells = dict(zip(order, row, strict=False))
                yield reader.line_num, [cells.get(name, "").strip() for name in _READ]
    except csv.Error as error:
        raise Invalid("file", _("This is no table (CSV), from line %(count)s on.", count=reader.line_num)) from error


def _decoded(content: bytes) -> str:
    """The text in `content`: UTF-8, or what spreadsheets in China make of it."""
    if len(content) > MAX_BYTES:
        raise Invalid("file", _("The file is too large: at most %(count)s MB.", count=MAX_BYTES // 1024**2))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return codecs.decode(content, encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid("file", _("This is no text. Save it as a table (CSV) in UTF-8."))


def _delimiter(lines: StringIO) -> str:
    """What cuts the first of `lines` into most cells."""
    first = lines.readline()
    lines.seek(0)
    return max(",;\t", key=first.count)


def _entry(cells: Sequence[str], default: WordAction) -> Entry:
    """What the cells of a row say. Raises `Invalid` for an action that does not exist."""
    try:
        pattern, action, value = (" ".join(clean(exports.unsafe(cell)).split()) for cell in cells)
    except ValueError as error:
        raise Invalid("pattern", _("This contains characters that cannot be stored.")) from error
    try:
        return Entry(pattern, WordAction(action.lower()) if action else default, value)
    except ValueError as error:
        raise Invalid("action", _("There is no action of this name.")) from error
