"""Vehicle identification numbers."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from cocreate.kernel.errors import Invalid
from cocreate.vehicles import vin
from tests.make import cars as make

# The example of 49 CFR 565.15, and one whose digits all count alike.
PUBLISHED = ["1M8GDM9AXKP042788", "11111111111111111"]


@pytest.mark.parametrize("typed", PUBLISHED)
def test_published_examples_pass(app: Flask, typed: str) -> None:
    assert vin.normal(typed) == typed


@pytest.mark.parametrize(
    "typed", ["1m8gdm9axkp042788", " 1M8GDM9AX KP042788 ", "1M8-GDM9AX-KP042788", "１Ｍ８ＧＤＭ９ＡＸＫＰ０４２７８８"]
)
def test_however_it_is_typed_it_is_one_vin(app: Flask, typed: str) -> None:
    assert vin.normal(typed) == "1M8GDM9AXKP042788"


@pytest.mark.parametrize(
    "typed",
    ["", "1M8GDM9AXKP04278", "1M8GDM9AXKP0427888", "IM8GDM9AXKP042788", "1M8GDM9AXKPO42788", "1M8GDM9AXKQ042788",
     "1M8GDM9AXKP04278车", "1M8GDM9AXKP042788" + " " * 60],
)  # fmt: skip
def test_what_is_no_vin_is_refused_at_its_field(app: Flask, typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        vin.normal(typed)
    assert refusal.value.field == "vin"


@pytest.mark.parametrize("start", ["L", "1", "2", "3", "4", "5", "7F", "7S"])
def test_the_check_digit_counts_where_the_law_has_it(app: Flask, start: str) -> None:
    sound = make.vin(7, start=f"{start}AB"[:3])
    digit = "0" if sound[8] != "0" else "1"
    assert vin.normal(sound) == sound
    with pytest.raises(Invalid, match="check digit"):
        vin.normal(sound[:8] + digit + sound[9:])


@pytest.mark.parametrize("start", ["W", "S", "J", "K", "Z", "6", "7A"])
def test_elsewhere_the_ninth_place_is_the_makers(app: Flask, start: str) -> None:
    sound = make.vin(7, start=f"{start}AB"[:3])
    assert {vin.normal(sound[:8] + letter + sound[9:])[8] for letter in "0Z9"} == {"0", "Z", "9"}


@given(st.integers(0, 10**8 - 1), st.integers(9, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes(number: int, place: int, step: int) -> None:
    sound = make.vin(number)
    wrong = str((int(sound[place]) + step) % 10)
    assert vin.check_digit(sound[:place] + wrong + sound[place + 1 :]) != vin.check_digit(sound)


def test_a_vin_and_a_phone_number_of_the_same_characters_are_found_apart(app: Flask) -> None:
    one = make.vin(1)
    assert vin.lookups(one) != vin.lookups(make.vin(2))
    assert len(vin.lookups(one)[0]) == 64
    assert vin.tail(one) == one[-6:]
