"""What comes in is read strictly; whatever is wrong with it is told at its field, and is never a 500."""

from typing import Any

import pytest

from cocreate.kernel import paging
from tests import make
from tests.api.conftest import Start
from tests.support.program import Program

SAID = {"title": "A hook for bags", "body": "In the back.", "stage": "design"}


def refused(answer: Any) -> list[str]:
    """The fields told wrong."""
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    return sorted(answer.json["errors"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"author": "2222222222"}, "author"),
        ({"status": "adopted"}, "status"),
        ({"title": None}, "title"),
        ({"title": 7}, "title"),
        ({"title": "x"}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"title": " \n "}, "title"),
        ({"title": "nul \x00"}, "title"),
        ({"title": "lone \ud800"}, "title"),
        ({"body": "lone \udfff"}, "body"),
        ({"body": ""}, "body"),
        ({"body": "x" * 20_001}, "body"),
        ({"stage": "moon"}, "stage"),
        ({"stage": ["design"]}, "stage"),
        ({"kind": 10**30}, "kind"),
        ({"tags": "seat"}, "tags"),
        ({"tags": ["seat", 7]}, "tags.1"),
        ({"tags": ["\x00"]}, "tags.0"),
        ({"tags": [""]}, "tags"),
        ({"tags": ["x" * 31]}, "tags"),
        ({"tags": list("abcdef")}, "tags"),
        ({"\ud800": 1}, "\ud800"),
    ],
)
def test_an_idea_is_refused_at_its_field(program: Start, change: dict[str, Any], field: str) -> None:
    assert refused(program(make.member())("POST /ideas", {**SAID, **change})) == [field]


def test_everything_wrong_is_told_at_once(program: Start) -> None:
    answer = program(make.member())("POST /ideas", {"kind": "curse", "colour": "red"})
    assert refused(answer) == ["body", "colour", "kind", "stage", "title"]
    assert answer.json["errors"]["title"] == ["This is missing."]


@pytest.mark.parametrize(
    "content",
    [b"{", b"\xff\xfe", b"[1, 2]", b"7", b'"x"', b"null", b'{"title": NaN}', b"[" * 100_000, b"", b"9" * 5000],
)
def test_a_body_that_is_no_object_is_refused_as_a_whole(program: Start, content: bytes) -> None:
    mine = program(make.member())
    answer = mine.client.post("/api/v1/ideas", data=content, content_type="application/json", headers=mine.headers)
    assert refused(answer) == ["body"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_only_json_is_read(program: Start, kind: str) -> None:
    mine = program(make.member())
    answer = mine.client.post("/api/v1/ideas", data=b"title=x", content_type=kind, headers=mine.headers)
    assert (answer.status_code, answer.get_json()["type"]) == (415, "urn:cocreate:unsupported-media-type")


def test_a_body_is_asked_for(program: Start) -> None:
    assert refused(program(make.member())("POST /ideas")) == ["body"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("colour=red", "colour"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=", "limit"),
        ("limit=1.5", "limit"),
        ("limit=%2B5", "limit"),
        ("limit=%D9%A5", "limit"),
        ("limit=" + "9" * 40, "limit"),
        ("limit=1&limit=2", "limit"),
        ("sort=best", "sort"),
        ("kind=curse", "kind"),
        ("stage=", "stage"),
        ("tag=", "tag"),
        ("tag=" + "x" * 31, "tag"),
        ("status=" + "x" * 41, "status"),
        ("cursor=", "cursor"),
        ("cursor=garbage", "cursor"),
        ("cursor=%E4%BD%A0", "cursor"),
        (f"cursor={paging.encode(1)}", "cursor"),
        (f"cursor={paging.encode(1.5, 2**70)}", "cursor"),
        (f"cursor={paging.encode('x', 'y')}", "cursor"),
    ],
)
def test_a_query_is_refused_at_its_name(anybody: Program, query: str, field: str) -> None:
    assert refused(anybody(f"GET /ideas?{query}")) == [field]


def test_a_query_nobody_reads_is_refused(program: Start) -> None:
    mine, idea = program(make.member()), make.idea().post.public_id
    assert refused(mine("GET /me?full=1")) == ["full"]
    assert refused(mine(f"PUT /ideas/{idea}/support?twice=1")) == ["twice"]
    assert refused(mine("POST /ideas?draft=1", SAID)) == ["draft"]


def test_what_is_wrong_is_told_in_the_language_asked_for(program: Start) -> None:
    mine = program(make.member())
    english = mine("POST /ideas", {**SAID, "title": 7, "colour": "red"}, Accept_Language="en").json
    chinese = mine("POST /ideas", {**SAID, "title": 7, "colour": "red"}, Accept_Language="zh-CN").json
    assert english["type"] == chinese["type"] == "urn:cocreate:invalid"
    for said in (english["title"], *english["errors"]["title"], *english["errors"]["colour"]):
        assert said.isascii()
    for said in (chinese["title"], *chinese["errors"]["title"], *chinese["errors"]["colour"]):
        assert any("\u4e00" <= character <= "\u9fff" for character in said)
