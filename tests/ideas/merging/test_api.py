"""Merging for programs."""

import pytest
from flask import Flask

from cocreate.ideas import rules as ideas
from tests import make
from tests.make.answers import problem
from tests.make.groups import differences, key, merged
from tests.support.browser import Client
from tests.support.program import Program


@pytest.fixture
def moderator(client: Client, app: Flask) -> Program:
    return Program(client, make.member(roles=["moderator"]))


def test_merging_and_undoing_it(moderator: Program) -> None:
    author = make.member("Lin")
    target, source = make.idea(title="Heated seats"), make.idea(author, supporters=2)
    own, into = key(source), key(target)
    answer = moderator(f"POST /ideas/{own}/merge", {"into": into})
    assert answer.status_code == 200
    assert answer.json["status"]["key"] == "merged"
    assert answer.json["merged_into"] == {
        "id": into, "url": f"http://localhost/ideas/{into}-heated-seats", "title": "Heated seats",
    }  # fmt: skip
    told = moderator(f"GET /ideas/{into}").json
    assert told["supports"]["all"] == 2
    assert [one["name"] for one in told["co_authors"]] == ["Lin"]
    assert [one["id"] for one in moderator("GET /ideas").json["items"]] == [into]
    assert [one["id"] for one in moderator("GET /ideas?status=merged").json["items"]] == [own]
    answer = moderator(f"POST /ideas/{own}/unmerge", {"reason": "One is about the back seats."})
    assert moderator(f"GET /ideas/{own}/history").json["items"][-1]["reason"] == "One is about the back seats."
    assert (answer.status_code, answer.json["status"]["key"], answer.json["merged_into"]) == (200, "new", None)
    assert answer.json["supports"]["all"] == 2
    assert moderator(f"POST /ideas/{own}/unmerge").status_code == 409
    assert differences() == []


def test_a_support_sent_to_what_was_merged_is_refused_and_names_the_target(client: Client, moderator: Program) -> None:
    target, source = make.idea(), make.idea()
    merged(source, target)
    program = Program(client, make.member())
    for method in ("PUT", "DELETE"):
        answer = program(f"{method} /ideas/{key(source)}/support")
        assert (answer.status_code, answer.json["type"]) == (409, "urn:cocreate:merged")
        assert answer.json["merged_into"]["id"] == key(target)
    assert program(f"PUT /ideas/{key(target)}/support").status_code == 200


def test_who_supported_what_was_merged_supports_the_target(client: Client, app: Flask) -> None:
    target, source, member = make.idea(), make.idea(), make.member()
    ideas.support(member, source)
    merged(source, target)
    program = Program(client, member)
    again = program(f"PUT /ideas/{key(target)}/support").json
    assert (again["supports"]["all"], again["supported_by_me"]) == (1, True)
    gone = program(f"DELETE /ideas/{key(target)}/support").json
    assert (gone["supports"]["all"], gone["supported_by_me"]) == (0, False)


def test_comments_of_what_was_merged_stand_among_those_of_the_target(moderator: Program) -> None:
    target, source = make.idea(), make.idea()
    make.comment(source, body="From the source.")
    make.comment(target, body="From the target.")
    merged(source, target)
    found = moderator(f"GET /ideas/{key(target)}/comments").json["items"]
    assert [(one["body"], one["merged_from"]) for one in found] == [
        ("From the source.", key(source)), ("From the target.", None),
    ]  # fmt: skip
    said = {"body": "A reply.", "reply_to": found[0]["id"]}
    assert moderator(f"POST /ideas/{key(target)}/comments", said).status_code == 201
    assert moderator(f"GET /ideas/{key(target)}").json["comments"] == 3
    assert moderator(f"POST /ideas/{key(source)}/comments", said).status_code == 409
    assert differences() == []


def test_what_cannot_be_merged_is_refused(moderator: Program) -> None:
    idea = make.idea()
    for into in ("2222222222", "no id", key(idea)):
        answer = moderator(f"POST /ideas/{key(idea)}/merge", {"into": into})
        assert (answer.status_code, list(answer.json["errors"])) == (422, ["into"])


def test_a_safety_problem_is_proposed_first(client: Client, moderator: Program) -> None:
    source, target = problem(safety=True), problem()
    said = {"into": key(target), "reason": "The same door."}
    first = moderator(f"POST /ideas/{key(source)}/merge", said)
    assert (first.status_code, first.json["state"]) == (202, "proposed")
    second = Program(client, make.member(roles=["product"]))
    answer = second(f"POST /ideas/{key(source)}/merge", said)
    assert (answer.status_code, answer.json["merged_into"]["id"]) == (200, key(target))


def test_the_same_key_merges_once(moderator: Program) -> None:
    target, source = make.idea(), make.idea()
    said = {"into": key(target)}
    path = f"POST /ideas/{key(source)}/merge"
    first, again = (moderator(path, said, Idempotency_Key="one") for _time in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json == again.json
