"""Perks for programs."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.perks import categories, stocking
from cocreate.perks.models import Perk, PerkState, PerkVariant
from tests import make
from tests.make import perks
from tests.support.browser import Client
from tests.support.program import Program

SAID = {"title": "A mug", "body": "Of *tin*.", "kind": "goods", "price": 300}


def test_an_administrator_writes_a_perk_that_is_on_sale_at_once(client: Client) -> None:
    admin = Program(client, make.member(roles=["admin"]))
    categories.add(make.member(), "everyday", "日常", "Everyday")
    made = admin("POST /perks", SAID | {"stock": 3, "per_member": 1, "category": "everyday", "language": "en"})
    assert made.status_code == 201
    perk = made.json
    assert made.headers["Location"].endswith(f"/api/v1/perks/{perk['id']}")
    expected = {
        "title": "A mug", "body": "Of *tin*.", "html": "<p>Of <em>tin</em>.</p>\n", "language": "en", "kind": "goods",
        "state": "on_sale", "price": 300, "stock": 3, "left": 3, "per_member": 1, "per_period": None, "summary": "",
        "audience": "all", "series": [], "tier": None, "category": "everyday", "pictures": [], "starts_at": None,
    }  # fmt: skip
    assert {name: perk[name] for name in expected} == expected
    assert [(one["name"], one["stock"], one["left"]) for one in perk["variants"]] == [("", 3, 3)]
    listed = Program(client)("GET /perks").json
    assert listed == {"items": [perk], "next_cursor": None}


def test_what_is_not_said_otherwise_stays(client: Client) -> None:
    admin = Program(client, make.member(roles=["admin"]))
    perk = admin("POST /perks", SAID | {"title": "搪瓷杯", "state": "draft"}).json
    assert perk["language"] == "zh"  # the site's first one
    path = f"/perks/{perk['id']}"
    assert Program(client)(f"GET {path}").status_code == 404
    changed = admin(f"PATCH {path}", {"title": "A mug", "language": "en", "stock": 5, "state": "on_sale"}).json
    assert (changed["title"], changed["stock"], changed["state"]) == ("A mug", 5, "on_sale")
    db.session.execute(update(PerkVariant).values(taken=4))
    refused = admin(f"PATCH {path}", {"stock": 3})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["stock"])
    changed = admin(f"PATCH {path}", {"price": 500, "stock": None, "per_member": 2, "category": ""}).json
    assert (changed["price"], changed["stock"], changed["left"], changed["per_member"]) == (500, None, None, 2)
    assert admin(f"PATCH {path}", {"per_member": None}).json["per_member"] is None
    assert admin(f"PATCH {path}", {"state": "withdrawn"}).json["state"] == "withdrawn"
    assert admin(f"PATCH {path}", {"state": "draft"}).status_code == 409
    assert admin(f"PATCH {path}", {}).status_code == 200


def test_what_is_withdrawn_meanwhile_stays_so_where_nothing_is_said_of_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin, stock = Program(client, make.member(roles=["admin"])), stocking.change
    perk = admin("POST /perks", SAID).json

    def meanwhile(*said: Any) -> None:
        db.session.execute(update(Perk).values(state=PerkState.WITHDRAWN))
        stock(*said)

    monkeypatch.setattr(stocking, "change", meanwhile)
    assert admin(f"PATCH /perks/{perk['id']}", {"price": 200}).json["state"] == "withdrawn"


def test_what_is_wrong_is_told_at_its_field(client: Client) -> None:
    admin = Program(client, make.member(roles=["admin"]))
    wrong: dict[str, list[Any]] = {
        "title": ["", "a" * 81, None, "\x00", 7],
        "price": [0, -1, 10**30, 1.5, "1,200", None, True],
        "stock": [-1, 10**30, "many"],
        "kind": ["gift", None],
        "per_member": [0, 10**20],
        "series": [["nothing"]],
        "starts_at": ["yesterday"],
        "price_in_yuan": [3],
    }
    for field, values in wrong.items():
        for value in values:
            said = SAID | {field: value} | ({"audience": "model"} if field == "series" else {})
            answer = admin("POST /perks", said)
            assert answer.status_code == 422, (field, value)
            assert {name.removesuffix("_zh") for name in answer.json["errors"]} == {field}, (field, value, answer.json)


def test_only_administrators_write(client: Client) -> None:
    perk = perks.perk()
    for role in ("product", "service", "moderator"):
        staff = Program(client, make.member(roles=[role]))
        assert staff("POST /perks", SAID).status_code == 403
        assert staff(f"PATCH /perks/{perk.public_id}", {"price": 1}).status_code == 403


def test_a_coupon_says_what_it_takes_off_and_until_when(client: Client) -> None:
    admin = Program(client, make.member(roles=["admin"]))
    last = str(clock.local_day(clock.now()) + timedelta(days=400))
    coupon = SAID | {"kind": "service_coupon", "language": "en", "discount": "20 yuan off", "discount_fen": 2000}
    perk = admin("POST /perks", coupon | {"valid_days": 90, "valid_until_on": last}).json
    names = ("discount", "discount_fen", "valid_days", "valid_until_on")
    assert [perk[name] for name in names] == ["20 yuan off", 2000, 90, last]
    path = f"PATCH /perks/{perk['id']}"
    changed = admin(path, {"discount": "优惠30元", "discount_fen": 3000, "valid_days": None, "language": "zh"}).json
    assert [changed[name] for name in names] == ["20 yuan off", 3000, None, last]
    for field, value in (
        ("discount", "Half"),
        ("discount_fen", 1),
        ("valid_days", 9),
        ("valid_until_on", last),
    ):
        refused = admin("POST /perks", SAID | {field: value})
        assert (refused.status_code, list(refused.json["errors"])) == (422, [field])


def test_variants_are_made_and_changed_each_by_its_id(client: Client) -> None:
    admin = Program(client, make.member(roles=["admin"]))
    sizes = [{"size": "S", "colour": "Teal", "stock": 2}, {"size": "M", "colour": "Teal", "stock": None}]
    perk = admin("POST /perks", SAID | {"variants": sizes, "language": "en"}).json
    assert [(one["name"], one["stock"]) for one in perk["variants"]] == [("Teal · S", 2), ("Teal · M", None)]
    path, (small, middle) = f"/perks/{perk['id']}", (one["id"] for one in perk["variants"])
    told = admin(f"PATCH {path}", {"variants": [{"id": middle, "stock": 7}, {"size": "L", "offered": False}]}).json
    assert [(one["size"], one["stock"], one["offered"]) for one in told["variants"]] == [
        ("S", 2, True), ("M", 7, True), ("L", None, False),
    ]  # fmt: skip
    assert told["stock"] == 9
    assert [one["size"] for one in Program(client)(f"GET {path}").json["variants"]] == ["S", "M"]
    db.session.execute(update(PerkVariant).where(PerkVariant.id == small).values(taken=2))
    wrong: dict[str, dict[str, Any]] = {
        "stock": {"stock": 9},
        "variants.1.stock": {"variants": [{"id": middle, "stock": 1}, {"id": small, "stock": 1}]},
        "variants.0.id": {"variants": [{"id": 1}]},
        "variants.1.id": {"variants": [{"id": small}, {"id": small}]},
        "variants.1.size": {"variants": [{"id": small, "size": "M"}, {"id": middle}]},
        "variants": {"variants": [{"size": str(number)} for number in range(31)]},
    }
    for field, said in wrong.items():
        answer = admin(f"PATCH {path}", said)
        assert (answer.status_code, list(answer.json["errors"])) == (422, [field]), answer.json
    both = admin("POST /perks", SAID | {"stock": 1, "variants": sizes})
    assert (both.status_code, list(both.json["errors"])) == (422, ["stock"])
