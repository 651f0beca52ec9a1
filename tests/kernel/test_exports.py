"""Rows as files."""

import csv
import json
from datetime import date
from io import StringIO
from typing import Any

import pytest

from cocreate.kernel import exports

ROWS: list[dict[str, Any]] = [
    {"day": date(2026, 5, 4), "name": '=HYPERLINK("http://x")', "number": -3, "part": None},
    {"day": None, "name": 'a "b", c\nd', "number": 0, "part": 0.25},
]
COLUMNS = ("day", "name", "number", "part")


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", " =1", "\t=1", "\r=1", "＝1", "\n=1"]
)
def test_what_a_spreadsheet_would_carry_out_is_made_text(cell: str) -> None:
    assert exports.safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "-1", "-1.5", "42", "a=b", "电池", "'quoted"])
def test_everything_else_stays_as_it_is(cell: str) -> None:
    assert exports.safe(cell) == cell


@pytest.mark.usefixtures("app")
def test_a_table_opens_in_a_spreadsheet_and_carries_nothing_out() -> None:
    answer = exports.csv_file("ideas.csv", COLUMNS, ROWS)
    text = answer.get_data(as_text=True)
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=ideas.csv"
    assert text.startswith("\ufeff")
    assert list(csv.reader(StringIO(text.removeprefix("\ufeff")))) == [
        ["day", "name", "number", "part"],
        ["2026-05-04", '\'=HYPERLINK("http://x")', "-3", ""],
        ["", 'a "b", c\nd', "0", "0.25"],
    ]


@pytest.mark.usefixtures("app")
def test_lines_of_json_keep_types_and_hold_what_was_said() -> None:
    answer = exports.json_lines("ideas.jsonl", COLUMNS, [*ROWS, {**ROWS[0], "name": "电池\u2028"}])
    lines = answer.get_data(as_text=True).removesuffix("\n").split("\n")
    assert answer.content_type == "application/jsonl; charset=utf-8"
    assert json.loads(lines[0]) == {"day": "2026-05-04", "name": '=HYPERLINK("http://x")', "number": -3, "part": None}
    assert json.loads(lines[2])["name"] == "电池\u2028"


def test_a_cell_that_was_made_safe_is_read_as_it_was() -> None:
    for cell in ("=1+1", "-bad", " +x", "@somebody", "＝1", "-5", "'tis", "plain", "", "'"):
        assert exports.unsafe(exports.safe(cell)) == cell
