"""The file of rejected rows."""

import csv
from pathlib import Path

import pytest

from cocreate.importing import rejections, sources


def _written(tmp_path: Path, rows: str, reasons: dict[int, str]) -> list[list[str]]:
    path, target = tmp_path / "rows.csv", tmp_path / "rejected.csv"
    path.write_text(rows, newline="")
    with sources.opened(path) as source:
        rejections.write(target, source, reasons)
        delimiter = source.delimiter or ","
    with target.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def test_rows_stand_as_they_were_with_number_and_reason_last(tmp_path: Path) -> None:
    rows = 'id;title\n1;fine\n2;"two\nlines; 电池"\n3;bad\n'
    assert _written(tmp_path, rows, {2: "too long", 3: "too bad"}) == [
        ["id", "title", "rejected_row", "rejected_because"],
        ["2", "two\nlines; 电池", "2", "too long"],
        ["3", "bad", "3", "too bad"],
    ]


def test_what_could_not_be_told_apart_stands_in_the_first_column(tmp_path: Path) -> None:
    assert _written(tmp_path, 'id,title\n1,"a"b\n', {1: "not sound"})[1] == ['1,"a"b\n', "", "1", "not sound"]


def test_rows_of_json_lines_are_written_with_all_columns(tmp_path: Path) -> None:
    rows = '{"id": 1, "tags": ["a", "b"]}\n{"id": 2, "bad": "\\ud800"}\n{"x\n'
    written = _written(tmp_path, rows, {1: "r", 2: "s", 3: "t"})
    assert written[0] == ["id", "tags", "bad", "line", "rejected_row", "rejected_because"]
    assert written[1:] == [
        ["1", "a, b", "", "", "1", "r"],
        ["2", "", "\\ud800", "", "2", "s"],
        ["", "", "", '{"x', "3", "t"],
    ]


def test_without_rejected_rows_an_earlier_file_goes(tmp_path: Path) -> None:
    target = tmp_path / "rejected.csv"
    target.write_text("of an earlier run")
    (tmp_path / "rows.csv").write_text("id\n1\n")
    with sources.opened(tmp_path / "rows.csv") as source:
        rejections.write(target, source, {})
    assert not target.exists()


def test_the_file_stands_beside_the_source_or_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert rejections.place(tmp_path / "rows.csv") == tmp_path / "rows.csv.rejected.csv"
    assert rejections.place(tmp_path / "gone" / "rows.csv") == tmp_path / "rows.csv.rejected.csv"
