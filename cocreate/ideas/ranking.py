"""The stored rank of an idea: ``score = log2(Σ 2**(t / half_life))`` over its publishing and its supports.

Each event weighs half as much as one that comes `HALF_LIFE` later, so the order of two ideas never changes
with the clock alone: the score can be stored and indexed. It is the logarithm of an exponentially decayed
count, kept in the log domain so that it stays near ``t / half_life`` and never overflows.
"""

import math
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

HALF_LIFE = timedelta(days=7)
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def age(at: datetime) -> float:
    """Half-lives from the epoch of the scale to `at`."""
    return (at - EPOCH) / HALF_LIFE


def raised(score: float, at: datetime) -> float:
    """`score` with one more event at instant `at`."""
    high, low = max(score, age(at)), min(score, age(at))
    return high + math.log2(1 + 2.0 ** (low - high))


def score(events: Iterable[datetime]) -> float:
    """The score of `events`, of which there is at least one."""
    ages = [age(at) for at in events]
    high = max(ages)
    return high + math.log2(math.fsum(2.0 ** (one - high) for one in ages))
