"""How often one may search: each search costs as much as several pages."""

from datetime import timedelta

from cocreate.kernel import limits
from cocreate.kernel.limits import Limit

SEARCHES = Limit("searches", 300, timedelta(minutes=1))


def count() -> None:
    """Count a search from the caller's address; raises `TooMany` when there were too many within a minute."""
    limits.use(SEARCHES, limits.address())
