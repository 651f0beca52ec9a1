"""How often one may search: each search costs as much as several pages."""

from datetime import timedelta

from cocreate.kernel import limits
from cocreate.kernel.limits import Limit

SEARCHES = Limit("searches", 300, timedelta(minutes=1))
TYPED = Limit("searches_while_typing", 300, timedelta(minutes=1))  # two a second is as fast as a page asks


def count() -> None:
    """Count a search from the caller's address; raises `TooMany` when there were too many within a minute."""
    limits.use(SEARCHES, limits.address())


def count_typed(member_id: int) -> None:
    """Count a search made for a member while they type, apart from what they and others at their address look for."""
    limits.use(TYPED, str(member_id))
