"""The language of the search box."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate.posts.search.asking import LONGEST, Term, read, tidy


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("seat heating", [Term("seat"), Term("heating")]),
        ("热泵　空调", [Term("热泵"), Term("空调")]),
        ('"seat heating" now', [Term("seat heating", phrase=True), Term("now")]),
        ("“座椅 加热”", [Term("座椅 加热", phrase=True)]),
        ("「座椅加热」", [Term("座椅加热", phrase=True)]),
        ("-leather seats", [Term("leather", negated=True), Term("seats")]),
        ('-"real leather"', [Term("real leather", phrase=True, negated=True)]),
        ("12V-7Ah", [Term("12V-7Ah")]),
        ("tag:充电", [Term("充电", "tag")]),
        ("标签：充电", [Term("充电", "tag")]),
        ("-状态：已采纳", [Term("已采纳", "status", negated=True)]),
        ("MODEL:islet/2024", [Term("islet/2024", "model")]),
        ('author:"Ann Li" seats', [Term("Ann Li", "author"), Term("seats")]),
        ("a a", [Term("a")]),
    ],
)
def test_what_is_typed_is_read(typed: str, terms: list[Term]) -> None:
    assert list(read(typed)) == terms


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ('"seat heating', [Term("seat"), Term("heating")]),
        ("tag:", [Term("tag:")]),
        ("tag: seat", [Term("tag:"), Term("seat")]),
        ("-", [Term("-")]),
        ('""', []),
        ("colour:red", [Term("colour:red")]),
    ],
)
def test_what_makes_no_sense_is_just_words(typed: str, terms: list[Term]) -> None:
    assert list(read(typed)) == terms


def test_a_search_is_cut_where_it_is_too_long() -> None:
    assert tidy("x" * 1000) == "x" * LONGEST


@given(st.text())
def test_anything_can_be_typed(typed: str) -> None:
    terms = read(typed)
    assert all(term.text and term.text.isprintable() for term in terms)
    assert len(terms) <= 24
    assert tidy(tidy(typed)) == tidy(typed)
