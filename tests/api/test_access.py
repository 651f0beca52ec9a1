"""Who may call what: nobody, tokens of every kind, and a browser's cookie, which is worth nothing here."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from cocreate.members.models import Member
from tests import make
from tests.api.conftest import Start
from tests.support.browser import Client
from tests.support.program import Program

IDEA = {"title": "A hook for bags", "body": "In the back.", "stage": "design"}
# Who: nobody, a token that only reads, another member, the author, the product team, the same without the scope
# "staff", a moderator.
ACTORS = ("nobody", "reader", "other", "author", "product", "unscoped", "moderator")
EVERY_MEMBER = (401, 403, 200, 200, 200, 200, 200)
CALLS: tuple[tuple[str, Any, tuple[int, ...]], ...] = (
    ("GET /ideas", None, (200,) * 7),
    ("GET /ideas/{idea}", None, (200,) * 7),
    ("GET /ideas/{idea}/comments", None, (200,) * 7),
    ("GET /ideas/{idea}/history", None, (200,) * 7),
    ("GET /roadmap", None, (200,) * 7),
    ("GET /me", None, (401, *(200,) * 6)),
    ("DELETE /tokens/current", None, (401, *(204,) * 6)),
    ("POST /ideas", IDEA, (401, 403, *(201,) * 5)),
    ("PATCH /ideas/{idea}", {"body": "Changed."}, (401, 403, 403, 200, 200, 403, 200)),
    ("PUT /ideas/{idea}/support", None, EVERY_MEMBER),
    ("DELETE /ideas/{idea}/support", None, EVERY_MEMBER),
    ("POST /ideas/{idea}/comments", {"body": "Yes."}, (401, 403, *(201,) * 5)),
    ("PUT /ideas/{idea}/status", {"status": "reviewing", "reason": "We look."}, (401, 403, 403, 403, 200, 403, 403)),
    ("POST /ideas/{idea}/merge", {"into": "2222222222"}, (401, 403, 403, 403, 422, 403, 422)),
    ("POST /ideas/{idea}/unmerge", None, (401, 403, 403, 403, 409, 403, 409)),
    ("PATCH /comments/{comment}", {"body": "Changed."}, (401, 403, 403, 200, 403, 403, 403)),
    ("DELETE /comments/{comment}", None, (401, 403, 403, 204, 403, 403, 204)),
    ("PUT /posts/{idea}/follow", None, EVERY_MEMBER),
    ("DELETE /posts/{idea}/follow", None, EVERY_MEMBER),
)
TABLE = [
    pytest.param(call, said, actor, status, id=f"{actor}: {call}")
    for call, said, statuses in CALLS
    for actor, status in zip(ACTORS, statuses, strict=True)
]


def program_of(actor: str, author: Member, program: Start) -> Program:
    makers: dict[str, Callable[[], Program]] = {
        "nobody": program,
        "reader": lambda: program(author, ["read"]),
        "other": lambda: program(make.member()),
        "author": lambda: program(author),
        "product": lambda: program(make.member(roles=["product"])),
        "unscoped": lambda: program(make.member(roles=["product"]), ["read", "write"]),
        "moderator": lambda: program(make.member(roles=["moderator"])),
    }
    return makers[actor]()


@pytest.mark.parametrize(("call", "said", "actor", "status"), TABLE)
def test_table(program: Start, call: str, said: Any, actor: str, status: int) -> None:
    author = make.member()
    idea = make.idea(author)
    names = {"idea": idea.post.public_id, "comment": make.comment(idea, author).post.public_id}
    answer = program_of(actor, author, program)(call.format(**names), said)
    assert answer.status_code == status
    assert (answer.headers.get("WWW-Authenticate") == "Bearer") == (status == 401)


@pytest.mark.parametrize("header", ["Bearer", "Bearer x", "Basic bWU6bWU=", "Token x", "Bearer \u00ff"])
def test_a_token_that_is_none_is_refused_even_where_none_is_needed(anybody: Program, header: str) -> None:
    for call in ("GET /ideas", "GET /me"):
        answer = anybody(call, Authorization=header)
        assert (answer.status_code, answer.json["type"]) == (401, "urn:cocreate:sign-in-first")


def test_a_token_that_was_ended_is_refused(program: Start) -> None:
    mine = program(make.member())
    assert mine("DELETE /tokens/current").status_code == 204
    assert mine("GET /me").status_code == 401


def test_a_browsers_cookie_is_nobody(client: Client, anybody: Program) -> None:
    idea = make.idea().post.public_id
    client.sign_in(make.member())
    assert anybody("GET /me").status_code == 401
    assert anybody("POST /ideas", IDEA).status_code == 401
    assert anybody(f"PUT /ideas/{idea}/support").status_code == 401


def test_programs_need_no_token_against_forgery_and_pages_do(app: Flask, client: Client, program: Start) -> None:
    mine = program(make.member())
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert mine("POST /ideas", IDEA).status_code == 201
        assert client.post("/sign-in", data={"email": "a@example.org"}).status_code == 403
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
