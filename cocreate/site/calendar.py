"""The working calendar: in which hours of which days the brand's promises are counted.

Pure arithmetic on instants. An hour of the calendar is an hour that really passes while the calendar is open, so a
day on which the clocks are changed is an hour longer or shorter. Every stretch is half-open: its end belongs to what
follows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WHOLE_DAY = 24 * 60  # minutes
EVERY_DAY = frozenset(range(1, 8))


@dataclass(frozen=True)
class Calendar:
    """Open from the minute `opens` to the minute `closes` of every day in `days` that is no holiday.

    `days` are those of the week from Monday, 1, to Sunday, 7; at least one. Minutes are counted from midnight where
    the clocks of `zone` are not being changed, ``opens < closes``.
    """

    zone: tzinfo
    days: frozenset[int] = EVERY_DAY
    opens: int = 0
    closes: int = WHOLE_DAY
    holidays: frozenset[date] = frozenset()

    @property
    def is_always_open(self) -> bool:
        """Whether every hour counts."""
        return self.days == EVERY_DAY and (self.opens, self.closes) == (0, WHOLE_DAY) and not self.holidays


def add_hours(start: datetime, hours: float, calendar: Calendar) -> datetime:
    """The first instant at which `hours` (not negative) of `calendar` have passed since `start`, in UTC."""
    left, start = hours * HOUR, start.astimezone(UTC)
    if calendar.is_always_open or not left:
        return start + left
    for opens, closes in _stretches(start, calendar):
        begins = max(opens, start)
        if left <= closes - begins:
            return begins + left
        left -= max(closes - begins, timedelta())
    raise OverflowError("the calendar is never open again")


def hours_between(start: datetime, end: datetime, calendar: Calendar) -> float:
    """How many hours of `calendar` lie in ``[start, end)``; negative where `end` is the earlier one."""
    if end < start:
        return -hours_between(end, start, calendar)
    if calendar.is_always_open:
        return (end - start) / HOUR
    passed = timedelta()
    for opens, closes in _stretches(start.astimezone(UTC), calendar):
        if opens >= end:
            break
        passed += max(min(closes, end) - max(opens, start), timedelta())
    return passed / HOUR


def _stretches(start: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """When `calendar` is open, from the day of `start` on: instants in UTC, in order, each with its end."""
    day = start.astimezone(calendar.zone).date()
    while day < date.max:
        if day.isoweekday() in calendar.days and day not in calendar.holidays:
            opens, closes = (_instant(day, minutes, calendar.zone) for minutes in (calendar.opens, calendar.closes))
            if opens < closes:  # otherwise all of it fell into the hour that is left out in spring
                yield opens, closes
        day += DAY


def _instant(day: date, minutes: int, zone: tzinfo) -> datetime:
    """The instant at which the clocks of `zone` show so many `minutes` after the midnight `day` begins with."""
    days, minutes = divmod(minutes, WHOLE_DAY)
    local = datetime.combine(day + days * DAY, time(minutes // 60, minutes % 60), zone)
    return local.astimezone(UTC)
