"""Money: whole smallest units of one currency."""

import operator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate.kernel.money import Money

FEN = st.integers(-(2**63), 2**63 - 1)


@given(FEN)
def test_money_is_its_decimal(minor: int) -> None:
    assert Money.of(Money(minor).decimal) == Money(minor)


@given(FEN, FEN)
def test_sums_and_order_are_those_of_whole_numbers(one: int, other: int) -> None:
    assert Money(one) + Money(other) == Money(one + other)
    assert Money(one) - Money(other) == Money(one - other)
    assert (Money(one) < Money(other), Money(one) >= Money(other)) == (one < other, one >= other)


def test_currencies_have_their_own_smallest_units() -> None:
    assert Money(1234).decimal == Decimal("12.34")
    assert Money(1234, "JPY").decimal == Decimal(1234)
    assert Money.of(Decimal("12.340")) == Money(1234)


@pytest.mark.parametrize("amount", ["0.001", "1.000000000000000000000000000000001", "NaN", "Infinity"])
def test_an_amount_between_the_units_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="smallest unit"):
        Money.of(Decimal(amount))


def test_currencies_do_not_mix() -> None:
    yuan, yen = Money(5), Money(5, "JPY")
    for mix in (operator.add, operator.sub, operator.lt, operator.le):
        with pytest.raises(ValueError, match="CNY and JPY"):
            mix(yuan, yen)
    assert yuan != yen


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown currency"):
        Money(1, "XXX")
    with pytest.raises(ValueError, match="unknown currency"):
        Money.of(Decimal(1), "XXX")
