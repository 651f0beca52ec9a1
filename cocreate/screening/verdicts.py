"""What screening says of a text."""

from dataclasses import dataclass
from datetime import timedelta

from cocreate.screening.models import Cause


@dataclass(frozen=True)
class Verdict:
    """The text as it may be published, and why somebody should look at it.

    `held`: not before somebody has looked. `silence`: its writer publishes nothing more for that long.
    """

    title: str | None
    body: str
    causes: frozenset[Cause] = frozenset()
    held: bool = False
    silence: timedelta | None = None
