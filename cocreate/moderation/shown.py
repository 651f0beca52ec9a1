"""The public figures as they are drawn and listed: columns of a chart, names of months, the oldest on the left."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from babel.dates import format_skeleton

from cocreate.moderation.decisions.models import Action
from cocreate.moderation.models import Reason
from cocreate.moderation.transparency import Month

# Units of the drawing: a month is 20 wide, its two columns 6 each; the highest of all is 100.
SLOT, COLUMN, HIGH = 20, 6, 100


class Column(NamedTuple):
    """A month's number as a column from `y` down."""

    x: int
    y: float
    height: float


class Chart(NamedTuple):
    """What was reported and what was decided, month by month; `most` is what the highest column stands for."""

    reports: list[Column]
    decisions: list[Column]
    most: int
    width: int


class Line(NamedTuple):
    """A month with its name and figures."""

    name: str
    month: Month


class Shown(NamedTuple):
    """The figures as the page shows them; the latest month first. `actions` and `reasons` are those that occur."""

    chart: Chart
    lines: list[Line]
    actions: list[Action]
    reasons: list[Reason]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was reported, decided or appealed in all these months."""
        return not any(
            one.month.reports or one.month.decided or one.month.held or one.month.appeals for one in self.lines
        )


def shown(months: Sequence[Month], locale: str) -> Shown:
    """`months`, the latest first, in the language `locale`."""
    lines = [Line(_name(month.first, locale), month) for month in months]
    actions = [action for action in Action if any(action in month.by_action() for month in months)]
    reasons = [reason for reason in Reason if any(reason in month.by_reason() for month in months)]
    return Shown(_chart(list(reversed(months))), lines, actions, reasons)


def _chart(months: Sequence[Month]) -> Chart:
    most = max([1, *(number for month in months for number in (month.reports, month.decided))])
    places = [place * SLOT + (SLOT - 2 * COLUMN) // 2 for place in range(len(months))]
    reports = [_column(x, month.reports, most) for x, month in zip(places, months, strict=True)]
    decisions = [_column(x + COLUMN, month.decided, most) for x, month in zip(places, months, strict=True)]
    return Chart(reports, decisions, most, len(months) * SLOT)


def _column(x: int, number: int, most: int) -> Column:
    height = round(number / most * HIGH, 1)
    return Column(x, round(HIGH - height, 1), height)


def _name(day: date, locale: str) -> str:
    return format_skeleton("yMMM", day, locale=locale)
