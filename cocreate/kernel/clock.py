"""The only place that reads the time. Instants are aware and UTC; days are counted where the site is."""

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

from flask import current_app


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return datetime.now(UTC)


def site_zone() -> tzinfo:
    """The time zone in which the site counts its days (``COCREATE_TIMEZONE``)."""
    return ZoneInfo(current_app.config["COCREATE"].timezone)


def local_day(instant: datetime) -> date:
    """The calendar day of `instant` in the site's time zone."""
    return instant.astimezone(site_zone()).date()
