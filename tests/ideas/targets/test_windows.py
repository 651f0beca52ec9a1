"""Quarters and months."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate.ideas.targets.windows import Window, quarters

KEYS = st.builds("{}-{}".format, st.integers(2000, 2099), st.sampled_from(["Q1", "Q2", "Q3", "Q4", "01", "06", "12"]))


@given(KEYS)
def test_a_key_names_one_window(key: str) -> None:
    window = Window.parse(key)
    assert window.key == key
    assert window.starts_on < window.ends_on


@given(KEYS)
def test_windows_follow_without_gap_or_overlap(key: str) -> None:
    window = Window.parse(key)
    following = window.following()
    assert following.starts_on == window.ends_on
    assert following.is_quarter == window.is_quarter


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_is_in_its_quarter(day: date) -> None:
    window = Window.quarter(day)
    assert window.is_quarter
    assert window.starts_on <= day < window.ends_on


@pytest.mark.parametrize(
    "key", ["", "2027", "2027-Q5", "2027-13", "2027-00", "1999-Q1", "2027-Q1 ", "２０２７-Q1", "2027-1"]
)
def test_what_names_no_window_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="no window"):
        Window.parse(key)


@pytest.mark.parametrize(
    ("key", "english", "chinese"),
    [("2027-Q1", "Q1 2027", "2027年第1季度"), ("2026-12", "December 2026", "2026年12月")],
)
def test_a_window_is_named_in_both_languages(key: str, english: str, chinese: str) -> None:
    assert (Window.parse(key).name("en"), Window.parse(key).name("zh")) == (english, chinese)


def test_quarters_go_on_over_the_turn_of_the_year() -> None:
    assert [window.key for window in quarters(date(2026, 11, 22), 3)] == ["2026-Q4", "2027-Q1", "2027-Q2"]
