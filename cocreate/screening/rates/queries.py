"""The rates in force. They are asked for with every support, and so kept by each process for some seconds."""

import time
from collections.abc import Sequence
from typing import NamedTuple

from flask import current_app
from sqlalchemy import select

from cocreate.kernel.database import db
from cocreate.members.models import Trust
from cocreate.screening.rates.models import Deed, Rate, Reply, Scope

KEPT_FOR = 5.0  # seconds after which every process has heard of a change
_KEY = "cocreate.rates"


class Pace(NamedTuple):
    """A rate with a limit, as `Rate` has it."""

    scope: Scope
    times: int
    seconds: int
    reply: Reply


Book = dict[tuple[Deed, Trust], list[Pace]]


def paces(deed: Deed, level: Trust) -> Sequence[Pace]:
    """What limits `deed` for members of `level`."""
    read_at, book = current_app.extensions.get(_KEY, (float("-inf"), {}))
    if time.monotonic() - read_at > KEPT_FOR:
        read_at, book = time.monotonic(), _read()
        current_app.extensions[_KEY] = read_at, book
    found: list[Pace] = book.get((deed, level), [])
    return found


def forget() -> None:
    """Read the rates anew when they are asked for again."""
    current_app.extensions.pop(_KEY, None)


def every() -> dict[Deed, list[Rate]]:
    """All rates by deed, those of one scope together, newcomers first."""
    found: dict[Deed, list[Rate]] = {deed: [] for deed in Deed}
    scopes = list(Scope)
    for rate in sorted(db.session.scalars(select(Rate)), key=lambda rate: (scopes.index(rate.scope), rate.level)):
        found[rate.deed].append(rate)
    return found


def _read() -> Book:
    book: Book = {}
    for rate in db.session.scalars(select(Rate).where(Rate.times.is_not(None)).order_by(Rate.scope)):
        pace = Pace(rate.scope, rate.times or 0, rate.seconds, rate.reply)
        book.setdefault((rate.deed, rate.level), []).append(pace)
    return book
