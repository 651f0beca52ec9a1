"""One's own cars by API."""

import pytest
from flask import Flask

from tests import make
from tests.make import cars
from tests.support.browser import Client
from tests.support.program import Program


def test_a_car_is_added_verified_and_listed(client: Client) -> None:
    vin, member = cars.vin(), make.member()
    cars.record(vin, cars.phone(member))
    program = Program(client, member)
    answer = program("POST /me/vehicles", {"model": "lan-5/2024", "vin": vin})
    assert answer.status_code == 201, answer.json
    made = answer.json
    assert (made["verified"], made["state"], made["vin_tail"], made["first_owner"]) == (True, "owner", vin[-6:], True)
    assert made["model"] == "lan-5/2024"
    assert program("GET /me/vehicles").json == {"items": [made], "next_cursor": None}
    assert program("GET /me").json["is_owner"] is True
    assert vin not in str(program("GET /me/vehicles").json)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"model": "lan-9"}, "model"), ({"vin": "1"}, "vin"), ({"state": "former"}, "state"), ({"use": "x"}, "use"),
     ({"verified": True}, "verified"), ({"delivered_on": "x"}, "delivered_on"), ({"first_owner": 1}, "first_owner")],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_field(client: Client, wrong: dict[str, object], field: str) -> None:
    cars.model()
    answer = Program(client, make.member())("POST /me/vehicles", {"model": "lan-5/2024"} | wrong)
    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])


def test_pages_follow_one_another(client: Client) -> None:
    member = make.member()
    for _car in range(3):
        cars.car(member)
    program = Program(client, member)
    first = program("GET /me/vehicles?limit=2").json
    second = program(f"GET /me/vehicles?limit=2&cursor={first['next_cursor']}").json
    assert [len(first["items"]), len(second["items"]), second["next_cursor"]] == [2, 1, None]


def test_nobody_sees_the_cars_of_others(client: Client, app: Flask) -> None:
    cars.car(make.member(), cars.vin())
    assert Program(client, make.member())("GET /me/vehicles").json["items"] == []
    assert Program(client)("GET /me/vehicles").status_code == 401


def test_an_idea_tells_both_counts(client: Client) -> None:
    owner, idea = make.owner(), make.idea(supporters=2)
    program, path = Program(client, owner), f"/ideas/{idea.post.public_id}"
    said = program(f"PUT {path}/support").json
    assert (said["supports"]["all"], said["supports"]["owners"]) == (3, 1)
    assert program(f"GET {path}").json["supports"]["owners"] == 1
