"""Files of rows, in all the forms they come in."""

import json
from pathlib import Path

import pytest

from cocreate.importing import sources
from cocreate.importing.errors import Unusable
from cocreate.importing.sources import Record

HUGE = "long " * 100_000


def _read(path: Path, content: str | bytes, delimiter: str | None = None) -> list[Record]:
    """The rows of a file with `content`; every one read again at its place."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with sources.opened(path, delimiter) as source:
        records = list(source.records())
        assert [source.record(one.number, one.offset) for one in records] == records
    return records


@pytest.mark.parametrize(
    "content",
    [
        "id,title\n1,电池\n2,seat\n",
        "id;title\r\n1;电池\r\n2;seat\r\n",
        "id\ttitle\n1\t电池\n2\tseat",
        b"\xef\xbb\xbf" + "id,title\n1,电池\n2,seat\n".encode(),
        '\n\n"id","title"\n\n"1","电池"\n"2",seat\n\n',
        '{"id": 1, "title": "电池"}\n\n{"id": 2, "title": "seat"}\n',
        b"\xef\xbb\xbf" + '{"id": "1", "title": "电池"}\r\n{"id": "2", "title": "seat"}'.encode(),
    ],
)
def test_every_form_of_the_same_rows_reads_the_same(tmp_path: Path, content: str | bytes) -> None:
    records = _read(tmp_path / "rows", content)
    assert [record.cells for record in records] == [{"id": "1", "title": "电池"}, {"id": "2", "title": "seat"}]
    assert [record.number for record in records] == [1, 2]


def test_cells_hold_line_breaks_quotes_and_delimiters(tmp_path: Path) -> None:
    records = _read(tmp_path / "rows", 'id,body\n1,"one\ntwo, ""three""\r\n四"\n2,next\n')
    assert [record.cells["body"] for record in records] == ['one\ntwo, "three"\r\n四', "next"]


@pytest.mark.parametrize("content", [f'id,body\n1,"{HUGE}"\n', json.dumps({"id": 1, "body": HUGE})])
def test_cells_may_be_huge(tmp_path: Path, content: str) -> None:
    assert _read(tmp_path / "rows", content)[0].cells["body"] == HUGE


def test_a_semicolon_in_the_names_of_a_comma_file_does_not_mislead(tmp_path: Path) -> None:
    assert _read(tmp_path / "rows", "id,a;b,c\n1,2,3\n")[0].cells == {"id": "1", "a;b": "2", "c": "3"}


def test_a_delimiter_may_be_given(tmp_path: Path) -> None:
    assert _read(tmp_path / "rows", "a,b;c,d\n1,2;3,4\n", ";")[0].cells == {"a,b": "1,2", "c,d": "3,4"}


def test_objects_inside_objects_become_columns_with_dots(tmp_path: Path) -> None:
    (record,) = _read(
        tmp_path / "rows", '{"author": {"name": "Li", "id": 7}, "tags": ["a", "b"], "gone": null, "ok": true}'
    )
    assert record.cells == {"author.name": "Li", "author.id": "7", "tags": ["a", "b"], "gone": "", "ok": "true"}


def test_columns_of_json_lines_are_those_of_all_lines(tmp_path: Path) -> None:
    (tmp_path / "rows").write_text('{"id": 1}\n{"id": 2, "title": "x"}\n')
    with sources.opened(tmp_path / "rows") as source:
        assert source.columns == ["id", "title"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("id,title\n1,a,b\n2,fine\n", "3 cells"),
        ("id,title\n1\n2,fine\n", "1 cells"),
        ('id,title\n1,"a"b\n2,fine\n', "not sound CSV"),
        ('{"id": 1\n{"id": "2", "title": "fine"}\n', "not a JSON object"),
        ('{"x": ' + "[" * 100_000 + '\n{"id": "2", "title": "fine"}\n', "not a JSON object"),
        ('{"id": ' + "9" * 5000 + '}\n{"id": "2", "title": "fine"}\n', "not a JSON object"),
    ],
)
def test_a_row_that_cannot_be_told_apart_costs_no_other(tmp_path: Path, content: str, reason: str) -> None:
    bad, good = _read(tmp_path / "rows", content)
    assert reason in (bad.trouble or "")
    assert (good.number, good.trouble, good.cells) == (2, None, {"id": "2", "title": "fine"})


def test_a_quote_that_is_never_closed_is_told(tmp_path: Path) -> None:
    good, bad = _read(tmp_path / "rows", 'id,title\n1,fine\n2,"open\n3,swallowed\n')
    assert good.trouble is None
    assert "unexpected end of data" in (bad.trouble or "")
    assert "swallowed" in str(bad.cells)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is empty"),
        ("\n \n", "is empty"),
        ('[{"id": 1}]', "JSON Lines"),
        ("id,title\n1,电池\n".encode("gbk"), "is not UTF-8 (byte 0xb5 at 11)"),
        ("id,title\n1,seat\n".encode("utf-16"), "is not UTF-8 (byte 0xff at 0)"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    tmp_path: Path, content: str | bytes, reason: str
) -> None:
    with pytest.raises(Unusable) as raised:
        _read(tmp_path / "rows", content)
    assert reason in str(raised.value)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="cannot be read"):
        _read_nothing(tmp_path)


def test_a_file_that_became_shorter_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "rows"
    path.write_text("id,title\n1,seat\n")
    with sources.opened(path) as source, pytest.raises(Unusable, match="has changed"):
        source.record(2, 500)


def _read_nothing(path: Path) -> None:
    with sources.opened(path):
        pass
