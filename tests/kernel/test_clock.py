"""Instants are UTC, days are the site's."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import literal, select
from sqlalchemy.exc import StatementError

from cocreate.kernel import clock
from cocreate.kernel.database import Instant, db


def test_now_is_aware_and_utc() -> None:
    with time_machine.travel(datetime(2026, 11, 21, 22, 0, tzinfo=UTC), tick=False):
        assert clock.now() == datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
        assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 3, 1, 16, 0, 0, tzinfo=UTC), date(2026, 3, 2)),
    ],
)
def test_a_day_begins_at_midnight_where_the_site_is(app: Flask, instant: datetime, day: date) -> None:
    assert app.config["COCREATE"].timezone == "Asia/Shanghai"
    assert clock.local_day(instant) == day


def test_the_database_takes_no_naive_instant_and_answers_in_utc(app: Flask) -> None:
    naive = datetime(2026, 3, 1)  # noqa: DTZ001 - what is refused
    with pytest.raises(StatementError, match="naive instant"):
        db.session.scalar(select(literal(naive, Instant)))
    there = datetime(2026, 3, 1, 8, tzinfo=clock.site_zone())
    answered = db.session.scalar(select(literal(there, Instant)))
    assert answered == there
    assert answered is not None
    assert answered.tzinfo is UTC
