"""Changes of status under embargo."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError

from cocreate.catalogue.stages import Stage
from cocreate.ideas import rules
from cocreate.ideas.models import Idea, IdeaKind, StatusChange
from cocreate.ideas.safety import rules as safety
from cocreate.ideas.safety.proposals import open_of
from cocreate.ideas.triage import scheduled
from cocreate.ideas.triage.models import ScheduledChange, ScheduledState
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members import queries as members
from cocreate.members.models import Member, RoleGrant
from tests import make
from tests.support.race import Real

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
SOON = NOW + timedelta(hours=2)


@pytest.fixture
def product(app: Flask) -> Member:
    return make.member(roles=["product"])


@pytest.fixture(autouse=True)
def _frozen() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def schedule(actor: Member, idea: Idea, to_key: str = "adopted", target: str | None = None) -> ScheduledChange:
    return scheduled.schedule(actor, idea, to_key, "We take it on.", SOON, target=target)


def later(**by: int) -> time_machine.travel:
    return time_machine.travel(SOON + timedelta(**by), tick=False)


def test_it_appears_at_its_time_with_its_text_and_target_and_not_before(product: Member) -> None:
    idea = make.idea()
    change = schedule(product, idea, target="2027-Q1")
    scheduled.make_due()
    assert (idea.status_key, change.state) == ("new", ScheduledState.WAITING)
    with later():
        scheduled.make_due()
        scheduled.make_due()
    made = db.session.scalars(select(StatusChange)).one()
    assert (made.to_key, made.reason, made.actor_id, made.official) == ("adopted", "We take it on.", product.id, True)
    assert change.state is ScheduledState.MADE
    assert str(db.session.get_one(Idea, idea.id).target_starts_on) == "2027-01-01"


def test_what_is_cancelled_never_appears(product: Member) -> None:
    idea = make.idea()
    schedule(product, idea)
    scheduled.cancel(product, idea)
    with later():
        scheduled.make_due()
    assert idea.status_key == "new"
    with pytest.raises(Refused):
        scheduled.cancel(product, idea)


def test_one_waits_at_a_time(product: Member) -> None:
    idea = make.idea()
    schedule(product, idea)
    with pytest.raises(Refused) as caught:
        schedule(product, idea)
    assert caught.value.code == "another-scheduled"
    scheduled.cancel(product, idea)
    schedule(product, idea)


def test_what_cannot_be_made_any_more_fails_and_leaves_the_others_alone(product: Member) -> None:
    moved, other = make.idea(), make.idea()
    failing, fine = schedule(product, moved), schedule(product, other)
    rules.change_status(product, moved, "declined", "Not now.")
    with later():
        scheduled.make_due()
    assert (failing.state, failing.problem) == (ScheduledState.FAILED, "transition-not-allowed")
    assert (fine.state, db.session.get_one(Idea, other.id).status_key) == (ScheduledState.MADE, "adopted")


def test_whoever_lost_the_role_changes_nothing(product: Member) -> None:
    idea = make.idea()
    change = schedule(product, idea)
    db.session.execute(delete(RoleGrant).where(RoleGrant.member_id == product.id))
    db.session.expunge(product)
    with later():
        scheduled.make_due()
    assert (change.state, change.problem) == (ScheduledState.FAILED, scheduled.NO_LONGER_TRUSTED)


def test_closing_a_safety_problem_still_takes_two(product: Member) -> None:
    idea = rules.post(make.member(), "Brakes", "They fail.", Stage.DRIVING, IdeaKind.PROBLEM, safety=True)
    change = schedule(product, idea, "declined")
    with later():
        scheduled.make_due()
    assert (change.state, change.problem) == (ScheduledState.FAILED, scheduled.TAKES_TWO)
    assert db.session.get_one(Idea, idea.id).status_key == "new"


def test_what_was_scheduled_before_does_not_confirm_what_another_proposed_since(product: Member) -> None:
    other = make.member(roles=["product"])
    idea = rules.post(make.member(), "Brakes", "They fail.", Stage.DRIVING, IdeaKind.PROBLEM)
    change = schedule(product, idea, "declined")
    safety.change(other, idea, True, "It might endanger somebody.")
    rules.change_status(other, idea, "declined", "It cannot happen again.")
    with later():
        scheduled.make_due()
    assert (change.state, change.problem) == (ScheduledState.FAILED, scheduled.TAKES_TWO)
    assert db.session.get_one(Idea, idea.id).status_key == "new"
    proposed = open_of(idea.id)
    assert proposed is not None
    assert proposed.proposer_id == other.id


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 4001}, "reason"),
        ({"publish_at": NOW}, "publish_at"),
        ({"publish_at": NOW + timedelta(days=400)}, "publish_at"),
        ({"to_key": "dreamt"}, "status"),
        ({"target": "soon"}, "target"),
        ({"to_key": "declined", "target": "2027-Q1"}, "target"),
    ],
)
def test_what_cannot_be_scheduled_is_refused_at_its_field(product: Member, said: dict[str, Any], field: str) -> None:
    arguments: dict[str, Any] = {"to_key": "adopted", "reason": "Because.", "publish_at": SOON, **said}
    with pytest.raises(Invalid) as caught:
        scheduled.schedule(product, make.idea(), **arguments)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("ended_at = now()", "ended_some_time"),
        ("state = 'made'", "ended_some_time"),
        ("problem = 'x'", "failed_for_a_reason"),
        ("reason = ''", "reason_length"),
    ],
)
def test_the_database_refuses(product: Member, change: str, constraint: str) -> None:
    schedule(product, make.idea())
    with pytest.raises(IntegrityError, match=constraint):
        db.session.execute(text(f"UPDATE scheduled_changes SET {change}"))


def test_of_two_workers_one_makes_it(real: Real) -> None:
    def build() -> int:
        idea = make.idea()
        schedule(make.member(roles=["product"]), idea)
        return idea.id

    idea_id = real.commit(build)
    with later():
        real.together([scheduled.make_due] * 4)
    assert real.commit(lambda: len(list(db.session.scalars(select(StatusChange))))) == 1
    assert real.commit(lambda: db.session.get_one(Idea, idea_id).status_key) == "adopted"


def test_cancelling_against_the_job_ends_in_one_of_both(real: Real) -> None:
    def build() -> tuple[int, int]:
        idea, actor = make.idea(), make.member(roles=["product"])
        schedule(actor, idea)
        return idea.id, actor.id

    idea_id, actor_id = real.commit(build)
    with later():
        real.together(
            [
                scheduled.make_due,
                lambda: scheduled.cancel(members.by_id(actor_id), db.session.get_one(Idea, idea_id)),
            ]
        )
    state, status = real.commit(
        lambda: (db.session.scalars(select(ScheduledChange.state)).one(), db.session.get_one(Idea, idea_id).status_key)
    )
    assert (state, status) in ((ScheduledState.MADE, "adopted"), (ScheduledState.CANCELLED, "new"))
