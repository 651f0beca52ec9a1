"""When a letter is due. Time is cut into periods, and what falls into one comes in one letter at its end."""

from datetime import UTC, datetime, time, timedelta

from cocreate.kernel import clock
from cocreate.notices.models import Pace

# Several things at once come in one letter, and whoever reads them here at once needs none.
AT_ONCE = timedelta(minutes=5)
# Digests come with the morning coffee, where the site is; weekly ones on Monday.
MORNING = time(8)


def due(pace: Pace, now: datetime) -> datetime:
    """The end of the period of `pace` in which `now` is; never `now` itself. Raises `ValueError` for "off"."""
    if pace is Pace.AT_ONCE:
        hour = now.replace(minute=0, second=0, microsecond=0)
        return hour + ((now - hour) // AT_ONCE + 1) * AT_ONCE
    if pace is Pace.OFF:
        raise ValueError("what is off is never due")
    zone = clock.site_zone()
    local = now.astimezone(zone)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    if pace is Pace.WEEKLY:
        day += timedelta(days=-day.weekday() % 7)
    return datetime.combine(day, MORNING, zone).astimezone(UTC)
