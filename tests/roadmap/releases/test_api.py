"""Releases for programs."""

from typing import Any

import pytest
from flask import Flask

from cocreate.members.models import Member
from cocreate.roadmap.releases import rules
from cocreate.roadmap.releases.api import EXAMPLE
from tests import make
from tests.make import releases
from tests.support.browser import Client
from tests.support.program import Program


@pytest.fixture
def product(app: Flask) -> Member:
    return make.member(roles=["product"])


def test_a_release_is_written_and_published(client: Client, product: Member) -> None:
    idea = make.idea(status="adopted")
    public_id = idea.post.public_id
    program = Program(client, product, ["staff", "read", "write"])
    answer = program("POST /releases", EXAMPLE | {"ideas": [public_id], "publish": True})
    assert answer.status_code == 201
    made: dict[str, Any] = answer.json or {}
    assert (made["state"], [one["id"] for one in made["ideas"]]) == ("out", [public_id])
    listed = Program(client)("GET /releases").json["items"]
    assert [one["id"] for one in listed] == [made["id"]]
    assert Program(client)(f"GET /ideas/{public_id}").json["status"]["key"] == "shipped"


def test_a_draft_is_not_read_by_others(client: Client, product: Member) -> None:
    public_id = releases.draft(product).post.public_id
    for who in (Program(client), Program(client, make.member(), ["read"])):
        assert who(f"GET /releases/{public_id}").status_code == 404
        assert who("GET /releases").json["items"] == []


def test_nothing_is_kept_of_a_release_that_cannot_go_out(client: Client, product: Member) -> None:
    public_id = make.idea().post.public_id
    program = Program(client, product, ["staff", "read"])
    answer = program("POST /releases", EXAMPLE | {"ideas": [public_id], "publish": True})
    assert (answer.status_code, answer.json["type"].rpartition(":")[2]) == (409, "ideas-not-ready")
    assert program("GET /releases").json["items"] == []


@pytest.mark.parametrize(
    ("said", "field"), [({"title_zh": ""}, "title_zh"), ({"models": ["x"]}, "models"), ({"ideas": ["x"]}, "ideas")]
)
def test_what_cannot_be_taken_is_named(client: Client, product: Member, said: dict[str, Any], field: str) -> None:
    answer = Program(client, product, ["staff"])("POST /releases", EXAMPLE | said)
    assert answer.status_code == 422
    assert field in str(answer.json["errors"])


def test_only_the_product_team_writes(client: Client) -> None:
    for role, scope in (([], "write"), (["moderator"], "staff")):
        program = Program(client, make.member(roles=role), [scope])
        assert program("POST /releases", EXAMPLE).status_code == 403


def test_a_model_narrows_the_list(client: Client, product: Member) -> None:
    make.series("islet", (2024,))
    make.series("ridge", (2024,))
    rules.publish(product, releases.draft(product, models=["islet"]))
    counts = [len(Program(client)(f"GET /releases?model={key}").json["items"]) for key in ("islet", "ridge", "none")]
    assert counts == [1, 0, 0]
