"""The working calendar: hours added and counted, through weekends, holidays and changes of the clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreate.site.calendar import EVERY_DAY, HOUR, WHOLE_DAY, Calendar, add_hours, hours_between

SHANGHAI, BERLIN, BEIRUT = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Beirut")
OFFICE = Calendar(SHANGHAI, frozenset({1, 2, 3, 4, 5}), 9 * 60, 18 * 60, frozenset({date(2026, 10, 1)}))
ALWAYS = Calendar(SHANGHAI)
# Beirut changes its clocks at midnight: a day there may have none.
ZONES = st.sampled_from([SHANGHAI, BERLIN, BEIRUT, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("America/New_York")])
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """A sound calendar, sometimes one that is always open."""
    days = draw(st.sets(st.integers(1, 7), min_size=1) | st.just(EVERY_DAY))
    opens = draw(st.integers(0, WHOLE_DAY - 61) | st.just(0))
    closes = draw(st.integers(opens + 60, WHOLE_DAY) | st.just(WHOLE_DAY))
    holidays = draw(st.sets(st.dates(date(2025, 1, 1), date(2027, 12, 31)), max_size=20))
    return Calendar(draw(ZONES), frozenset(days), opens, closes, frozenset(holidays))


def at(text: str) -> datetime:
    """An instant in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@given(INSTANTS, st.integers(0, 400), calendars())
def test_adding_hours_and_counting_them_undo_each_other(start: datetime, hours: int, calendar: Calendar) -> None:
    assert hours_between(start, add_hours(start, hours, calendar), calendar) == pytest.approx(hours, abs=1e-9)


@given(st.lists(INSTANTS, min_size=3, max_size=3), calendars())
def test_stretches_add_up(instants: list[datetime], calendar: Calendar) -> None:
    first, second, third = sorted(instants)
    parts = hours_between(first, second, calendar) + hours_between(second, third, calendar)
    assert parts == pytest.approx(hours_between(first, third, calendar), abs=1e-6)


@given(INSTANTS, INSTANTS, calendars())
def test_no_more_hours_count_than_pass(start: datetime, end: datetime, calendar: Calendar) -> None:
    counted = hours_between(start, end, calendar)
    assert abs(counted) <= abs(end - start) / HOUR + 1e-9
    assert hours_between(end, start, calendar) == -counted


@given(INSTANTS, st.integers(1, 400), calendars())
def test_the_instant_found_is_the_first_one(start: datetime, hours: int, calendar: Calendar) -> None:
    end = add_hours(start, hours, calendar)
    assert hours_between(start, end - timedelta(seconds=1), calendar) < hours - 0.5 / 3600


def test_always_open_counts_every_hour() -> None:
    assert add_hours(at("2026-09-30T22:00"), 24, ALWAYS) == at("2026-10-01T22:00")
    assert hours_between(at("2026-10-01T00:00"), at("2026-10-31T00:00"), ALWAYS) == 720


def test_nights_weekends_and_holidays_do_not_count() -> None:
    wednesday_evening = at("2026-09-30T17:00")
    # One hour on Wednesday, none on the holiday, nine on Friday, none on the weekend.
    assert add_hours(wednesday_evening, 1, OFFICE) == at("2026-09-30T18:00")
    assert add_hours(wednesday_evening, 2, OFFICE) == at("2026-10-02T10:00")
    assert add_hours(wednesday_evening, 11, OFFICE) == at("2026-10-05T10:00")
    assert hours_between(wednesday_evening, at("2026-10-05T10:00"), OFFICE) == 11


def test_what_begins_outside_the_hours_begins_with_the_next_of_them() -> None:
    assert add_hours(at("2026-10-03T12:00"), 1, OFFICE) == at("2026-10-05T10:00")
    assert add_hours(at("2026-10-03T12:00"), 0, OFFICE) == at("2026-10-03T12:00")


def test_the_end_of_a_day_belongs_to_what_follows() -> None:
    assert hours_between(at("2026-10-02T18:00"), at("2026-10-05T09:00"), OFFICE) == 0
    assert hours_between(at("2026-10-02T17:59"), at("2026-10-02T18:00"), OFFICE) == pytest.approx(1 / 60)


def test_a_day_of_changing_clocks_is_an_hour_shorter_or_longer() -> None:
    days = Calendar(BERLIN, frozenset({7}))  # Sundays only, so that nothing is cut short
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 7), 24)):
        midnight = datetime(day.year, day.month, day.day, tzinfo=BERLIN)
        assert hours_between(midnight, midnight + timedelta(days=1), days) == hours


def test_hours_left_out_in_spring_do_not_count() -> None:
    night = Calendar(BERLIN, EVERY_DAY, 2 * 60, 3 * 60)  # on 29 March 2026 these are the hour that is left out
    assert hours_between(datetime(2026, 3, 29, tzinfo=BERLIN), datetime(2026, 3, 30, tzinfo=BERLIN), night) == 0
    assert add_hours(datetime(2026, 3, 29, tzinfo=BERLIN), 1, night) == datetime(2026, 3, 30, 3, tzinfo=BERLIN)


def test_a_calendar_that_never_opens_again_is_told() -> None:
    closed = Calendar(SHANGHAI, frozenset({1}), 0, 1, frozenset())
    with pytest.raises(OverflowError):
        add_hours(datetime(9999, 12, 1, tzinfo=UTC), 24, closed)
