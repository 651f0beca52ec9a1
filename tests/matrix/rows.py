"""How a table of answers is read: one row for each route, and what every actor gets in every state of what it names.

A row holds, in columns::

    GET  /ideas/<idea>/edit     members    403    author,moderator=200    @hidden=409

the method and address (``<name>`` is something of tests/matrix/world.py), the door, the answer to whoever is let in,
and exceptions of it, the first that fits: by who asks (an actor or a group of tests/matrix/actors.py), by the state of
the post the address names (``@other``: all but visible), or by both (``author@held=403``). Whoever does not see the
post gets 404 without a word. An answer is a status, or where a 303 leads: ``sign-in``, ``record``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tests.matrix.actors import ACTORS, BARRED, TEAM, TOKENS, named

STATES = ("visible", "draft", "held", "hidden", "removed")
AUDIENCES = ("everyone", "members", "staff")
# Doors of pages beside those named by roles (``moderator+product``; administrators pass them all), and of the API:
# `open` looks at no token, `anyone` at one that is sent, the others ask for one with that scope.
SIGN_IN, RECORD = "sign-in", "record"
DOORS = ("everybody", "members", "record", "open", "anyone", "read", "write", "staff")


@dataclass(frozen=True)
class Moment:
    """How the post stands that an address names, and for whom it is meant."""

    state: str = "visible"
    audience: str = "everyone"


@dataclass(frozen=True)
class Case:
    """An exception: what these actors get in these states; all of them where none is named."""

    who: frozenset[str]
    states: frozenset[str]
    answer: str

    def fits(self, who: str, moment: Moment) -> bool:
        """Whether it is meant for `who` at that `moment`."""
        return (not self.who or who in self.who) and (not self.states or moment.state in self.states)


@dataclass(frozen=True)
class Row:
    """One route as the table has it; `post` is the name of the post that its address names, if any."""

    method: str
    address: str
    door: str
    answer: str
    cases: tuple[Case, ...]
    post: str | None

    def __str__(self) -> str:
        return f"{self.method} {self.address}"

    @property
    def path(self) -> str:
        """The address with something of the right shape in place of names."""
        return re.sub(r"<\w+>", "2222222222", self.address)

    @property
    def is_api(self) -> bool:
        """Whether programs call it, with tokens."""
        return self.address.startswith("/api/v1/")

    @property
    def actors(self) -> Sequence[str]:
        """Who is asked for."""
        return TOKENS if self.is_api else ACTORS

    def refused(self, who: str) -> str:
        """What stops `who` at the door already; nothing for those who pass it."""
        if self.door in ("everybody", "open"):
            return ""
        if self.is_api:
            return self._refused_token(who)
        if who == "visitor":
            return SIGN_IN
        if who in BARRED:
            return "" if self.door == "record" else RECORD
        if self.door in ("members", "record"):
            return ""
        return "" if who in (*self.door.split("+"), "admin") else "403"

    def _refused_token(self, who: str) -> str:
        if who == "visitor":
            return "" if self.door == "anyone" else "401"
        if who in BARRED:
            return "403"
        lacking = {"write": ("reader",), "staff": set(TOKENS) - set(TEAM)}
        return "403" if who in lacking.get(self.door, ()) else ""

    def expected(self, who: str, moment: Moment, seen: bool) -> str:
        """The declared answer to `who`, by whom the post the address names is `seen` or not."""
        if refusal := self.refused(who):
            return refusal
        if self.post and not seen:
            return "404"
        return next((case.answer for case in self.cases if case.fits(who, moment)), self.answer)


def table(written: str, posts: Sequence[str] = ()) -> list[Row]:
    """The rows of a table; `posts` are the names that stand for posts."""
    return [_row(line.split(), posts) for line in written.splitlines() if line.strip() and not line.startswith("#")]


def _row(columns: Sequence[str], posts: Sequence[str]) -> Row:
    method, address, door, answer, *cases = columns
    assert door in DOORS or set(door.split("+")) <= set(TEAM), f"{method} {address}: there is no door {door}"
    named = next((name for name in posts if f"<{name}>" in address), None)
    return Row(method, address, door, answer, tuple(_case(case) for case in cases), named)


def _case(written: str) -> Case:
    whom, _sign, answer = written.partition("=")
    who, _at, states = whom.partition("@")
    chosen = frozenset(STATES[1:] if states == "other" else states.split(",") if states else ())
    assert chosen <= set(STATES), f"{written}: there is no such state"
    assert answer, f"{written}: no answer"
    return Case(named(who.split(",") if who else ()), chosen, answer)
