"""What the numbers are, with nothing, with one and with many."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.ideas import rules as ideas
from cocreate.ideas.evidence import queries
from cocreate.ideas.evidence.queries import ENOUGH, YearFigures
from cocreate.ideas.models import Idea, IdeaKind, Support
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.site import queries as site
from tests import make
from tests.ideas.evidence.conftest import Counted

DAY = timedelta(days=1)


def supported(idea: Idea, at: datetime, joined: datetime | None = None) -> None:
    """A support given at the instant `at` by a member who joined a year before, or at `joined`."""
    member = make.member()
    member.joined_at = joined or at - 365 * DAY
    ideas.support(member, idea, at=at)


def test_an_idea_that_nobody_supports_has_zeros(app: Flask) -> None:
    found = queries.of(make.idea(kind=IdeaKind.PRAISE), "en")
    assert (found.supports, found.owners, found.newcomers, found.recorded, found.elsewhere) == (0, 0, 0, 0, 0)
    assert (found.years, found.weeks, found.threshold, found.missing, found.leading) == ((), (), None, None, [])


def test_years_stand_in_the_order_of_the_catalogue_with_their_shares(app: Flask, counted: Counted) -> None:
    first, second = make.series("islet", (2023, 2024), name_en="Islet"), make.series("lan-5", name_zh="岚五")
    idea = make.idea()
    counted(idea, first.id, 2023, 36, 200)
    counted(idea, first.id, 2024, 81, 263)
    counted(idea, second.id, 2024, 2, 400)
    counted(idea, make.series("rare", (2024,)).id, 2024, 1, 1)
    found = queries.figures(idea, "en")
    lines = [(year.series_key, year.year, year.owners, year.of) for year in found.years]
    assert lines == [("islet", 2024, 81, 263), ("islet", 2023, 36, 200), ("lan-5", 2024, 2, 400)]
    share = found.years[0].share
    assert share is not None
    assert (round(share.value, 3), round(share.low, 3), round(share.high, 3)) == (0.308, 0.255, 0.366)
    assert [year.owners for year in found.leading] == [81, 36, 2]
    assert queries.figures(idea, "zh").years[2].series == "岚五"


def test_of_a_year_with_few_owners_everybody_learns_nothing_and_the_team_the_counts(
    app: Flask, counted: Counted
) -> None:
    series, idea = make.series("islet", (2023, 2024)), make.idea()
    counted(idea, series.id, 2024, 1, 1)
    counted(idea, series.id, 2023, ENOUGH - 1, ENOUGH - 1)
    for found in (queries.figures(idea, "en"), queries.of(idea, "en")):
        assert (found.owners, found.years, found.leading) == (ENOUGH, (), [])
    of_team = queries.years_of([idea.id], "en")[idea.id]
    assert [(year.owners, year.of, year.share) for year in of_team] == [(1, 1, None), (29, 29, None)]


def test_the_years_an_idea_speaks_of_stand_there_before_an_owner_supports_it(app: Flask, counted: Counted) -> None:
    series, other = make.series("islet", (2023, 2024)), make.series("lan-5", (2025,))
    idea = make.idea()
    ideas.edit(idea.post.author, idea, "Seats", "Softer.", idea.stage, idea.kind, models=["islet", "lan-5/2025"])
    counted(idea, series.id, 2023, 0, 300)
    counted(idea, other.id, 2025, 4, 80)
    found = queries.figures(idea, "en")
    assert {(year.series_key, year.year, year.owners, year.of) for year in found.years} == {
        ("islet", 2023, 0, 300), ("lan-5", 2025, 4, 80)
    }  # fmt: skip
    assert [year.series_key for year in found.leading] == ["lan-5"]


@pytest.mark.parametrize(
    ("owners", "of", "told"),
    [(0, 0, False), (3, ENOUGH - 1, False), (3, ENOUGH, True), (0, ENOUGH, True), (40, 39, False)],
)
def test_a_share_is_told_of_enough_owners_only(owners: int, of: int, told: bool) -> None:
    assert (YearFigures("islet", "Islet", 2024, owners, of).share is not None) is told


def test_a_newcomer_joined_less_than_so_many_days_before(app: Flask) -> None:
    idea, at = make.idea(), datetime(2026, 5, 6, 8, tzinfo=UTC)
    for age in (timedelta(0), 7 * DAY - timedelta(seconds=1), 7 * DAY, -DAY):
        supported(idea, at, at - age)
    assert queries.of(idea, "en").newcomers == 2
    site.record().newcomer_days = 0
    assert queries.of(idea, "en").newcomers == 0
    site.record().newcomer_days = 8
    found = queries.of(idea, "en")
    assert (found.newcomers, found.newcomer_days) == (3, 8)


def test_weeks_begin_on_monday_where_the_site_is_and_have_no_gaps(app: Flask) -> None:
    # In Shanghai 16:00 UTC is midnight: the first is of a Sunday, the others of the Monday after it.
    now = clock.now()
    monday = clock.local_day(now) - timedelta(days=clock.local_day(now).weekday(), weeks=4)
    midnight = datetime(monday.year, monday.month, monday.day, tzinfo=clock.site_zone())
    idea = make.idea(at=midnight - 30 * DAY)
    for at in (midnight - timedelta(minutes=1), midnight, midnight + timedelta(minutes=1), midnight + 15 * DAY):
        supported(idea, at)
    supported(idea, midnight + DAY, joined=midnight)
    found = queries.of(idea, "en").weeks
    assert [week.starts_on for week in found] == [monday + timedelta(weeks=number) for number in range(-1, 5)]
    assert [(week.supports, week.owners, week.newcomers) for week in found] == [
        (1, 0, 0), (3, 0, 1), (0, 0, 0), (1, 0, 0), (0, 0, 0), (0, 0, 0)
    ]  # fmt: skip


def test_the_weeks_count_owners(app: Flask) -> None:
    idea = make.idea()
    for _number in range(2):
        ideas.support(make.owner(), idea)
    ideas.support(make.member(), idea)
    found = queries.of(idea, "en")
    assert [(week.supports, week.owners, week.newcomers) for week in found.weeks] == [(3, 2, 3)]
    assert isinstance(found.weeks[0].starts_on, date)
    year = queries.years_of([idea.id], "en")[idea.id][0]
    assert (found.supports, found.owners, year.owners, year.of) == (3, 2, 2, 2)


def test_what_was_recorded_or_counted_elsewhere_stands_apart(app: Flask) -> None:
    idea = make.idea(supporters=1)
    idea.elsewhere, idea.elsewhere_label = 12, "The old board"
    idea.recorded = 1
    db.session.flush()
    found = queries.of(idea, "en")
    assert (found.supports, found.owners, found.recorded, found.elsewhere) == (1, 0, 1, 12)
    assert found.elsewhere_label == "The old board"


def test_the_threshold_is_told_while_nobody_has_moved_the_idea(app: Flask) -> None:
    team = make.member(roles=["product"])
    idea = make.idea(kind=IdeaKind.PROBLEM)
    found = queries.figures(idea, "en")
    assert (found.threshold, found.missing) == (30, 30)
    assert queries.figures(make.idea(kind=IdeaKind.PRAISE), "en").threshold is None
    ideas.change_status(team, idea, "reviewing", "We look at it.")
    assert queries.figures(idea, "en").threshold is None
    ideas.change_status(team, idea, "new", "Not yet after all.")
    assert queries.figures(idea, "en").threshold is None


def test_many_ideas_cost_as_many_statements_as_one(app: Flask, statements: Callable[[], Any], counted: Counted) -> None:
    series = make.series("islet")
    several = [make.idea(supporters=number) for number in range(12)]
    counted(several[3], series.id, 2024, 5, 100)
    known = {idea.id: idea for idea in several}
    site.record()
    costs = []
    for asked in ([several[3].id], list(known)):
        with statements() as seen:
            found = queries.of_many(asked, "en")
        costs.append(len(seen))
    assert costs == [2, 2]
    assert set(found) == set(known)
    assert [found[idea.id].supports for idea in several] == [*range(3), 8, *range(4, 12)]
    assert found[several[3].id].years[0].owners == 5
    assert sum(week.supports for week in found[several[11].id].weeks) == 11
    assert queries.of_many([], "en") == {}


def test_supports_of_another_idea_are_not_counted(app: Flask) -> None:
    one, other = make.idea(supporters=2), make.idea(supporters=3)
    assert sum(week.supports for week in queries.of(one, "en").weeks) == 2
    assert len(db.session.scalars(select(Support).where(Support.idea_id == other.id)).all()) == 3
    assert db.session.get(Member, one.post.author_id) is not None
