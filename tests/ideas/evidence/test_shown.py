"""Ranges, bars and shares as they are drawn."""

from datetime import date, timedelta

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from cocreate.ideas.evidence.queries import Week, YearFigures
from cocreate.ideas.evidence.shown import HIGH, MOST_WEEKS, bars, ranges, words
from cocreate.kernel.statistics import Share

MONDAY = date(2026, 5, 4)
YEARS = st.lists(
    st.integers(0, 10**6).flatmap(
        lambda of: st.builds(
            YearFigures, st.just("islet"), st.just("Islet"), st.just(2024), st.integers(0, of), st.just(of)
        )
    ),
    max_size=8,
)
WEEKS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), max_size=70).map(
    lambda given: [
        Week(MONDAY + timedelta(weeks=place), owners + others, owners, 0)
        for place, (owners, others) in enumerate(given)
    ]
)


def number(percent: str) -> float:
    return float(percent.removesuffix("%"))


def test_a_share_is_said_with_its_interval(app: Flask) -> None:
    assert words(Share(18, 100, 0.18, 0.116, 0.267)) == "18%（12–27%）"
    assert words(Share(4, 1000, 0.004, 0.00156, 0.01022)) == "0.4%（0.2–1.0%）"


def test_all_plots_of_a_table_end_at_the_same_share(app: Flask) -> None:
    few, many = YearFigures("a", "A", 2024, 2, 100), YearFigures("b", "B", 2024, 30, 100)
    assert ranges([few]).end == "10%"
    both = ranges([few, many, YearFigures("c", "C", 2024, 1, 3)])
    assert both.end == "50%"
    first, second = both.lines
    assert (first.range.at, second.range.at) == ("4.00%", "60.00%")
    assert ranges([]).lines == []


@given(YEARS)
def test_every_range_lies_on_its_scale(app: Flask, years: list[YearFigures]) -> None:
    for line in ranges(years).lines:
        start, width, at = map(number, line.range)
        assert 0 <= start <= start + width <= 100.01
        assert start - 0.01 <= at <= start + width + 0.01


@given(WEEKS)
def test_bars_stand_on_the_ground_and_the_highest_fills_the_drawing(weeks: list[Week]) -> None:
    drawn = bars(weeks)
    assert len(drawn.bars) == min(len(weeks), MOST_WEEKS)
    for bar in drawn.bars:
        assert abs(bar.owners_y + bar.owners_height - HIGH) < 0.02
        assert abs(bar.others_y + bar.others_height - bar.owners_y) < 0.03
        assert -0.01 <= bar.others_y <= HIGH
        assert 0 <= bar.x < drawn.width
    shown = sum(bar.week.supports for bar in drawn.bars) + (drawn.earlier.supports if drawn.earlier else 0)
    assert shown == sum(week.supports for week in weeks)
    if drawn.most:
        assert min(bar.others_y for bar in drawn.bars) < 0.01
