"""Shares, intervals and quantiles."""

import statistics as standard

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from cocreate.kernel.database import db
from cocreate.kernel.statistics import quantile, share, wilson

COUNTS = st.integers(1, 10**9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
NUMBERS = st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=60)


@given(COUNTS, st.floats(0, 10))
def test_the_interval_lies_within_0_and_1_around_the_share(counted: tuple[int, int], z: float) -> None:
    count, n = counted
    low, high = wilson(count, n, z)
    assert 0 <= low <= count / n <= high <= 1


@given(COUNTS)
def test_of_those_who_do_not_the_interval_is_mirrored(counted: tuple[int, int]) -> None:
    count, n = counted
    low, high = wilson(count, n)
    assert wilson(n - count, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@given(COUNTS)
def test_ten_times_as_many_say_it_more_sharply(counted: tuple[int, int]) -> None:
    count, n = counted
    low, high = wilson(count, n)
    sharper_low, sharper_high = wilson(count * 10, n * 10)
    assert sharper_high - sharper_low < high - low


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        # by hand: z² = 3.8416, so (0.5 + 0.19208 ± 1.96·√(0.025 + 0.009604)) / 1.38416
        (5, 10, 0.2366, 0.7634),
    ],
)
def test_known_intervals(count: int, n: int, low: float, high: float) -> None:
    assert wilson(count, n) == pytest.approx((low, high), abs=5e-5)


def test_nobody_and_everybody_reach_the_ends_exactly() -> None:
    assert wilson(0, 7)[0] == 0.0
    assert wilson(7, 7)[1] == 1.0


@pytest.mark.parametrize(
    ("count", "n", "z"), [(0, 0, 1.96), (3, 2, 1.96), (-1, 2, 1.96), (1, 2, -1), (1, 2, float("nan"))]
)
def test_what_is_no_share_is_refused(count: int, n: int, z: float) -> None:
    with pytest.raises(ValueError, match="no "):
        wilson(count, n, z)


def test_a_share_carries_what_it_was_counted_from() -> None:
    found = share(81, 263)
    assert found is not None
    assert (found.count, found.of, round(found.value, 4), round(found.low, 4)) == (81, 263, 0.308, 0.2553)
    assert share(0, 0) is None


@given(NUMBERS, st.floats(0, 1))
def test_a_quantile_lies_between_the_least_and_the_most(values: list[float], p: float) -> None:
    assert min(values) <= quantile(values, p) <= max(values)
    assert quantile(values[::-1], p) == quantile(values, p)


@given(NUMBERS)
def test_the_middle_is_the_median(values: list[float]) -> None:
    assert quantile(values, 0.5) == pytest.approx(standard.median(values), rel=1e-9, abs=1e-9)


def test_known_quantiles() -> None:
    assert [quantile([10, 20, 30, 40], p) for p in (0, 0.25, 0.5, 0.95, 1)] == pytest.approx([10, 17.5, 25, 38.5, 40])
    assert quantile([7], 0.95) == 7


@pytest.mark.usefixtures("app")
def test_the_database_would_answer_the_same() -> None:
    values = [3.5, 1.0, 8.25, 2.0, 2.0, 9.5, 4.0]
    for p in (0.05, 0.5, 0.9, 0.95):
        asked = text("SELECT percentile_cont(:p) WITHIN GROUP (ORDER BY v) FROM unnest(:values) v")
        assert quantile(values, p) == pytest.approx(db.session.scalar(asked, {"p": p, "values": values}))


@pytest.mark.parametrize(("values", "p"), [([], 0.5), ([1.0], 1.5), ([1.0], float("nan"))])
def test_what_has_no_quantile_is_refused(values: list[float], p: float) -> None:
    with pytest.raises(ValueError, match="no "):
        quantile(values, p)
