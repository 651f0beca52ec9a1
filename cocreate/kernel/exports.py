"""Rows as files: CSV that a spreadsheet opens as it is meant, and JSON Lines."""

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from io import StringIO
from typing import Any

from flask import Response

# A mark at the beginning tells spreadsheets that it is UTF-8.
BOM = "\ufeff"
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def safe(cell: str) -> str:
    """`cell` as a spreadsheet shows it and never carries it out: what looks like a formula begins with ``'``."""
    opening = cell.lstrip()[:1]
    looks = opening in _FORMULA if opening else False
    return f"'{cell}" if (looks or cell[:1] in ("\t", "\r")) and not _NUMBER.fullmatch(cell) else cell


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Response:
    """`rows` as a download called `name`; what is ``None`` leaves its cell empty."""
    written = StringIO()
    table = csv.writer(written)
    table.writerow(columns)
    table.writerows([_cell(row[column]) for column in columns] for row in rows)
    return _download(name, BOM + written.getvalue(), "text/csv")


def json_lines(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Response:
    """`rows` as a download called `name`, one JSON object a line."""
    lines = ({column: _value(row[column]) for column in columns} for row in rows)
    text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    return _download(name, text, "application/jsonl")


def _cell(value: Any) -> str:
    return "" if value is None else safe(str(_value(value)))


def _value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _download(name: str, text: str, kind: str) -> Response:
    answer = Response(text, content_type=f"{kind}; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
