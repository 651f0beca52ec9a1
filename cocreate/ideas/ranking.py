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
LARGEST_SHARE = 1 / 8
AFRESH_EVERY = 16


def age(at: datetime) -> float:
    """Half-lives from the epoch of the scale to `at`."""
    return (at - EPOCH) / HALF_LIFE


def raised(score: float, at: datetime) -> float:
    """`score` with one more event at instant `at`."""
    high, low = max(score, age(at)), min(score, age(at))
    return high + math.log2(1 + 2.0 ** (low - high))


def lowered(score: float, at: datetime, left: int) -> float | None:
    """`score` without its event at `at`, after which `left` supports are left; ``None`` when it is to be made anew.

    Taking away an event that was the share `s` of the sum leaves ``1 - s`` of it, and makes its relative error
    ``1 / (1 - s)`` times as large. So no more than `LARGEST_SHARE` is taken away, and the score is made anew whenever
    the supports left are a multiple of `AFRESH_EVERY`: what comes anew weighs most, hence the sum cannot have fallen
    since by more than 16 withdrawals take from it, and its error grown by more than (8/7)**16 = 8.5. Each step's own
    error is some 1e-13, so that a million of them stay below the 1e-6 that audit allows.
    """
    share = 2.0 ** (age(at) - score)
    if share > LARGEST_SHARE or left % AFRESH_EVERY == 0:
        return None
    return score + math.log2(1 - share)


def score(events: Iterable[datetime]) -> float:
    """The score of `events`, of which there is at least one."""
    ages = [age(at) for at in events]
    high = max(ages)
    return high + math.log2(math.fsum(2.0 ** (one - high) for one in ages))
