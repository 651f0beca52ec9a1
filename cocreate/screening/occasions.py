"""What beside its words decides what becomes of a text: who writes it, how often they do, and what they put into it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import NamedTuple

from cocreate.members.models import Member, Trust
from cocreate.screening.models import Cause
from cocreate.screening.protection import queries as protection
from cocreate.screening.rates import rules as rates
from cocreate.screening.rates.models import Deed
from cocreate.screening.trust import gate, queries


@dataclass(frozen=True)
class Occasion:
    """What a text is: a `deed` with so many `mentions`, in answer to the member with the key `target`, or in place of
    the words `replaced`. `reaches` are the keys of those whom it is said to, or names.

    `is_past`: it was written at another time, and is neither hasty nor first. `standing` counts the posts of its author
    that are seen, up to a number.
    """

    deed: Deed
    mentions: int = 0
    target: int | None = None
    reaches: Collection[int] = ()
    replaced: str | None = None
    is_past: bool = False
    standing: Callable[[int], int] | None = None


class Caution(NamedTuple):
    """Why somebody should look at a text, and whether it is `held` until then."""

    causes: frozenset[Cause]
    held: bool


def weigh(author: Member, words: str, occasion: Occasion) -> Caution:
    """What speaks for having somebody look at `words`. Raises `Invalid` at ``body``, and `TooMany`."""
    found: dict[Cause, bool] = {}
    if gate.holds(author, words, occasion.mentions, occasion.replaced):
        found[Cause.TRUST] = True
    if author.trust is Trust.NEWCOMER and protection.is_any_protected({*occasion.reaches} - {author.id}):
        found[Cause.TRUST] = True
    if not occasion.is_past:
        if (waits := _waits(author, occasion)) is not None:
            found[Cause.FIRST] = waits
        if rates.use(occasion.deed, author, target=occasion.target):
            found[Cause.RATE] = True
    return Caution(frozenset(found), any(found.values()))


def _waits(author: Member, occasion: Occasion) -> bool | None:
    """Whether the text waits as one of the first of `author`; ``None`` where nobody needs to look."""
    allowance = queries.allowance(author.trust)
    most = max(allowance.glances, allowance.waits)
    if occasion.standing is None or not most:
        return None
    standing = occasion.standing(most)
    return standing < allowance.waits if standing < most else None
