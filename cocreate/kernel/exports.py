"""Rows as files: CSV that a spreadsheet opens as it is meant, and JSON Lines."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from io import StringIO
from typing import Any

from flask import Response, stream_with_context

from cocreate.kernel import clock

# A mark at the beginning tells spreadsheets that it is UTF-8.
BOM = "\ufeff"
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def safe(cell: str) -> str:
    """`cell` as a spreadsheet shows it and never carries it out: what looks like a formula begins with ``'``."""
    opening = cell.lstrip()[:1]
    looks = opening in _FORMULA if opening else False
    return f"'{cell}" if (looks or cell[:1] in ("\t", "\r")) and not _NUMBER.fullmatch(cell) else cell


def unsafe(cell: str) -> str:
    """What `safe` made `cell` of."""
    return cell[1:] if cell[:1] == "'" and safe(cell[1:]) == cell else cell


def local_time(at: datetime) -> str:
    """`at` in the site's time zone, as spreadsheets read times."""
    return f"{at.astimezone(clock.site_zone()):%Y-%m-%d %H:%M}"


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Response:
    """`rows` as a download called `name`; what is ``None`` leaves its cell empty."""
    return _download(name, "".join(_csv(columns, rows)), "text/csv")


def csv_stream(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Response:
    """The same, sent while `rows` are read."""
    return _download(name, stream_with_context(_csv(columns, rows)), "text/csv")


def json_lines(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Response:
    """`rows` as a download called `name`, one JSON object a line."""
    return _download(name, "".join(_json(columns, rows)), "application/jsonl")


def json_lines_stream(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Response:
    """The same, sent while `rows` are read."""
    return _download(name, stream_with_context(_json(columns, rows)), "application/jsonl")


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    yield BOM + _line(columns)
    for row in rows:
        yield _line([_cell(row[column]) for column in columns])


def _line(cells: Sequence[str]) -> str:
    written = StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


def _json(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield f"{json.dumps({column: _value(row[column]) for column in columns}, ensure_ascii=False)}\n"


def _cell(value: Any) -> str:
    return "" if value is None else safe(str(_value(value)))


def _value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _download(name: str, text: str | Iterator[str], kind: str) -> Response:
    answer = Response(text, content_type=f"{kind}; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
