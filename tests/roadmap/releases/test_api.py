"""Releases for programs."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from cocreate.kernel import clock
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


WHY = {"reason_zh": "供应商晚了。", "reason_en": "The supplier is late."}


def test_a_promise_is_made_moved_and_kept_or_given_up(client: Client, product: Member) -> None:
    today = clock.local_day(clock.now())
    team = Program(client, product, ["staff", "read"])
    drafts = [releases.draft(product, planned_on=today + timedelta(days=61)) for _each in range(3)]
    paths = [f"/releases/{made.post.public_id}" for made in drafts]
    for ends, path in zip(("overdue", "kept", "dropped"), paths, strict=True):
        assert team(f"POST {path}/announcement", {"days": 30}).json["state"] == "planned"
        moved = team(f"POST {path}/plans", {"planned_on": str(today + timedelta(days=80)), **WHY})
        assert [plan["reason_html"].strip() for plan in moved.json["plans"]] == ["", "<p>The supplier is late.</p>"]
        if ends == "kept":
            assert team(f"PUT {path}/publication", {}).json["state"] == "out"
        if ends == "dropped":
            assert team(f"POST {path}/plans", {"planned_on": None, **WHY}).json["state"] == "dropped"
    with time_machine.travel(clock.now() + timedelta(days=90), tick=False):
        told = Program(client)("GET /releases/promises?limit=2")
        rest = Program(client)(f"GET /releases/promises?limit=2&cursor={told.json['next_cursor']}").json["items"]
    found = [*told.json["items"], *rest]
    assert [(one["outcome"], len(one["changes"]), one["days_late"]) for one in found] == [
        ("dropped", 2, None),
        ("kept", 1, -61),
        ("overdue", 1, None),
    ]


def test_when_a_release_publishes_itself_only_the_team_knows(client: Client, product: Member) -> None:
    made = releases.planned(product)
    team, path = Program(client, product, ["staff", "read"]), f"/releases/{made.post.public_id}"
    at = (clock.now() + timedelta(days=3)).replace(microsecond=0)
    said = team(f"PUT {path}/publication", {"publish_at": at.isoformat()}).json
    assert (said["state"], said["publish_at"]) == ("planned", at.isoformat())
    assert Program(client)(f"GET {path}").json["publish_at"] is None
    over = team(f"PUT {path}/publication", {"publish_at": (at - timedelta(days=4)).isoformat()})
    assert (over.status_code, list(over.json["errors"])) == (422, ["publish_at"])
    assert team(f"DELETE {path}/publication").json["publish_at"] is None
    assert team(f"DELETE {path}/publication").status_code == 409
