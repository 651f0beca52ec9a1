"""Notices for programs."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from flask import Flask

from cocreate.members.models import Member
from tests import make
from tests.make import cars
from tests.support.browser import Client
from tests.support.program import Program

Start: TypeAlias = Callable[..., Program]


@pytest.fixture
def program(client: Client) -> Callable[[Member], Program]:
    return lambda member: Program(client, member)


def test_a_program_reads_what_its_member_was_told(program: Start, app: Flask) -> None:
    member, answering = make.member(), make.member("Bob")
    idea = make.idea(member, title="A warmer seat")
    public_id, said = idea.post.public_id, make.comment(idea, answering, "Yes, please.").post.public_id
    found: dict[str, Any] = program(member)("GET /notices").json
    (notice,) = found["items"]
    assert found["unread"] == 1
    assert (notice["cause"], notice["why"], notice["read"]) == ("answer", "author", False)
    assert (notice["line"], notice["words"]) == ("Bob commented on your idea", "Yes, please.")
    assert notice["url"] == f"http://localhost/comments/{said}"
    assert (notice["about"]["id"], notice["about"]["title"]) == (public_id, "A warmer seat")
    assert notice["actor"]["name"] == "Bob"


def test_a_program_reads_page_by_page(program: Start, app: Flask) -> None:
    member = make.member()
    for _number in range(5):
        make.comment(make.idea(member))
    mine = program(member)
    seen: list[int] = []
    address: str | None = "/notices?limit=2"
    while address:
        page = mine(f"GET {address}").json
        seen += [notice["id"] for notice in page["items"]]
        address = f"/notices?limit=2&cursor={page['next_cursor']}" if page["next_cursor"] else None
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 5


def test_a_program_has_read(program: Start, app: Flask) -> None:
    member = make.member()
    first, second = make.idea(member), make.idea(member)
    ids = [idea.post.public_id for idea in (first, second)]
    for idea in (first, second):
        make.comment(idea)
    mine = program(member)
    latest = mine("GET /notices").json["items"][0]["id"]
    for _again in range(2):
        assert mine("POST /notices/read", {"up_to": latest, "about": ids[1]}).json == {"unread": 1}
    assert mine("POST /notices/read", {"up_to": latest}).json == {"unread": 0}
    mine("POST /notices/read", {"up_to": 0})
    assert mine("POST /notices/read").json == {"unread": 0}


@pytest.mark.parametrize(
    "said", [{"up_to": -1}, {"up_to": "1"}, {"up_to": 2**63}, {"up_to": True}, {"up_to": 1, "x": 1}]
)
def test_a_program_that_says_nothing_sensible_is_refused(program: Start, app: Flask, said: dict[str, Any]) -> None:
    assert program(make.member())("POST /notices/read", said).status_code == 422


def test_who_claims_a_car_is_not_named(program: Start, app: Flask) -> None:
    owner, claimant = make.member(), make.member("Claimant")
    vin = cars.vin()
    cars.record(vin, cars.phone(owner))
    cars.car(owner, vin)
    cars.car(claimant, vin)
    found = program(owner)("GET /notices").json
    assert {notice["cause"] for notice in found["items"]} == {"vehicle", "points"}
    assert any("Another member" in notice["line"] for notice in found["items"])
    assert "Claimant" not in str(found)
