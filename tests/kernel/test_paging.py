"""Cursors."""

import base64
import json
from datetime import UTC, datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from cocreate.kernel import paging
from cocreate.kernel.errors import Invalid
from cocreate.kernel.fields import BIGINT

WHOLE = st.integers(-BIGINT, BIGINT)
FLOAT = st.floats(-1e299, 1e299)
INSTANT = st.datetimes(timezones=st.just(UTC))


@given(FLOAT, WHOLE, INSTANT)
def test_a_cursor_names_its_row_exactly(score: float, key: int, at: datetime) -> None:
    assert paging.decode(paging.encode(score, key, at), float, int, datetime) == (score, key, at)


@given(
    junk=st.one_of(st.text(max_size=80), st.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
)
def test_a_cursor_nobody_wrote_is_refused(app: Flask, junk: str) -> None:
    with pytest.raises(Invalid) as caught:
        paging.decode(junk, float, int, datetime)
    assert caught.value.field == "cursor"


OTHER_KINDS: list[object] = [[], [1], [1, 2, 3], ["1", 2], [1.5, "2"], [1.5, 2.5], [1.5, True], [1.5, BIGINT + 1], {}]
OTHER_KINDS += [[1e308, 1], [None, None], float("nan"), [float("nan"), 1], [float("inf"), 1], [10**400, 1]]


@pytest.mark.parametrize("values", OTHER_KINDS)
def test_values_of_another_kind_are_refused(app: Flask, values: object) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()
    with pytest.raises(Invalid):
        paging.decode(cursor, float, int)


@pytest.mark.parametrize("raw", [b"[" * 100_000, b"9" * 5000, b"\xff\xfe", b'["2026-01-01T00:00:00"]'])
def test_hostile_cursors_are_refused_and_not_worked_through(app: Flask, raw: bytes) -> None:
    with pytest.raises(Invalid):
        paging.decode(base64.urlsafe_b64encode(raw).decode(), datetime)


def test_the_last_page_has_no_cursor() -> None:
    assert paging.cut([1, 2, 3], 3, lambda row: (row,)) == paging.Page([1, 2, 3], None)
    page = paging.cut([1, 2, 3, 4], 3, lambda row: (row,))
    assert page.items == [1, 2, 3]
    assert page.next_cursor is not None
    assert paging.decode(page.next_cursor, int) == (3,)
    assert page.map(str).items == ["1", "2", "3"]
