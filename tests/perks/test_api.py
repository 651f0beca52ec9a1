"""Perks for programs."""

from typing import Any

from sqlalchemy import update

from cocreate.kernel.database import db
from cocreate.perks import categories, variants
from cocreate.perks.models import PerkVariant
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


def test_several_variants_have_no_stock_together(client: Client) -> None:
    admin = make.member(roles=["admin"])
    perk = perks.perk(admin, [variants.Variant("S", stock=2), variants.Variant("M", stock=3)])
    program = Program(client, admin)
    answer = program(f"PATCH /perks/{perk.public_id}", {"stock": 9})
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["stock"])
    told = program(f"GET /perks/{perk.public_id}").json
    assert (told["stock"], [one["name"] for one in told["variants"]]) == (5, ["S", "M"])
