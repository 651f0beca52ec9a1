"""What a check of a text finds."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Blocked:
    """That a text is not taken: at which `field`, and what its author is told."""

    field: str
    message: str


@dataclass(frozen=True)
class Judgement:
    """A text as it may be published, and what else its words bring.

    `held`: not before somebody has looked, as is whatever brings `silence`, in which its author publishes nothing more.
    `flagged`: somebody should look. `unchecked`: the provider could not be asked, and it is for a person to look before
    it is published. `words` are the ids of the watched words in it.
    """

    title: str | None
    body: str
    blocked: Blocked | None = None
    held: bool = False
    flagged: bool = False
    unchecked: bool = False
    silence: timedelta | None = None
    words: frozenset[int] = frozenset()
