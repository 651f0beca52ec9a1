"""The only place that reads the time. Instants are aware and UTC; days are counted where the site is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

from flask import current_app

# The instant of which somebody tells, within `telling`.
_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def telling(at: datetime) -> Iterator[None]:
    """Let it be the instant `at` within the block, in this context alone: for a story of what happened before."""
    before = _told.set(at)
    try:
        yield
    finally:
        _told.reset(before)


def site_zone() -> tzinfo:
    """The time zone in which the site counts its days (``COCREATE_TIMEZONE``)."""
    return ZoneInfo(current_app.config["COCREATE"].timezone)


def local_day(instant: datetime) -> date:
    """The calendar day of `instant` in the site's time zone."""
    return instant.astimezone(site_zone()).date()


def at_site(local: datetime | None) -> datetime:
    """The instant of a time typed without a zone, which is the site's; one that is missing is now."""
    return local.replace(tzinfo=site_zone()) if local else now()
