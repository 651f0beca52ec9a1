"""The numbers behind an idea, for whoever asks: page, API, file."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Date, Interval, Select, and_, bindparam, cast, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from cocreate.catalogue.models import ModelYear, Series
from cocreate.catalogue.stages import Stage
from cocreate.ideas.evidence.models import Threshold
from cocreate.ideas.evidence.rules import HAS_ONE, REACHED
from cocreate.ideas.models import MERGED, Idea, IdeaKind, IdeaModel, OwnerCount, Status, Support
from cocreate.kernel import clock
from cocreate.kernel.database import db, read, written
from cocreate.kernel.statistics import Share, share
from cocreate.members.models import Member
from cocreate.posts.models import Post, PostState
from cocreate.site import queries as site

# Of a model year with fewer owners nothing is told to everybody, neither share nor count: a single one would shift the
# share by more than three points, and "1 of 1" tells who it was. The team's own exports have the counts (`years_of`).
ENOUGH = 30
WEEK = timedelta(days=7)
_ASKED: BindParameter[list[int]] = bindparam("ideas", expanding=True)


@dataclass(frozen=True)
class YearFigures:
    """`owners` of the `of` verified owners of a model year support the idea."""

    series_key: str
    series: str
    year: int
    owners: int
    of: int

    @property
    def is_told(self) -> bool:
        """Whether everybody may know of it: where there are `ENOUGH` owners."""
        return self.of >= max(ENOUGH, self.owners)

    @property
    def share(self) -> Share | None:
        """The share with its interval, where it is told."""
        return share(self.owners, self.of) if self.is_told else None


@dataclass(frozen=True)
class Figures:
    """What is counted as supports come: all of it from caches.

    `recorded` supports were given to staff elsewhere, `elsewhere` on another site before an import; neither is part of
    `supports`. `threshold`: the number of owners that brings the idea to the team, while that can still happen. `years`
    are those that everybody may know of.
    """

    supports: int
    owners: int
    recorded: int
    elsewhere: int
    elsewhere_label: str | None
    threshold: int | None
    years: tuple[YearFigures, ...]

    @property
    def missing(self) -> int | None:
        """How many more owners it takes."""
        return None if self.threshold is None else max(0, self.threshold - self.owners)

    @property
    def leading(self) -> list[YearFigures]:
        """The years of which most owners support the idea."""
        return sorted((year for year in self.years if year.owners), key=lambda year: -year.owners)[:3]


class Week(NamedTuple):
    """The supports given within seven days of the site's calendar, from a Monday on."""

    starts_on: date
    supports: int
    owners: int
    newcomers: int


@dataclass(frozen=True)
class Evidence(Figures):
    """Everything there is to know. `weeks` begin with the first support and are without gaps, until now."""

    newcomer_days: int = 0
    weeks: tuple[Week, ...] = field(default=())

    @property
    def newcomers(self) -> int:
        """Supports of members who had joined less than `newcomer_days` before."""
        return sum(week.newcomers for week in self.weeks)


def figures(idea: Idea, locale: str) -> Figures:
    """The figures of one `idea`, from caches: one statement."""
    return _figures([idea.id], locale)[idea.id]


def of_many(ideas: Collection[int], locale: str) -> dict[int, Evidence]:
    """The evidence of each of `ideas` (ids of those that are there). Three statements for any number."""
    days = site.record().newcomer_days
    counted = _figures(ideas, locale)
    given = _weeks(ideas, days)
    return {
        id_: Evidence(**vars(found), newcomer_days=days, weeks=_without_gaps(given.get(id_, ())))
        for id_, found in counted.items()
    }


def years_of(ideas: Collection[int], locale: str) -> dict[int, tuple[YearFigures, ...]]:
    """The figures by model year of each of `ideas` (ids of those that are there), from caches, for the team: of years
    with few owners too. One statement."""
    return {id_: _years(lines, locale) for id_, lines in _lines(ideas)}


def of(idea: Idea, locale: str) -> Evidence:
    """The evidence of one `idea`; of one that is merged, the supports given to it, which count at its target."""
    found = of_many([idea.id], locale)[idea.id]
    if idea.status_key != MERGED:
        return found
    weeks = _weeks([idea.id], found.newcomer_days, Support.idea_id).get(idea.id, ())
    given, owners = sum(week.supports for week in weeks), sum(week.owners for week in weeks)
    return replace(found, supports=given, owners=owners, weeks=_without_gaps(weeks))


def thresholds() -> dict[tuple[Stage, IdeaKind], int]:
    """How many owners it takes, by stage and kind."""
    return {(one.stage, one.kind): one.owners for one in db.session.scalars(select(Threshold))}


def reached_status(locale: str) -> str:
    """What the status is called to which owners bring an idea."""
    return db.session.get_one(Status, REACHED).name(locale)


def _figures(ideas: Collection[int], locale: str) -> dict[int, Figures]:
    found = {}
    for id_, lines in _lines(ideas):
        first = lines[0]
        found[id_] = Figures(
            supports=first.supports,
            owners=first.owners,
            recorded=first.recorded,
            elsewhere=first.elsewhere,
            elsewhere_label=first.elsewhere_label,
            threshold=first.threshold,
            years=tuple(year for year in _years(lines, locale) if year.is_told),
        )
    return found


def _lines(ideas: Collection[int]) -> Iterator[tuple[int, list[Any]]]:
    """What the database knows of each of `ideas`: a row for each model year, or one without any."""
    rows = read(_figures_query(), {"ideas": list(ideas)}).all()
    for id_, group in groupby(rows, key=lambda row: row.id):
        yield id_, list(group)


def _years(lines: Sequence[Any], locale: str) -> tuple[YearFigures, ...]:
    return tuple(
        YearFigures(
            line.series_key, line.name_zh if locale == "zh" else line.name_en, line.year, line.count or 0, line.of
        )
        for line in lines
        if line.year is not None
    )


@cache
def _figures_query() -> Select[*tuple[Any, ...]]:
    """A row for each idea and model year: those of its owners, and those it speaks of; or one row without a year."""
    counted = select(OwnerCount.idea_id, OwnerCount.model_year_id).where(
        OwnerCount.idea_id.in_(_ASKED), OwnerCount.owners > 0
    )
    about = (
        select(IdeaModel.idea_id, ModelYear.id)
        .join(ModelYear, ModelYear.series_id == IdeaModel.series_id)
        .where(
            IdeaModel.idea_id.in_(_ASKED),
            or_(IdeaModel.model_year_id.is_(None), IdeaModel.model_year_id == ModelYear.id),
        )
    )
    spoken = counted.union(about).cte("spoken")
    counts = (OwnerCount.idea_id == Idea.id) & (OwnerCount.model_year_id == ModelYear.id)
    is_seen = exists().where(Post.id == Idea.id, Post.state == written(PostState.VISIBLE))
    return (
        select(
            Idea.id, Idea.supports, Idea.owners, Idea.recorded, Idea.elsewhere, Idea.elsewhere_label,
            Threshold.owners.label("threshold"), Series.key.label("series_key"), Series.name_zh, Series.name_en,
            ModelYear.year, ModelYear.owners.label("of"), OwnerCount.owners.label("count"),
        )
        .select_from(Idea)
        .outerjoin(Threshold, and_(HAS_ONE, is_seen))
        .outerjoin(spoken, spoken.c.idea_id == Idea.id)
        .outerjoin(ModelYear, ModelYear.id == spoken.c.model_year_id)
        .outerjoin(Series, Series.id == ModelYear.series_id)
        .outerjoin(OwnerCount, counts)
        .where(Idea.id.in_(_ASKED))
        .order_by(Idea.id, Series.position, Series.id, ModelYear.year.desc())
    )  # fmt: skip


def _weeks(
    ideas: Collection[int], newcomer_days: int, by: InstrumentedAttribute[Any] = Support.counted_in_id
) -> Mapping[int, Sequence[Week]]:
    """The weeks of each idea in which somebody supported it, in their order: by where supports count, or are given."""
    values = {"ideas": list(ideas), "zone": str(clock.site_zone()), "grace": timedelta(days=newcomer_days)}
    found = defaultdict(list)
    for id_, *numbers in read(_weeks_query(by), values):
        found[id_].append(Week(*numbers))
    return found


@cache
def _weeks_query(by: InstrumentedAttribute[Any]) -> Select[*tuple[Any, ...]]:
    """The statement behind `_weeks`: each support is read once, by the index of its idea."""
    local = func.timezone(bindparam("zone"), Support.at)
    age = Support.at - Member.joined_at
    grace = bindparam("grace", type_=Interval)
    each = (
        select(
            by.label("idea_id"),
            cast(func.date_trunc("week", local), Date).label("starts_on"),
            Support.owner,
            ((age >= timedelta(0)) & (age < grace)).label("newcomer"),
        )
        .join(Member, Member.id == Support.member_id)
        .where(by.in_(_ASKED), Support.voiding_id.is_(None))
        .subquery()
    )
    week = (each.c.idea_id, each.c.starts_on)
    numbers = (func.count(), func.count().filter(each.c.owner), func.count().filter(each.c.newcomer))
    return select(*week, *numbers).group_by(*week).order_by(*week)


def _without_gaps(weeks: Sequence[Week]) -> tuple[Week, ...]:
    """`weeks` and those between and after them, until now, in which nobody supported the idea."""
    if not weeks:
        return ()
    known = {week.starts_on: week for week in weeks}
    today = clock.local_day(clock.now())
    last = max(weeks[-1].starts_on, today - timedelta(days=today.weekday()))
    number = (last - weeks[0].starts_on) // WEEK + 1
    days = (weeks[0].starts_on + WEEK * place for place in range(number))
    return tuple(known.get(day, Week(day, 0, 0, 0)) for day in days)
