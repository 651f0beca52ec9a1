"""Reports, the queue, decisions and appeals, for programs."""

from datetime import timedelta

import pytest

from cocreate.kernel import clock
from cocreate.members.models import Member
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.decisions.rules import decide
from cocreate.moderation.models import Reason
from cocreate.moderation.reports.rules import report
from tests import make
from tests.support.browser import Client
from tests.support.program import Program


def test_from_the_report_to_the_appeal(client: Client, moderator: Member) -> None:
    author, reporter = make.member(), make.member()
    post = make.idea(author).post
    mine, theirs, reporting = (Program(client, member) for member in (moderator, author, reporter))
    key = {"Idempotency_Key": "once"}
    said = {"post": post.public_id, "reason": "spam", "note": "Buy now?"}
    first = reporting("POST /reports", said, **key)
    assert (first.status_code, first.json["outcome"]) == (201, None)
    assert reporting("POST /reports", said).json["id"] == first.json["id"]

    (case,) = mine("GET /moderation/queue").json["items"]
    assert (case["post"]["id"], case["member"]["id"], case["causes"]) == (
        post.public_id, author.public_id, ["report"],
    )  # fmt: skip
    assert (case["reports"], case["weight"]) == (1, 1.0)
    hide = {"posts": [post.public_id], "action": "hide", "reason": "spam"}
    made = mine("POST /moderation/decisions", hide)
    assert made.status_code == 201
    (decision,) = made.json["items"]
    assert (decision["action"], decision["post"], decision["state"]) == ("hide", post.public_id, "hidden")
    again = mine("POST /moderation/decisions", hide)
    assert (again.status_code, again.json["type"]) == (409, "urn:cocreate:nothing-to-decide")
    assert mine("GET /moderation/queue").json["items"] == []

    assert theirs(f"GET /ideas/{post.public_id}").json["state"] == "hidden"
    appeal = {"decision": decision["id"], "text": "It is about my own car."}
    assert theirs("POST /appeals", appeal).json["state"] == "open"
    assert theirs("POST /appeals", appeal).status_code == 409
    assert reporting("POST /appeals", appeal).status_code == 404


def test_what_a_program_may_not(client: Client, moderator: Member) -> None:
    member = Program(client, make.member())
    mine, admin = Program(client, moderator), make.member(roles=["admin"])
    held = make.held().post.public_id
    own = make.idea(moderator).post.public_id
    spam = {"action": "hide", "reason": "spam"}
    calls = [
        (member("GET /moderation/queue"), 403),
        (member("POST /moderation/decisions", {"posts": [held], **spam}), 403),
        (member("POST /reports", {"post": held, "reason": "spam"}), 404),
        (member("POST /reports", {"post": None, "member": None, "reason": "spam"}), 422),
        (member("POST /reports", {"post": held, "reason": "negative"}), 422),
        (mine("POST /moderation/decisions", {"posts": [own], **spam}), 403),
        (mine("POST /moderation/decisions", {"members": [admin.public_id], "action": "ban", "reason": "spam"}), 403),
        (mine("POST /moderation/decisions", {"posts": ["2222222222"], **spam}), 422),
        (mine("POST /moderation/decisions", {"posts": [held], "action": "edit", "reason": "spam"}), 422),
        (mine("POST /moderation/decisions", {"members": [held], "action": "silence", "until": "2030-01-01"}), 422),
    ]
    assert [answer.status_code for answer, _expected in calls] == [expected for _answer, expected in calls]


def test_whoever_is_barred_gets_neither_token_nor_answer(
    client: Client, moderator: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    suspended, banned = make.member(), make.member()
    soon = clock.now() + timedelta(days=1)
    decide(moderator, Action.SUSPEND, members=[suspended], reason=Reason.SPAM, until=soon)
    decide(moderator, Action.BAN, members=[banned], reason=Reason.SPAM)
    monkeypatch.setattr("cocreate.accounts.rules.check_password", lambda **_said: banned)
    anybody, tried = Program(client), {"email": "name@example.com", "password": "right"}
    programs = [Program(client, member) for member in (suspended, banned)]
    answers = [anybody("POST /tokens", tried), *(program("GET /ideas") for program in programs)]
    assert [(answer.status_code, answer.json["type"]) for answer in answers] == 3 * [
        (403, "urn:cocreate:account-barred")
    ]


def test_what_several_report_is_held(client: Client) -> None:
    author = make.member()
    post = make.idea(author).post.public_id
    mine, others = Program(client, author), [Program(client, make.member()) for _number in range(4)]
    said = {"post": post, "reason": "insult"}
    answers = [program("POST /reports", said).status_code for program in others]
    assert answers == [201, 201, 201, 404]  # the last one sees it no more
    assert mine(f"GET /ideas/{post}").json["state"] == "held"
    assert [notice["cause"] for notice in mine("GET /notices").json["items"]] == ["moderation"]


def test_the_queue_is_read_page_by_page_the_heaviest_first(client: Client, moderator: Member) -> None:
    posts = [make.held().post for _number in range(3)]
    expected = [post.public_id for post in reversed(posts)]
    for number, post in enumerate(posts):
        for _reporter in range(number):
            report(make.member(roles=["moderator"]), post=post, reason=Reason.SPAM)
    mine = Program(client, moderator)
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = mine(f"GET /moderation/queue?limit=1{cursor and f'&cursor={cursor}'}").json
        found += [item["post"]["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert found == expected
