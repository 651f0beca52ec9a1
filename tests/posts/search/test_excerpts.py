"""What is shown of a hit."""

import re

from hypothesis import given
from hypothesis import strategies as st

from cocreate.posts.search import asking
from cocreate.posts.search.excerpts import LENGTH, excerpt, marked, says, wanted


def test_what_was_asked_for_is_marked_in_any_of_its_forms() -> None:
    words = wanted(asking.read("熱泵空調 charging V2L"))
    said = marked("热泵空调在Charged时也能V2L", words)
    assert said == "<mark>热泵空调</mark>在<mark>Charged</mark>时也能<mark>V2L</mark>"


def test_one_character_is_marked_alone() -> None:
    assert marked("电车和車主", wanted(asking.read("车"))) == "电<mark>车</mark>和<mark>車</mark>主"


def test_what_is_kept_out_or_asked_by_name_is_not_marked() -> None:
    assert not wanted(asking.read("-heat tag:seat author:Ann"))


def test_the_excerpt_stands_around_the_words() -> None:
    body = "开头的话。" * 100 + "希望**热泵空调**更安静" + "后面的话。" * 100
    shown = excerpt(body, wanted(asking.read("热泵空调")))
    assert "<mark>热泵空调</mark>" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(re.sub("<[^>]+>", "", shown)) <= LENGTH + 2


def test_without_the_words_the_beginning_is_shown() -> None:
    assert excerpt("A **short** text", wanted(asking.read("other"))) == "A short text"


def test_the_part_with_most_of_the_words_is_shown() -> None:
    body = "heat " + "x " * 200 + "heat the seat " + "y " * 200
    assert "<mark>heat</mark> the <mark>seat</mark>" in excerpt(body, wanted(asking.read("seat heat")))


def test_says_is_true_of_texts_with_any_of_the_words() -> None:
    words = wanted(asking.read("seats heat"))
    assert says("A seat", words)
    assert not says("A wheel", words)


@given(body=st.text(), asked=st.text())
def test_nothing_but_the_marks_is_html(body: str, asked: str) -> None:
    words = wanted(asking.read(asked))
    for said in (marked(body, words), excerpt(body, words)):
        bare = said.replace("<mark>", "").replace("</mark>", "")
        assert "<" not in bare
        assert ">" not in bare
        assert said.count("<mark>") == said.count("</mark>")
