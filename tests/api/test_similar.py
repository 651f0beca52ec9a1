"""Ideas that say the same, for programs."""

import pytest

from cocreate.kernel.limits import Limit
from cocreate.posts.search import pace
from tests import make
from tests.api.conftest import Start
from tests.support.program import Program

SAID = "title=Door+handles+frozen&body=The+handle+was+full+of+ice"


def test_at_most_five_come_the_most_similar_first(anybody: Program) -> None:
    other = make.idea(title="The handle of the boot").post.public_id
    best = make.idea(title="Door handles frozen", body="Ice in the handle.", status="declined").post.public_id
    for number in range(5):
        make.idea(title=f"Frozen handles, number {number}")
    make.idea(title="A quieter fan")
    answer = anybody(f"GET /ideas/similar?{SAID}").json
    found = [item["id"] for item in answer["items"]]
    assert found[0] == best
    assert other not in found
    assert len(found) == 5
    assert answer["items"][0]["status"]["key"] == "declined"
    assert answer["next_cursor"] is None


def test_what_i_support_is_said(program: Start) -> None:
    member = make.member()
    make.idea(member, title="Door handles frozen", supporters=1)
    answer = program(member)(f"GET /ideas/similar?{SAID}").json
    assert [item["supported_by_me"] for item in answer["items"]] == [False]


@pytest.mark.parametrize("query", ["", "?title=", "?title=???", "?body=%F0%9F%9A%97", "?title=the+and+of"])
def test_words_that_say_nothing_are_similar_to_nothing(anybody: Program, query: str) -> None:
    make.idea(title="??? the and of")
    assert anybody(f"GET /ideas/similar{query}").json == {"items": [], "next_cursor": None}


@pytest.mark.parametrize("query", ["title=" + "x" * 201, "words=x", "title=a&title=b"])
def test_what_cannot_be_asked_is_refused(anybody: Program, query: str) -> None:
    assert anybody(f"GET /ideas/similar?{query}").status_code == 422


def test_nobody_asks_without_end(anybody: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "SEARCHES", Limit("searches", 1, pace.SEARCHES.per))
    assert anybody(f"GET /ideas/similar?{SAID}").status_code == 200
    assert anybody(f"GET /ideas/similar?{SAID}").status_code == 429
