"""Windows of time as a brand promises them: a quarter or a month. Pure."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from babel.dates import format_skeleton

_KEY = re.compile(r"(?P<year>20\d\d)-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2]))")


class Window(NamedTuple):
    """The days from `starts_on` up to, not including, `ends_on`: one month or one quarter."""

    starts_on: date
    ends_on: date

    @classmethod
    def of(cls, starts_on: date | None, ends_on: date | None) -> "Window | None":
        """The window of the two days; None for an open target."""
        return cls(starts_on, ends_on) if starts_on and ends_on else None

    @classmethod
    def parse(cls, key: str) -> "Window":
        """The window called `key`, such as ``2027-Q1`` or ``2027-03``. Raises ``ValueError`` for anything else."""
        found = _KEY.fullmatch(key)
        if found is None:
            raise ValueError(f"no window: {key!r}")
        year = int(found["year"])
        if found["quarter"]:
            return cls.months(year, int(found["quarter"]) * 3 - 2, 3)
        return cls.months(year, int(found["month"]), 1)

    @classmethod
    def quarter(cls, day: date) -> "Window":
        """The quarter that holds `day`."""
        return cls.months(day.year, (day.month - 1) // 3 * 3 + 1, 3)

    @classmethod
    def months(cls, year: int, month: int, count: int) -> "Window":
        """The window of `count` months from `month` of `year` on."""
        years, months = divmod(month - 1 + count, 12)
        return cls(date(year, month, 1), date(year + years, months + 1, 1))

    @property
    def is_quarter(self) -> bool:
        """Whether it is three months long."""
        return (self.ends_on.month - self.starts_on.month) % 12 == 3

    @property
    def key(self) -> str:
        """What names it in forms and the API: ``2027-Q1``, ``2027-03``."""
        part = f"Q{(self.starts_on.month + 2) // 3}" if self.is_quarter else f"{self.starts_on.month:02}"
        return f"{self.starts_on.year}-{part}"

    def name(self, locale: str) -> str:
        """What members read: "Q1 2027", "March 2027", or the same in Chinese."""
        return format_skeleton("yQQQ" if self.is_quarter else "yMMMM", self.starts_on, locale=locale)

    def following(self) -> "Window":
        """The next window of the same length."""
        return type(self).months(self.ends_on.year, self.ends_on.month, 3 if self.is_quarter else 1)


def slipped(before: Window | None, after: Window | None) -> bool:
    """Whether a public window moved to later, or was opened again."""
    return before is not None and (after is None or after.ends_on > before.ends_on)


def quarters(day: date, count: int) -> Iterator[Window]:
    """The quarter that holds `day` and those after it, `count` in all."""
    window = Window.quarter(day)
    for _number in range(count):
        yield window
        window = window.following()
