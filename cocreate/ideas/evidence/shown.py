"""Evidence as it is drawn: ranges and bars as numbers for SVG, shares in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import gettext as _

from cocreate.ideas.evidence.queries import Week, YearFigures
from cocreate.kernel.statistics import Share

# The plots of one page end at the same share, the first of these that all of them fit in.
SCALES = (0.05, 0.1, 0.25, 0.5, 1.0)
MOST_WEEKS, FEWEST_SLOTS = 52, 12
# Units of the drawing: a week is 10 wide, with a gap of 2; the highest one is 100 high.
SLOT, BAR, HIGH = 10, 8, 100


class Range(NamedTuple):
    """A share on its scale: where the interval begins, how wide it is and where the share lies, in percent."""

    start: str
    width: str
    at: str


@dataclass(frozen=True)
class YearLine:
    """The owners of a model year, as a line of the table."""

    name: str
    count: int
    of: int
    words: str
    range: Range


class Ranges(NamedTuple):
    """The lines of a table and the share at which their plots end."""

    lines: list[YearLine]
    end: str


class Bar(NamedTuple):
    """A week's supports: from `x` on, owners from the ground up, other members above them."""

    x: int
    owners_y: float
    owners_height: float
    others_y: float
    others_height: float
    week: Week


class Bars(NamedTuple):
    """The last weeks as bars, the height of the drawing being `most` supports; `earlier` were given before them."""

    bars: list[Bar]
    width: int
    most: int
    earlier: Week | None


def percent(value: float, decimals: int = 0) -> str:
    """A share as people read it: ``18%``, or ``0.4%``."""
    return f"{100 * value:.{decimals}f}%"


def words(found: Share) -> str:
    """``18% (16–20%)``: the share, and what lies around it with 95 % confidence; tenths where shares are small."""
    decimals = 0 if found.high >= 0.1 else 1
    share, low, high = (percent(value, decimals) for value in (found.value, found.low, found.high))
    return str(_("%(share)s (%(low)s–%(high)s)", share=share, low=low.removesuffix("%"), high=high))


def ranges(years: Sequence[YearFigures]) -> Ranges:
    """`years` that have a share as lines, all drawn on one scale."""
    told = [(year, share) for year in years if (share := year.share) is not None]
    scale = next(scale for scale in SCALES if all(share.high <= scale for _year, share in told))
    lines = [
        YearLine(
            name=f"{year.series} {year.year}",
            count=year.owners,
            of=year.of,
            words=words(share),
            range=_range(share, scale),
        )
        for year, share in told
    ]
    return Ranges(lines, percent(scale))


def bars(weeks: Sequence[Week]) -> Bars:
    """`weeks` (without gaps) as bars: the last year of them."""
    before, shown = weeks[:-MOST_WEEKS], weeks[-MOST_WEEKS:]
    most = max((week.supports for week in shown), default=0)
    drawn = [_bar(place, week, HIGH / max(1, most)) for place, week in enumerate(shown)]
    return Bars(drawn, SLOT * max(FEWEST_SLOTS, len(shown)), most, _together(before))


def _range(share: Share, scale: float) -> Range:
    start, end, at = (f"{100 * value / scale:.2f}" for value in (share.low, share.high, share.value))
    return Range(f"{start}%", f"{float(end) - float(start):.2f}%", f"{at}%")


def _bar(place: int, week: Week, unit: float) -> Bar:
    owners, all_ = week.owners * unit, week.supports * unit
    return Bar(
        x=place * SLOT + (SLOT - BAR) // 2,
        owners_y=round(HIGH - owners, 2),
        owners_height=round(owners, 2),
        others_y=round(HIGH - all_, 2),
        others_height=round(all_ - owners, 2),
        week=week,
    )


def _together(weeks: Sequence[Week]) -> Week | None:
    if not weeks:
        return None
    return Week(
        weeks[0].starts_on,
        supports=sum(week.supports for week in weeks),
        owners=sum(week.owners for week in weeks),
        newcomers=sum(week.newcomers for week in weeks),
    )
