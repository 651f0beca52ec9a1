"""The public figures as they are drawn: columns of a chart, each with its interval, and names in words."""

from datetime import date
from typing import NamedTuple

from babel.dates import format_skeleton

from cocreate.catalogue.stages import STAGES
from cocreate.ideas.responses.figures import Figures, Kept

# Units of the drawing: a month is 20 wide, its column 12; all kept is 100 high.
SLOT, COLUMN, HIGH = 20, 12, 100


class Column(NamedTuple):
    """A month's share: a column from `y` down, and its interval as a line from `top` to `bottom` at `middle`."""

    x: int
    y: float
    height: float
    middle: int
    top: float
    bottom: float


class Chart(NamedTuple):
    """The columns of months that have a share, and how wide the drawing is."""

    columns: list[Column]
    width: int


class Line(NamedTuple):
    """A line of a table: what it is about, and its figures."""

    name: str
    kept: Kept


class Shown(NamedTuple):
    """The figures of one kind of promise, as the page shows them."""

    kind: str
    total: Kept
    chart: Chart
    months: list[Line]
    stages: list[Line]
    departments: list[Line]


def shown(figures: Figures, locale: str) -> Shown:
    """`figures` in the language `locale`, the latest month first."""
    names = {stage.value: str(name) for stage, name in STAGES}
    months = [Line(_month(kept.of, locale), kept) for kept in reversed(figures.months) if isinstance(kept.of, date)]
    stages = [Line(names[str(kept.of)], kept) for kept in figures.stages]
    departments = [Line(kept.name, kept) for kept in figures.departments]
    return Shown(figures.kind, figures.total, _chart(figures.months), months, stages, departments)


def _chart(months: list[Kept]) -> Chart:
    columns = []
    for place, kept in enumerate(months):
        if kept.share is None:
            continue
        x, height = place * SLOT + (SLOT - COLUMN) // 2, round(kept.share.value * HIGH, 1)
        top, bottom = (round(HIGH - bound * HIGH, 1) for bound in (kept.share.high, kept.share.low))
        columns.append(Column(x, round(HIGH - height, 1), height, x + COLUMN // 2, top, bottom))
    return Chart(columns, len(months) * SLOT)


def _month(day: date, locale: str) -> str:
    return format_skeleton("yMMM", day, locale=locale)
