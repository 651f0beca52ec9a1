"""Shares with their uncertainty, medians and percentiles.

Counts go in as integers. What comes out is a `float`: an estimate shown to three digits at most, for which fifteen are
plenty. (Money is never computed here.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, sqrt

# The standard normal quantile of 97.5 %: what lies between it and its opposite is 95 %.
Z95 = 1.96


@dataclass(frozen=True)
class Share:
    """`count` out of `of`: the share `value`, and the interval from `low` to `high`, all three between 0 and 1."""

    count: int
    of: int
    value: float
    low: float
    high: float


def wilson(successes: int, n: int, z: float = Z95) -> tuple[float, float]:
    """The score interval of a proportion: its lower and upper bound, within [0, 1] and around ``successes / n``.

    E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the American
    Statistical Association 22 (1927), 209-212: the proportions that a normal test with quantile `z` would not reject,
    ``(p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n)``. Unlike ``p ± z·√(p(1-p)/n)`` it stays sound for few
    observations and for shares near 0 and 1.

    Raises ``ValueError`` unless ``0 <= successes <= n``, ``n > 0`` and ``z >= 0``.
    """
    if n <= 0 or not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is no share")
    if not (isfinite(z) and z >= 0):
        raise ValueError(f"{z} is no quantile to go both ways")
    p, z2 = successes / n, z * z
    scale = 1 + z2 / n
    centre = (p + z2 / (2 * n)) / scale
    half = z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / scale
    # Rounding may carry a bound past the share itself where both are 0 or 1.
    return max(0.0, min(p, centre - half)), min(1.0, max(p, centre + half))


def share(count: int, of: int, z: float = Z95) -> Share | None:
    """`count` out of `of` with its Wilson interval; ``None`` of nothing at all."""
    if of == 0:
        return None
    low, high = wilson(count, of, z)
    return Share(count, of, count / of, low, high)


def quantile(values: Sequence[float], p: float) -> float:
    """The value below which the part `p` of `values` (in any order) lies; ``quantile(values, 0.5)`` is the median.

    Between two values it is interpolated: definition 7 of R. J. Hyndman and Y. Fan, "Sample Quantiles in Statistical
    Packages", The American Statistician 50 (1996), 361-365. That is what ``percentile_cont`` of PostgreSQL answers.

    Raises ``ValueError`` for no values, or a `p` outside [0, 1].
    """
    if not values:
        raise ValueError("nothing has no quantile")
    if not 0 <= p <= 1:
        raise ValueError(f"{p} is no part of a whole")
    ordered = sorted(values)
    position = p * (len(ordered) - 1)
    below, above = ordered[floor(position)], ordered[ceil(position)]
    return below if below == above else below + (above - below) * (position - floor(position))
