"""Files of rows: CSV and JSON Lines in UTF-8, read in order and again at a place.

CSV has a header; its delimiter is a comma, semicolon or tab, whichever cuts the header into most columns. Cells may
hold line breaks and be as large as `LARGEST_CELL`. In JSON Lines each line is an object; the fields of objects inside
it become columns named with dots (``author.name``), and lists of plain values stay lists.
"""

import codecs
import csv
import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any

from cocreate.importing.errors import Unusable

DELIMITERS = (",", ";", "\t")
LARGEST_CELL = 64 * 1024 * 1024  # characters

Cell = str | list[str]


@dataclass(frozen=True)
class Record:
    """A row as it stands in the file. `number` counts rows of data from 1, `offset` is its place in bytes.

    `trouble` says why its cells cannot be told apart; `cells` then holds what was read under the first column.
    """

    number: int
    offset: int
    cells: dict[str, Cell]
    trouble: str | None = None


@dataclass(frozen=True)
class Source:
    """An open file. `delimiter` is empty for JSON Lines; `columns` are in the order of the file."""

    file: BufferedReader
    path: Path
    size: int
    digest: str
    delimiter: str
    columns: list[str]
    start: int

    def records(self) -> Iterator[Record]:
        """Every row in the order of the file. Raises `Unusable` where it is not UTF-8."""
        return self._read(self.start, 1)

    def record(self, number: int, offset: int) -> Record:
        """The row `number`, which begins at `offset`. Raises `Unusable` when the file has become shorter."""
        record = next(self._read(offset, number), None)
        if record is None:
            raise Unusable(f"{self.path} has changed while it was read: run the import again")
        return record

    def _read(self, offset: int, number: int) -> Iterator[Record]:
        lines = _Lines(self.file, offset)
        return _csv_records(lines, self, number) if self.delimiter else _json_records(lines, number)


@contextmanager
def opened(path: Path, delimiter: str | None = None) -> Iterator[Source]:
    """The file at `path`, its format found out, or with its CSV `delimiter` given.

    Raises `Unusable` when it cannot be read, is empty, or has no readable header.
    """
    csv.field_size_limit(LARGEST_CELL)
    with ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("rb"))
            source = _examined(file, path, delimiter)
        except OSError as error:
            raise Unusable(f"{path} cannot be read: {error.strerror or error}") from error
        yield source


class _Lines:
    """The lines of a file as text; `offset` is where the next one begins."""

    def __init__(self, file: BufferedReader, offset: int) -> None:
        self.file, self.offset = file, offset
        self.taken: list[str] = []
        file.seek(offset)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        raw = self.file.readline()
        if not raw:
            raise StopIteration
        try:
            line = raw.decode()
        except UnicodeDecodeError as error:
            place = self.offset + error.start
            raise Unusable(
                f"{self.file.name} is not UTF-8 (byte {raw[error.start]:#04x} at {place}): save it as UTF-8"
            ) from error
        self.offset += len(raw)
        self.taken.append(line)
        return line

    def take(self) -> str:
        """What was read since the last time this was asked."""
        text = "".join(self.taken)
        self.taken.clear()
        return text


def _examined(file: BufferedReader, path: Path, delimiter: str | None) -> Source:
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    size = file.tell()
    file.seek(0)
    start = len(codecs.BOM_UTF8) if file.read(3) == codecs.BOM_UTF8 else 0
    opening = _Lines(file, start)
    first = next((line for line in opening if line.strip()), "").lstrip()
    if not first:
        raise Unusable(f"{path} is empty")
    if first.startswith("["):
        raise Unusable(f"{path} looks like one JSON list: write JSON Lines, an object on each line")
    if first.startswith("{"):
        names = dict.fromkeys(name for record in _json_records(_Lines(file, start), 1) for name in record.cells)
        return Source(file, path, size, digest, "", list(names), start)
    if delimiter is None:
        delimiter = max(DELIMITERS, key=lambda one: len(_header(file, path, start, one)[0]))
    columns, after = _header(file, path, start, delimiter)
    return Source(file, path, size, digest, delimiter, columns, after)


def _header(file: BufferedReader, path: Path, start: int, delimiter: str) -> tuple[list[str], int]:
    """The names of the columns, and where the first row of data begins."""
    lines = _Lines(file, start)
    try:
        cells = next(cells for cells in csv.reader(lines, delimiter=delimiter) if any(cells))
    except (csv.Error, StopIteration) as error:
        raise Unusable(f"{path} has no readable line of column names: {error}") from error
    return [cell.strip() for cell in cells], lines.offset


def _csv_records(lines: _Lines, source: Source, number: int) -> Iterator[Record]:
    reader = csv.reader(lines, delimiter=source.delimiter, strict=True)
    width = len(source.columns)
    while True:
        offset = lines.offset
        lines.take()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Record(number, offset, {source.columns[0]: lines.take()}, f"not sound CSV: {error}")
        else:
            if not cells:
                continue
            trouble = None if len(cells) == width else f"it has {len(cells)} cells, the header {width}"
            yield Record(number, offset, dict(zip(source.columns, cells, strict=False)), trouble)
        number += 1


def _json_records(lines: _Lines, number: int) -> Iterator[Record]:
    while True:
        offset = lines.offset
        lines.take()
        line = next(lines, None)
        if line is None:
            return
        if not line.strip():
            continue
        try:
            cells = dict(_flat(json.loads(line)))
        except (ValueError, RecursionError) as error:
            yield Record(number, offset, {"line": line.rstrip("\r\n")}, f"not a JSON object: {error}")
        else:
            yield Record(number, offset, cells)
        number += 1


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, Cell]]:
    """The columns of a JSON object and of the objects inside it. Raises ``ValueError`` for anything else."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else key)
    elif not name:
        raise ValueError(f"{type(value).__name__} in place of an object")
    elif isinstance(value, list):
        yield name, [_plain(one) for one in value]
    else:
        yield name, _plain(value)


def told(cell: Cell) -> str:
    """`cell` as one text: what stands in a list, with commas between."""
    return ", ".join(cell) if isinstance(cell, list) else cell


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)
