"""Months, in which budgets are spent and reports are made, and days: those of the site's time zone."""

from datetime import date, datetime, time, timedelta

from cocreate.kernel import clock

FIRST, LAST = date(2000, 1, 1), date(2200, 12, 31)  # between which there can be points


def of(at: datetime) -> date:
    """The month in which the instant `at` lies."""
    return clock.local_day(at).replace(day=1)


def bounds(month: date) -> tuple[datetime, datetime]:
    """The instants at which `month` begins and is over."""
    zone = clock.site_zone()
    return datetime.combine(month, time(), zone), datetime.combine(later(month, 1), time(), zone)


def day_of(at: datetime) -> tuple[datetime, datetime]:
    """The midnights between which the instant `at` lies: the first belongs to its day, the second to the next."""
    today, zone = clock.local_day(at), clock.site_zone()
    return datetime.combine(today, time(), zone), datetime.combine(today + timedelta(days=1), time(), zone)


def later(month: date, number: int) -> date:
    """The month so many months after `month`, before it if `number` is below zero."""
    year, place = divmod(month.year * 12 + month.month - 1 + number, 12)
    return date(year, place + 1, 1)


def read(written: str) -> date | None:
    """The month `written` as ``2026-11``, of a year in which there can be points; None for anything else."""
    return day(f"{written}-01")


def day(written: str) -> date | None:
    """The day `written` as ``2026-11-22``, of such a year; None for anything else."""
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return None
    return found if FIRST <= found <= LAST else None
