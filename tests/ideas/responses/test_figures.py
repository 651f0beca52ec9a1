"""The public figures: how well promises are kept."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea
from cocreate.ideas.responses import figures
from cocreate.ideas.responses.figures import Figures, KeptByDepartment
from cocreate.ideas.responses.models import CountedAnswers
from cocreate.ideas.triage import departments
from cocreate.ideas.triage.models import Triage
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.i18n import speaking
from tests import make
from tests.make.answers import answer, problem
from tests.support.browser import Client


@pytest.fixture(autouse=True)
def _english(app: Flask) -> Iterator[None]:
    """Every test here works on the site's database, and reads English."""
    with speaking("en"):
        yield


def answers(locale: str = "en") -> Figures:
    return figures.read(locale).promises[0]


def driven(name: str, name_en: str, *driving: Idea) -> None:
    """A department that drives these ideas."""
    made = departments.add(make.member(), name, name_en)
    db.session.add_all(Triage(idea_id=idea.id, department_id=made.id) for idea in driving)
    db.session.flush()


def counted(of: list[KeptByDepartment]) -> dict[str, tuple[int, int] | None]:
    """What was kept, of how many, by the name of the department."""
    return {kept.name: (kept.share.count, kept.share.of) if kept.share else None for kept in of}


def test_a_department_has_the_figures_of_what_it_drives() -> None:
    one, two, other, free = (problem() for _idea in range(4))
    driven("充电", "Charging", one, two)
    driven("车身", "Body", other)
    driven("座舱", "Cabin")
    for idea in (one, other, free):
        answer(idea)
    with time_machine.travel(clock.now() + timedelta(days=2), tick=False):
        assert counted(answers().departments) == {
            "Charging": (1, 2), "Body": (1, 1), "Cabin": None, "Not assigned": (1, 1),
        }  # fmt: skip
        assert [kept.name for kept in answers("zh").departments][:3] == ["充电", "车身", "座舱"]
        assert [kept.overdue for kept in answers().departments] == [1, 0, 0, 0]
        assert answers().total.share == next(kept.share for kept in answers().months if kept.share)


def test_what_the_job_counted_is_told_until_it_counts_anew() -> None:
    answer(problem())
    for _time in range(2):
        figures.count()
    at = figures.read("en").counted_at
    assert db.session.scalars(select(func.count()).select_from(CountedAnswers)).one() == 1
    answer(problem())
    assert (counted_total(), figures.read("en").counted_at) == (1, at)
    figures.count()
    assert counted_total() == 2


def test_where_no_job_counted_lately_it_is_counted_when_read() -> None:
    answer(problem())
    figures.count()
    answer(problem())
    with time_machine.travel(clock.now() + figures.LATELY + timedelta(minutes=1), tick=False):
        assert counted_total() == 2


def test_figures_of_another_year_are_counted_anew() -> None:
    figures.count()
    answer(problem())
    db.session.get_one(CountedAnswers, 1).numbers = {"since": "2020-01-01"}
    db.session.flush()
    assert counted_total() == 1


def counted_total() -> int:
    share = answers().total.share
    return share.count if share else 0


@pytest.mark.parametrize("by_job", [True, False])
def test_the_page_costs_as_many_statements_however_many_ideas(
    client: Client, statements: Callable[[], Any], by_job: bool
) -> None:
    costs = []
    for more in (1, 9):
        for _idea in range(more):
            idea = problem()
            driven(f"部门{idea.id}", f"Department {idea.id}", idea)
            ideas.change_status(make.member(roles=["product"]), idea, "declined", "Not for now.")
        if by_job:
            figures.count()
        client.get("/answers")
        with statements() as seen:
            assert client.get("/answers").status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1] <= (6 if by_job else 8)
