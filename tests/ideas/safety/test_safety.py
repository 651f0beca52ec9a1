"""The safety mark: who is alerted, who takes it away, what it asks of closing."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError

from cocreate.catalogue.stages import Stage
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import IdeaKind, StatusChange
from cocreate.ideas.safety import access, alerts, audit, closing, queries, rules
from cocreate.ideas.safety.models import ClosingProposal, SafetyAlert, SafetyMark
from cocreate.ideas.safety.proposals import open_of
from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock, sealing
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.kernel.jobs import take_waiting
from cocreate.kernel.limits import Limit
from cocreate.members.models import Member, MemberState, Role, RoleGrant
from tests import make
from tests.make.answers import moved, problem, proposal


@pytest.fixture(autouse=True)
def _site(app: Flask) -> None:
    """Every test here works on the site's database."""


def letters() -> list[dict[str, str]]:
    """The letters waiting, once the alerts asked for are done; alerts are done twice."""
    for name, arguments in take_waiting():
        assert name == "alert_safety"
        for _time in range(2):
            alerts.alert(**arguments)
    return [json.loads(sealing.unseal(arguments["sealed"])) for _name, arguments in take_waiting()]


def test_moderators_and_product_team_are_alerted_once_each_in_their_language() -> None:
    make.member(roles=["product", "moderator"], email="one@example.org", locale="en")
    make.member(roles=["moderator"], email="two@example.org", locale="zh")
    make.member(roles=["product"], email="gone@example.org").state = MemberState.PLACEHOLDER
    for role in ("service", "organiser", "treasurer"):
        make.member(roles=[role])
    idea = problem(safety=True)
    sent = letters()
    assert [letter["to"] for letter in sent] == ["one@example.org", "two@example.org"]
    assert [letter["subject"] for letter in sent] == ["Safety: It locks me in", "安全问题：It locks me in"]
    for letter in sent:
        assert f"http://localhost/ideas/{idea.post.public_id}" in letter["text"]
        assert "The door does not open." in letter["html"]
        assert letter["until"] > (clock.now() + timedelta(days=7)).isoformat()  # a mail server may be away for long


def test_a_mark_taken_away_meanwhile_alerts_nobody() -> None:
    staff = make.member(roles=["product"])
    idea = problem(safety=True)
    rules.change(staff, idea, False, "It was about the radio.")
    assert letters() == []
    assert db.session.scalars(select(SafetyAlert)).all() == []


def test_a_problem_without_the_mark_alerts_nobody() -> None:
    make.member(roles=["product"])
    problem()
    assert letters() == []


def test_a_member_does_not_flood_the_team_with_alerts_and_the_team_marks_what_it_must(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules, "MARKS_PER_MEMBER", Limit("few_marks", 2, timedelta(days=1)))
    author, staff = make.member(), make.member(roles=["product"])
    for _mark in range(2):
        problem(author, safety=True)
    with pytest.raises(Invalid) as caught:
        problem(author, safety=True)
    assert caught.value.field == "safety"
    unmarked = problem(author)
    for _mark in range(3):
        rules.change(staff, unmarked, True, "The door.")
        rules.change(staff, unmarked, False, "The radio.")
    assert problem(safety=True).safety


@pytest.mark.parametrize("kind", [IdeaKind.WISH, IdeaKind.PRAISE])
def test_only_a_problem_bears_the_mark(kind: IdeaKind) -> None:
    with pytest.raises(Invalid) as caught:
        ideas.post(make.member(), "A wish", "Some words.", Stage.DESIGN, kind, safety=True)
    assert caught.value.field == "safety"


def test_its_author_may_set_it_later_and_only_the_team_takes_it_away() -> None:
    author = make.member()
    idea = problem(author)
    said = ("It locks me in", "The door does not open.", Stage.DRIVING)
    ideas.edit(author, idea, *said, IdeaKind.PROBLEM, safety=True)
    assert idea.safety
    for field, kind, safety in (("safety", IdeaKind.PROBLEM, False), ("kind", IdeaKind.WISH, None)):
        with pytest.raises(Invalid) as caught:
            ideas.edit(author, idea, *said, kind, safety=safety)
        assert caught.value.field == field
    ideas.edit(author, idea, *said, IdeaKind.PROBLEM)
    assert idea.safety


def test_every_change_of_the_mark_is_kept_and_journalled() -> None:
    staff = make.member(roles=["service"])
    idea = problem()
    rules.change(staff, idea, True, "The belt does not hold.")
    rules.change(staff, idea, True, "Said again.")
    rules.change(staff, idea, False, "The belt was another car's.")
    marks = db.session.scalars(select(SafetyMark).order_by(SafetyMark.id)).all()
    assert [(mark.marked, mark.reason) for mark in marks] == [
        (True, "The belt does not hold."),
        (False, "The belt was another car's."),
    ]
    verbs = db.session.scalars(select(JournalEntry.verb).where(JournalEntry.actor_id == staff.id))
    assert list(verbs) == ["mark_safety", "unmark_safety"]
    assert list(audit.check()) == []


@pytest.mark.parametrize("reason", ["", "x" * 501])
def test_the_team_gives_a_reason(reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        rules.change(make.member(roles=["product"]), problem(), True, reason)
    assert caught.value.field == "reason"


def test_who_may_set_the_mark_and_who_decides(app: Flask) -> None:
    people = {role: make.member(roles=[role]) for role in Role}
    assert {role for role, member in people.items() if access.may_mark(member)} == {
        Role.PRODUCT, Role.SERVICE, Role.MODERATOR, Role.ADMIN,
    }  # fmt: skip
    assert {role for role, member in people.items() if access.may_decide(member)} == {Role.PRODUCT, Role.ADMIN}
    for may in (access.may_mark, access.may_decide):
        assert not may(None)
        assert not may(make.member())


def test_open_safety_problems_stand_before_the_team_until_they_are_closed() -> None:
    one, two = make.member(roles=["product"]), make.member(roles=["product"])
    idea, _other = problem(safety=True), problem()
    assert [row.public_id for row in queries.open_problems(one, "en", 10)] == [idea.post.public_id]
    proposal(idea, one)
    assert len(queries.open_problems(one, "en", 10)) == 1
    closing.confirm(two, idea)
    assert queries.open_problems(one, "en", 10) == []


def test_closing_takes_two_people_and_says_who_they_were() -> None:
    one, two = make.member(roles=["product"]), make.member(roles=["product"])
    idea = problem(safety=True)
    proposal(idea, one)
    assert idea.status_key == "new"
    change = closing.confirm(two, idea)
    assert (idea.status_key, change.actor_id, change.confirmed_by_id) == ("declined", one.id, two.id)
    assert (change.reason, change.official) == ("It cannot happen again.", True)
    assert list(audit.check()) == []


@pytest.mark.parametrize("status", ["reviewing", "adopted"])
def test_what_does_not_close_it_takes_one(status: str) -> None:
    idea = problem(safety=True)
    moved(ideas.change_status(make.member(roles=["product"]), idea, status, "We look at it."))
    assert idea.status_key == status


@pytest.mark.parametrize("status", ["shipped", "partly_shipped"])
def test_being_done_closes_it_too(status: str) -> None:
    idea, product = problem(safety=True), make.member(roles=["product"])
    moved(ideas.change_status(product, idea, "adopted", "We take it on."))
    assert isinstance(ideas.change_status(product, idea, status, "In 3.2."), ClosingProposal)
    assert idea.status_key == "adopted"


def test_nobody_confirms_their_own_proposal() -> None:
    one = make.member(roles=["product"])
    idea = problem(safety=True)
    proposal(idea, one)
    with pytest.raises(Refused) as refused:
        closing.confirm(one, idea)
    assert (refused.value.code, idea.status_key) == ("needs-another", "new")


def test_asking_for_the_same_status_confirms_what_another_proposed() -> None:
    one, two = make.member(roles=["product"]), make.member(roles=["admin"])
    idea = problem(safety=True)
    first = proposal(idea, one)
    assert ideas.change_status(one, idea, "declined", "It cannot happen again.") is first
    with pytest.raises(Refused) as refused:
        ideas.change_status(two, idea, "to_service", "Elsewhere.")
    assert refused.value.code == "another-proposal"
    assert moved(ideas.change_status(two, idea, "declined", "Agreed.")).reason == "It cannot happen again."


def test_a_proposer_may_say_it_otherwise_or_take_it_back() -> None:
    one = make.member(roles=["product"])
    idea = problem(safety=True)
    proposal(idea, one)
    second = ideas.change_status(one, idea, "to_service", "The workshop sees to it.")
    assert isinstance(second, ClosingProposal)
    assert open_of(idea.id) is second
    closing.decline(one, idea)
    assert open_of(idea.id) is None
    states = db.session.scalars(select(ClosingProposal.state).order_by(ClosingProposal.id))
    assert list(states) == ["void", "void"]


def test_what_is_declined_or_overtaken_is_no_longer_confirmed() -> None:
    one, two = make.member(roles=["product"]), make.member(roles=["product"])
    declined, overtaken, unmarked = problem(safety=True), problem(safety=True), problem(safety=True)
    for idea in (declined, overtaken, unmarked):
        proposal(idea, one)
    closing.decline(two, declined)
    moved(ideas.change_status(one, overtaken, "reviewing", "There is more to it."))
    rules.change(two, unmarked, False, "It was about the radio.")
    for idea in (declined, overtaken, unmarked):
        with pytest.raises(Refused) as refused:
            closing.confirm(two, idea)
        assert refused.value.code == "nothing-proposed"
    assert list(audit.check()) == []


def leave(member: Member) -> None:
    """Take every role of `member` away."""
    db.session.execute(delete(RoleGrant).where(RoleGrant.member_id == member.id))
    db.session.flush()


def test_what_somebody_proposed_who_left_the_team_is_not_confirmed_but_proposed_anew() -> None:
    gone, two, three = (make.member(roles=["product"]) for _member in range(3))
    idea = problem(safety=True)
    proposal(idea, gone)
    leave(gone)
    with pytest.raises(Refused) as refused:
        closing.confirm(two, idea)
    assert (refused.value.code, idea.status_key) == ("proposer-left", "new")
    anew = ideas.change_status(two, idea, "declined", "It cannot happen again.")
    assert isinstance(anew, ClosingProposal)
    assert (open_of(idea.id), anew.proposer_id) == (anew, two.id)
    change = closing.confirm(three, idea)
    assert (change.actor_id, change.confirmed_by_id) == (two.id, three.id)
    assert list(audit.check()) == []


def test_what_somebody_proposed_who_left_the_team_blocks_no_other_proposal() -> None:
    gone, two = make.member(roles=["product"]), make.member(roles=["product"])
    idea = problem(safety=True)
    proposal(idea, gone)
    leave(gone)
    assert isinstance(ideas.change_status(two, idea, "to_service", "The workshop sees to it."), ClosingProposal)


def test_who_takes_the_mark_away_does_not_close_it_alone() -> None:
    one, two = make.member(roles=["product"]), make.member(roles=["product"])
    first, second = problem(safety=True), problem(safety=True)
    for idea in (first, second):
        rules.change(one, idea, False, "It was about the radio.")
    assert isinstance(ideas.change_status(one, first, "declined", "Done with it."), ClosingProposal)
    assert isinstance(ideas.change_status(two, second, "declined", "Not for now."), StatusChange)


BREACHES = {
    "ck_closing_proposals_two_people": "UPDATE closing_proposals SET state = 'confirmed', decided_at = now(), "
    "decider_id = proposer_id",
    "ck_closing_proposals_decided_by_somebody": "UPDATE closing_proposals SET state = 'declined', decided_at = now()",
    "ck_closing_proposals_decided_at_some_time": "UPDATE closing_proposals SET state = 'void'",
    "ck_closing_proposals_somewhere_else": "UPDATE closing_proposals SET to_key = from_key",
    "ck_closing_proposals_reason_length": "UPDATE closing_proposals SET reason = ''",
    "uq_closing_proposals_one_open": "INSERT INTO closing_proposals (idea_id, from_key, to_key, reason, official, "
    "proposer_id, proposed_at, state) SELECT idea_id, from_key, to_key, reason, official, proposer_id, proposed_at, "
    "state FROM closing_proposals",
    "ck_ideas_safety_is_of_problems": "UPDATE ideas SET kind = 'wish'",
    "pk_safety_alerts": "INSERT INTO safety_alerts SELECT * FROM safety_alerts",
    "ck_safety_marks_taken_away_for_a_reason": "INSERT INTO safety_marks (idea_id, marked, actor_id, at) "
    "SELECT idea_id, false, actor_id, at FROM safety_marks",
    "ck_safety_marks_reason_length": "INSERT INTO safety_marks (idea_id, marked, reason, actor_id, at) "
    "SELECT idea_id, true, repeat('x', 501), actor_id, at FROM safety_marks",
    "is append-only": "UPDATE safety_marks SET marked = false",
}


@pytest.mark.parametrize("constraint", BREACHES)
def test_the_database_refuses(constraint: str) -> None:
    make.member(roles=["moderator"])
    idea = problem(safety=True)
    letters()
    proposal(idea)
    with pytest.raises(IntegrityError, match=constraint):
        db.session.execute(text(BREACHES[constraint]))


def test_a_change_is_not_confirmed_by_who_made_it() -> None:
    one = make.member(roles=["product"])
    idea = make.idea()
    values = f"{idea.id}, 'new', 'declined', 'No.', {one.id}, 'product', now(), {one.id}"
    columns = "idea_id, from_key, to_key, reason, actor_id, actor_role, at, confirmed_by_id"
    with pytest.raises(IntegrityError, match="ck_status_changes_confirmed_by_another"):
        db.session.execute(text(f"INSERT INTO status_changes ({columns}) VALUES ({values})"))


def test_audit_finds_what_was_tampered_with() -> None:
    one, two = make.member(roles=["product"]), make.member(roles=["product"])
    idea = problem(safety=True)
    proposal(idea, one)
    idea.status_key = "reviewing"
    db.session.flush()
    assert "no longer has" in next(iter(audit.check()))
    idea.status_key, idea.safety = "new", False
    db.session.flush()
    assert "safety mark" in next(iter(audit.check()))
    moved(ideas.change_status(two, idea, "to_service", "Alone."))
    idea.safety = True
    db.session.flush()
    assert "alone" in next(iter(audit.check()))
