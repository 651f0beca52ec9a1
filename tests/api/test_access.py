"""Tokens that are none, and a browser's cookie, which is worth nothing here; who may call what: tests/matrix."""

import pytest
from flask import Flask

from tests import make
from tests.api.conftest import Start
from tests.support.browser import Client
from tests.support.program import Program

IDEA = {"title": "A hook for bags", "body": "In the back.", "stage": "design"}


@pytest.mark.parametrize("header", ["Bearer", "Bearer x", "Basic bWU6bWU=", "Token x", "Bearer \u00ff"])
def test_a_token_that_is_none_is_refused_even_where_none_is_needed(anybody: Program, header: str) -> None:
    for call in ("GET /ideas", "GET /me"):
        answer = anybody(call, Authorization=header)
        assert (answer.status_code, answer.json["type"]) == (401, "urn:cocreate:sign-in-first")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


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
