"""Promises begin, are paused, met and missed; nothing unsays what was missed."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.catalogue.stages import Stage
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.ideas.responses import audit, queries, rules
from cocreate.ideas.responses.models import Response, ResponsePause
from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.site import queries as site
from cocreate.site.calendar import EVERY_DAY, Calendar
from tests import make
from tests.make.answers import answer, response

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _site(app: Flask) -> None:
    """Every test here works on the site's database."""


@pytest.fixture
def at_hour(monkeypatch: pytest.MonkeyPatch) -> Callable[[Idea, float], datetime]:
    """``at_hour(idea, 5)``: from now on it is so many hours after `idea` was published."""

    def turn(idea: Idea, hours: float) -> datetime:
        assert idea.post.published_at is not None
        instant = idea.post.published_at + hours * HOUR
        monkeypatch.setattr(clock, "now", lambda: instant)
        return instant

    return turn


def edited(idea: Idea, kind: IdeaKind) -> None:
    ideas.edit(make.member(roles=["moderator"]), idea, "Another kind", "As it is.", Stage.DRIVING, kind)


def test_a_new_idea_is_owed_an_answer_within_a_day_and_a_decision_within_thirty() -> None:
    idea = make.idea()
    started = idea.post.published_at
    assert started is not None
    for kind, hours in (("answer", 24), ("decision", 720)):
        owed = response(idea, kind)
        assert (owed.state, owed.hours, owed.started_at) == ("running", hours, started)
        assert owed.due_at == started + hours * HOUR


def test_praise_is_owed_an_answer_only() -> None:
    idea = make.idea(kind=IdeaKind.PRAISE)
    assert list(db.session.scalars(select(Response.kind).where(Response.idea_id == idea.id))) == ["answer"]


def test_an_official_comment_meets_the_answer_once(at_hour: Callable[..., datetime]) -> None:
    idea = make.idea()
    first = at_hour(idea, 5)
    answer(idea)
    at_hour(idea, 7)
    answer(idea)
    owed = response(idea)
    assert (owed.state, owed.met_at, round(owed.taken or 0, 6)) == ("met", first, 5)
    assert response(idea, "decision").state == "running"


@pytest.mark.parametrize("role", ["product", "service", "moderator", "admin"])
def test_whoever_speaks_for_the_brand_answers(role: str) -> None:
    idea = make.idea()
    answer(idea, make.member(roles=[role]))
    assert response(idea).state == "met"


def test_what_is_no_answer() -> None:
    idea = make.idea()
    make.comment(idea)
    make.comment(idea, make.member(roles=["organiser"]))
    ideas.comment(make.member(roles=["product"]), idea, "Same here, privately.", official=False)
    ideas.change_status(make.member(roles=["product"]), idea, "reviewing", "Sorting.", official=False)
    assert response(idea).state == "running"


def test_an_official_reason_of_a_status_is_an_answer_and_leaving_open_a_decision() -> None:
    idea, product = make.idea(), make.member(roles=["product"])
    ideas.change_status(product, idea, "reviewing", "We measure it.")
    assert (response(idea).state, response(idea, "decision").state) == ("met", "running")
    ideas.change_status(product, idea, "adopted", "We take it on.", official=False)
    assert response(idea, "decision").state == "met"


def test_what_comes_late_is_noted_and_stays_missed(at_hour: Callable[..., datetime]) -> None:
    idea = make.idea()
    late = at_hour(idea, 31)
    answer(idea)
    owed = response(idea)
    assert (owed.state, owed.met_at, round(owed.taken or 0, 6)) == ("missed", late, 31)


def test_the_last_instant_is_too_late(at_hour: Callable[..., datetime]) -> None:
    just, late = make.idea(), make.idea()
    at_hour(just, 24 - 1e-6)
    answer(just)
    at_hour(late, 24)
    answer(late)
    assert (response(just).state, response(late).state) == ("met", "missed")


def test_the_job_marks_what_is_late_and_twice_is_once(
    at_hour: Callable[..., datetime], run_jobs: Callable[[], list[str]]
) -> None:
    idea, answered = make.idea(), make.idea()
    answer(answered)
    at_hour(idea, 25)
    view = queries.promise(response(idea))
    assert (view.state, response(idea).state) == ("missed", "running")  # right before the job has run
    for _time in range(2):
        rules.mark_missed()
    assert (response(idea).state, response(answered).state) == ("missed", "met")
    noted = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "miss_response")).all()
    assert [(entry.subject_id, entry.data["kind"]) for entry in noted] == [(idea.id, "answer")]


def test_paused_hours_do_not_count(at_hour: Callable[..., datetime]) -> None:
    idea, staff = make.idea(), make.member(roles=["service"])
    at_hour(idea, 20)
    rules.pause(staff, idea, "We need the number of the part from you.")
    at_hour(idea, 100)
    rules.mark_missed()
    assert (response(idea).state, response(idea, "decision").state) == ("paused", "paused")
    rules.resume(staff, idea)
    assert idea.post.published_at is not None
    assert response(idea).due_at == idea.post.published_at + 104 * HOUR
    at_hour(idea, 103)
    answer(idea)
    assert (response(idea).state, round(response(idea).taken or 0, 6)) == ("met", 23)


def test_an_answer_during_a_pause_ends_it(at_hour: Callable[..., datetime]) -> None:
    idea, staff = make.idea(), make.member(roles=["product"])
    at_hour(idea, 6)
    rules.pause(staff, idea, "Waiting for a picture.")
    at_hour(idea, 90)
    answer(idea)
    owed = response(idea)
    assert (owed.state, round(owed.taken or 0, 6)) == ("met", 6)
    pauses = select(ResponsePause.ended_at).where(ResponsePause.response_id == owed.id)
    assert list(db.session.scalars(pauses)) == [owed.met_at]
    assert response(idea, "decision").state == "paused"
    assert list(audit.check()) == []


def test_a_pause_needs_a_reason_and_something_that_runs(at_hour: Callable[..., datetime]) -> None:
    idea, staff = make.idea(), make.member(roles=["product"])
    for reason in ("", "x" * 501):
        with pytest.raises(Invalid) as caught:
            rules.pause(staff, idea, reason)
        assert caught.value.field == "reason"
    with pytest.raises(Refused):
        rules.resume(staff, idea)
    at_hour(idea, 721)  # all of it is missed by now
    with pytest.raises(Refused) as refused:
        rules.pause(staff, idea, "Too late.")
    assert refused.value.code == "nothing-is-running"


def test_pausing_and_going_on_are_journalled() -> None:
    idea, staff = make.idea(), make.member(roles=["moderator"])
    rules.pause(staff, idea, "Waiting for the author.")
    rules.resume(staff, idea)
    entries = db.session.scalars(select(JournalEntry).where(JournalEntry.actor_id == staff.id)).all()
    assert [entry.verb for entry in entries] == ["pause_response", "resume_response"]
    assert entries[0].data == {"kinds": ["answer", "decision"]}


def test_hours_outside_the_calendar_do_not_count(
    monkeypatch: pytest.MonkeyPatch, at_hour: Callable[..., datetime]
) -> None:
    monkeypatch.setattr(site, "calendar", lambda: Calendar(clock.site_zone(), EVERY_DAY, 0, 12 * 60))
    idea = make.idea()
    owed = response(idea)
    assert 36 * HOUR < owed.due_at - owed.started_at <= 48 * HOUR
    at_hour(idea, 24)
    answer(idea)
    assert response(idea).taken == pytest.approx(12)


def test_what_becomes_praise_is_owed_no_decision_and_back_again_a_new_one(at_hour: Callable[..., datetime]) -> None:
    idea = make.idea()
    edited(idea, IdeaKind.PRAISE)
    assert list(db.session.scalars(select(Response.kind).where(Response.idea_id == idea.id))) == ["answer"]
    again = at_hour(idea, 800)
    edited(idea, IdeaKind.WISH)
    assert response(idea, "decision").started_at == again


def test_a_decision_already_missed_stays_missed_when_it_becomes_praise(at_hour: Callable[..., datetime]) -> None:
    idea = make.idea()
    at_hour(idea, 721)
    edited(idea, IdeaKind.PRAISE)
    rules.mark_missed()
    assert response(idea, "decision").state == "missed"


def test_praise_is_not_decided_upon_and_what_is_decided_becomes_no_praise() -> None:
    praise, product = make.idea(kind=IdeaKind.PRAISE), make.member(roles=["product"])
    ideas.change_status(product, praise, "reviewing", "Passed on to the seat team.")
    with pytest.raises(Refused) as refused:
        ideas.change_status(product, praise, "adopted", "We take it on.")
    assert (refused.value.code, praise.status_key) == ("praise-is-answered", "reviewing")
    decided = make.idea(status="adopted")
    with pytest.raises(Invalid) as caught:
        edited(decided, IdeaKind.PRAISE)
    assert caught.value.field == "kind"


def test_audit_finds_what_was_tampered_with() -> None:
    idea, product = make.idea(), make.member(roles=["product"])
    ideas.change_status(product, idea, "declined", "No room for it.")
    assert list(audit.check()) == []
    owed, decision = response(idea), response(idea, "decision")
    owed.state, owed.met_at, owed.taken = "running", None, None  # type: ignore[assignment]
    db.session.flush()
    assert "still owed" in next(iter(audit.check()))
    ideas.comment(product, idea, "Here you are.")
    assert decision.met_at is not None
    decision.met_at += timedelta(seconds=1)
    db.session.flush()
    assert "decision kept" in next(iter(audit.check()))
    decision.met_at -= timedelta(seconds=1)
    db.session.flush()
    assert list(audit.check()) == []
