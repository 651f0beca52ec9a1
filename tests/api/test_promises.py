"""Promises, verdicts, the safety mark and closing by two, for programs."""

import pytest

from tests import make
from tests.api.conftest import Start
from tests.make.answers import answer, problem, proposal

CLOSED = {"status": "declined", "reason": "It cannot happen again."}


def test_closing_a_safety_problem_is_proposed_and_confirmed_by_asking_for_the_same(program: Start) -> None:
    idea = problem(safety=True)
    path = f"/ideas/{idea.post.public_id}"
    call = f"PUT {path}/status"
    one, two = (program(make.member(name, roles=["product"])) for name in ("One", "Two"))
    proposed = one(call, CLOSED)
    assert (proposed.status_code, proposed.json["state"]) == (202, "proposed")
    assert (proposed.json["status"]["key"], proposed.json["proposer"]["name"]) == ("declined", "One")
    assert one(call, CLOSED).status_code == 202
    assert two(call, {**CLOSED, "status": "to_service"}).status_code == 409
    closed = two(call, {**CLOSED, "reason": "Agreed."})
    assert (closed.status_code, closed.json["status"]["key"], closed.json["safety"]) == (200, "declined", True)
    (step,) = one(f"GET {path}/history").json["items"]
    assert (step["reason"], step["actor"]["name"], step["confirmed_by"]["name"]) == (CLOSED["reason"], "One", "Two")


def test_a_proposal_is_declined_and_declining_twice_is_declining_once(program: Start) -> None:
    idea = problem(safety=True)
    proposal(idea)
    call = f"DELETE /ideas/{idea.post.public_id}/proposal"
    assert program(make.member())(call).status_code == 403
    product = program(make.member(roles=["product"]))
    assert [product(call).status_code for _time in range(2)] == [204, 204]


def test_the_mark_is_set_by_its_author_and_taken_away_by_the_team_only(program: Start) -> None:
    said = {"title": "It locks me in", "body": "The door stays shut.", "stage": "driving"}
    author = program(make.member())
    assert author("POST /ideas", {**said, "safety": True}).status_code == 422
    made = author("POST /ideas", {**said, "kind": "problem", "safety": True})
    assert (made.status_code, made.json["safety"]) == (201, True)
    path = f"/ideas/{made.json['id']}"
    assert author(f"PATCH {path}", {"safety": False}).status_code == 422
    assert author(f"PATCH {path}", {"body": "It still does."}).json["safety"] is True
    away = {"safety": False, "reason": "It was another car."}
    assert author(f"PUT {path}/safety", away).status_code == 403
    service = program(make.member(roles=["service"]))
    assert service(f"PUT {path}/safety", away).json["safety"] is False


def test_only_the_author_judges_and_only_what_was_answered(program: Start) -> None:
    author = make.member()
    unanswered, idea = problem(author), problem(author)
    answer(idea)
    early, call = (f"PUT /ideas/{one.post.public_id}/verdict" for one in (unanswered, idea))
    mine, staff = program(author), program(make.member(roles=["admin", "product"]))
    assert mine(early, {"solved": True}).status_code == 409
    assert staff(call, {"solved": True}).status_code == 403
    assert mine(call, {"solved": False}).json["solved"] is False
    assert mine(call, {"solved": True}).json["solved"] is True


@pytest.mark.parametrize("solved", ["true", 1, None, "yes"])
def test_a_verdict_is_true_or_false_and_nothing_like_it(program: Start, solved: object) -> None:
    author = make.member()
    idea = problem(author)
    answer(idea)
    assert program(author)(f"PUT /ideas/{idea.post.public_id}/verdict", {"solved": solved}).status_code == 422


def test_what_is_promised_and_how_well_it_is_kept_is_public(program: Start) -> None:
    idea = make.idea()
    answer(idea)
    anybody = program()
    answered, decision = anybody(f"GET /ideas/{idea.post.public_id}/responses").json["items"]
    assert (answered["kind"], answered["state"], answered["hours"]) == ("answer", "met", 24)
    assert (decision["kind"], decision["state"], decision["met_at"]) == ("decision", "running", None)
    figures = anybody("GET /answers").json
    answers, decisions = figures["promises"]
    assert (answers["total"]["share"]["count"], answers["total"]["share"]["of"]) == (1, 1)
    assert decisions["total"]["share"] is None
    assert (len(answers["months"]), len(answers["stages"]), figures["solved"]) == (12, 9, None)


def test_nobody_becomes_official_by_saying_so(program: Start) -> None:
    idea = make.idea()
    call = f"POST /ideas/{idea.post.public_id}/comments"
    assert program(make.member())(call, {"body": "I am the brand.", "official": True}).json["official"] is False
    staff = program(make.member(roles=["moderator"]))
    assert staff(call, {"body": "Privately.", "official": False}).json["official"] is False
    assert staff(call, {"body": "For the brand."}).json["official"] is True
