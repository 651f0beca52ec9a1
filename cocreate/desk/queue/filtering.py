"""What of the queue is shown: read from the address, written to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

PILES = ("all", "reported", "held", "first", "appeals", "supports", "vehicles")
# Whose: everybody's, what the reader has claimed, what nobody else has.
WHOSE = ("", "mine", "free")


@dataclass(frozen=True)
class Chosen:
    """A pile of the queue, and whose cases of it."""

    pile: str = "all"
    whose: str = ""


def read(said: Mapping[str, str]) -> Chosen:
    """What `said`, a query or a form, chooses; what makes no sense there is left out."""
    pile, whose = said.get("pile", ""), said.get("whose", "")
    return Chosen(pile if pile in PILES else "all", whose if whose in WHOSE else "")


def address(chosen: Chosen, path: str = "/moderation", **more: str) -> str:
    """The address at `path` that shows `chosen`; `more` adds to it, as ``cursor``."""
    said = {"pile": "" if chosen.pile == "all" else chosen.pile, "whose": chosen.whose, **more}
    query = urlencode({name: value for name, value in said.items() if value})
    return f"{path}?{query}" if query else path
