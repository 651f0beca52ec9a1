"""Targets for programs, and in the feed."""

from datetime import UTC, datetime

import pytest
import time_machine

from tests import make
from tests.support.browser import Client
from tests.support.program import Program

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


@pytest.fixture
def product(client: Client) -> Program:
    return Program(client, make.member(roles=["product"]), ["staff"])


@pytest.fixture
def adopted(product: Program) -> str:
    return f"/ideas/{make.idea(status='adopted').post.public_id}"


def test_a_target_is_set_moved_and_listed(client: Client, product: Program, adopted: str) -> None:
    with time_machine.travel(NOW, tick=False):
        first = product(f"PUT {adopted}/target", {"target": "2027-03", "reason": "March it is."})
        second = product(f"PUT {adopted}/target", {"target": "2027-Q2", "reason": "The supplier is late."})
    assert (first.json["target"], second.json["target"]) == ("2027-03", "2027-Q2")
    listed = Program(client, None)(f"GET {adopted}/targets").json
    assert listed["next_cursor"] is None
    assert [
        (item["before"] and item["before"]["key"], item["window"]["key"], item["is_slip"], item["reason"])
        for item in listed["items"]
    ] == [(None, "2027-03", False, "March it is."), ("2027-03", "2027-Q2", True, "The supplier is late.")]
    feed = client.get("/roadmap.atom?lang=en").text
    assert "Expected: March 2027" in feed
    assert "Moved back to: Q2 2027" in feed


@time_machine.travel(NOW, tick=False)
def test_a_status_brings_its_target(product: Program) -> None:
    path = f"/ideas/{make.idea().post.public_id}"
    answer = product(f"PUT {path}/status", {"status": "adopted", "reason": "Taken on.", "target": "2027-Q1"})
    assert (answer.status_code, answer.json["status"]["key"], answer.json["target"]) == (200, "adopted", "2027-Q1")


@time_machine.travel(NOW, tick=False)
def test_a_status_that_takes_no_target_is_refused_with_one_and_nothing_is_changed(product: Program) -> None:
    path = f"/ideas/{make.idea().post.public_id}"
    answer = product(f"PUT {path}/status", {"status": "declined", "reason": "No.", "target": "2027-Q1"})
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["target"])
    assert product(f"GET {path}").json["status"]["key"] == "new"


@pytest.mark.parametrize(
    ("said", "status", "field"),
    [
        ({"target": "soon", "reason": "x"}, 422, "target"),
        ({"target": "2020-Q1", "reason": "x"}, 422, "target"),
        ({"target": "2030-Q1", "reason": ""}, 422, "reason"),
        ({"target": "2030-Q1"}, 422, "reason"),
        ({"reason": "x"}, 422, "target"),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_field(
    product: Program, adopted: str, said: dict[str, str], status: int, field: str
) -> None:
    answer = product(f"PUT {adopted}/target", said)
    assert (answer.status_code, list(answer.json["errors"])) == (status, [field])


def test_only_what_was_taken_on_has_a_target(product: Program) -> None:
    answer = product(f"PUT /ideas/{make.idea().post.public_id}/target", {"target": "2030-Q1", "reason": "x"})
    assert (answer.status_code, answer.json["type"]) == (409, "urn:cocreate:takes-no-target")


@pytest.mark.parametrize("roles", [[], ["moderator"], ["service"]])
def test_others_set_no_target(client: Client, adopted: str, roles: list[str]) -> None:
    someone = Program(client, make.member(roles=roles), ["staff"] if roles else ["write"])
    assert someone(f"PUT {adopted}/target", {"target": "2030-Q1", "reason": "x"}).status_code == 403
