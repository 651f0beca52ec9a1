"""Answers, confirmations and the job under threads on real connections."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea, StatusChange
from cocreate.ideas.responses import audit, rules
from cocreate.ideas.responses.models import Response
from cocreate.ideas.safety import audit as safety_audit
from cocreate.ideas.safety import closing
from cocreate.ideas.safety.alerts import alert
from cocreate.ideas.safety.models import ClosingProposal, SafetyAlert, SafetyMark
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.members import queries as members
from cocreate.posts.models import Post
from tests import make
from tests.make.answers import problem, proposal, response
from tests.support.race import Real


def loaded(idea: int) -> Idea:
    """The idea as a view has it."""
    query = select(Idea).options(joinedload(Idea.post).joinedload(Post.author), joinedload(Idea.status))
    return db.session.scalars(query.where(Idea.id == idea)).one()


def people(real: Real, number: int) -> list[int]:
    """So many members of the product team."""
    return real.commit(lambda: [make.member(roles=["product"]).id for _number in range(number)])


def differences(real: Real) -> list[str]:
    return real.commit(lambda: [*audit.check(), *safety_audit.check()])


def say(member: int, idea: int) -> Callable[[], int]:
    return lambda: ideas.comment(members.by_id(member), loaded(idea), "We look at it.").id


def test_of_many_answers_at_once_the_promise_is_met_by_one(real: Real) -> None:
    idea = real.commit(lambda: make.idea().id)
    team = people(real, 6)
    answers = real.together([say(member, idea) for member in team])
    assert all(isinstance(answer, int) for answer in answers)
    state, met_at, first = real.commit(
        lambda: (
            response(loaded(idea)).state,
            response(loaded(idea)).met_at,
            db.session.scalars(select(Post.published_at).where(Post.id.in_(answers))).all(),
        )
    )
    assert state == "met"
    assert met_at in first
    assert differences(real) == []


@pytest.mark.parametrize(("hours", "state"), [(23.9, "met"), (24.1, "missed")])
def test_the_instant_of_the_answer_decides_whether_the_job_or_it_comes_first(
    real: Real, hours: float, state: str
) -> None:
    team = people(real, 5)
    published = clock.now() - timedelta(hours=48)
    made = real.commit(lambda: [make.idea(at=published).id for _number in range(5)])
    answered = published + timedelta(hours=hours)

    def answer(member: int, idea: int) -> Callable[[], Any]:
        return lambda: ideas.comment(members.by_id(member), loaded(idea), "Here.", at=answered)

    works = [work for pair in zip(team, made, strict=True) for work in (answer(*pair), rules.mark_missed)]
    assert not [one for one in real.together(works) if isinstance(one, Exception)]
    states = real.commit(lambda: db.session.scalars(select(Response.state).where(Response.kind == "answer")).all())
    assert set(states) == {state}
    assert differences(real) == []


def test_two_confirmations_at_once_make_one_change(real: Real) -> None:
    idea = real.commit(lambda: problem(safety=True).id)
    proposer, *others = people(real, 7)
    real.commit(lambda: proposal(loaded(idea), members.by_id(proposer)))
    works = [lambda member=member: closing.confirm(members.by_id(member), loaded(idea)) for member in others]
    answers = real.together(works)
    assert sum(isinstance(answer, StatusChange) for answer in answers) == 1
    assert {answer.code for answer in answers if isinstance(answer, Refused)} == {"nothing-proposed"}
    assert real.commit(lambda: db.session.scalar(select(func.count()).select_from(StatusChange))) == 1
    assert differences(real) == []


def test_of_many_proposals_at_once_one_stands_and_the_second_person_confirms_it(real: Real) -> None:
    idea = real.commit(lambda: problem(safety=True).id)
    team = people(real, 4)
    works = [
        lambda member=member: ideas.change_status(members.by_id(member), loaded(idea), "declined", "It is safe.")
        for member in team
    ]
    answers = real.together(works)
    assert sum(isinstance(answer, ClosingProposal) for answer in answers) == 1
    assert sum(isinstance(answer, StatusChange) for answer in answers) == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == 2
    assert differences(real) == []


def test_the_alert_done_at_once_by_two_workers_writes_once(real: Real) -> None:
    people(real, 3)
    real.commit(lambda: problem(safety=True))
    mark = real.commit(lambda: db.session.scalars(select(SafetyMark.id)).one())
    real.commit(lambda: db.session.connection().exec_driver_sql("DELETE FROM procrastinate_jobs"))
    real.together([lambda: alert(mark)] * 4)
    letters = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'send_mail'"
    assert real.commit(lambda: db.session.connection().exec_driver_sql(letters).scalar()) == 3
    assert real.commit(lambda: db.session.scalar(select(func.count()).select_from(SafetyAlert))) == 3


def test_pausing_at_once_pauses_once(real: Real) -> None:
    idea = real.commit(lambda: make.idea().id)
    team = people(real, 4)
    works = [lambda member=member: rules.pause(members.by_id(member), loaded(idea), "Waiting.") for member in team]
    answers = real.together(works)
    assert sum(isinstance(answer, Refused) for answer in answers) == 3
    assert differences(real) == []
