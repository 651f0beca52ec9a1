"""Redeeming for programs, as the surface has it."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from cocreate.kernel.database import db
from cocreate.kernel.transactions import KeptAnswer
from cocreate.perks.models import PerkKind, PerkState, PerkVariant
from cocreate.perks.redemptions import addresses
from cocreate.perks.redemptions.models import Redemption
from tests import make
from tests.make import redemptions
from tests.support.browser import Client
from tests.support.program import Program

ADDRESS = {"name": "林一", "phone": "138 0013 8000", "region": "上海市浦东新区", "street": "兰花路17号3室"}


@pytest.fixture
def program(client: Client, app: Flask) -> Program:
    return Program(client, redemptions.rich(points=500))


def path(variant: PerkVariant) -> str:
    return f"POST /perks/{redemptions.of(variant).public_id}/redemptions"


def test_a_voucher_comes_with_its_code(program: Program) -> None:
    answer = program(path(redemptions.perk(PerkKind.VOUCHER)), {})
    assert answer.status_code == 201
    assert answer.json["state"] == "fulfilled"
    assert len(answer.json["code"]) == 14
    assert answer.headers["Location"] == answer.json["url"]
    assert program("GET /points").json["spendable"] == 400
    assert program("GET /perks/redemptions").json["items"] == [answer.json]


def test_goods_want_an_address_in_parts_or_as_one_line(program: Program) -> None:
    variant = redemptions.perk()
    answer = program(path(variant), {"variant": variant.id, "address": ADDRESS})
    assert (answer.status_code, answer.json["state"], answer.json["code"]) == (201, "ordered", None)
    assert program(path(variant), {"address": "林一 13800138000 上海市浦东新区兰花路17号"}).status_code == 201
    sealed = [one.address or "" for one in db.session.scalars(select(Redemption).order_by(Redemption.id))]
    assert [addresses.unseal(one).line for one in sealed] == [
        "林一 +8613800138000 上海市浦东新区 兰花路17号3室",
        "林一 13800138000 上海市浦东新区兰花路17号",
    ]
    for said, field in (({}, "address"), ({"address": {**ADDRESS, "phone": "1"}}, "address.phone"),
                        ({"address": {"zip": "1"}}, "address.zip"), ({"variant": 1}, "variant")):  # fmt: skip
        refused = program(path(variant), said)
        assert (refused.status_code, list(refused.json["errors"])) == (422, [field])


def test_the_same_key_is_one_redemption_even_when_its_answer_is_forgotten(program: Program) -> None:
    variant = redemptions.perk(PerkKind.VOUCHER)
    from_voucher = path(variant)
    first = program(from_voucher, {}, Idempotency_Key="k").json
    assert program(from_voucher, {}, Idempotency_Key="k").json == first
    (kept,) = db.session.scalars(select(KeptAnswer))
    assert kept.body == b""
    for other in ({"price": 100}, {"address": ADDRESS}):
        refused = program(from_voucher, other, Idempotency_Key="k")
        assert (refused.status_code, refused.json["type"]) == (422, "urn:cocreate:key-reused")
    db.session.delete(kept)
    redemptions.of(variant).state = PerkState.WITHDRAWN
    db.session.flush()
    assert program(from_voucher, {}, Idempotency_Key="k").json == first
    assert db.session.scalar(select(func.count()).select_from(Redemption)) == 1


def test_a_key_is_told_from_another_to_its_end_and_stands_for_one_content(program: Program) -> None:
    goods = path(redemptions.perk())
    long = "k" * 199
    first = program(goods, {"address": ADDRESS}, Idempotency_Key=f"{long}1")
    assert program(goods, {"address": ADDRESS}, Idempotency_Key=f"{long}2").json["id"] != first.json["id"]
    assert program(goods, {"address": ADDRESS}, Idempotency_Key=f"{long}1").json == first.json
    other = path(redemptions.perk())
    for where, said in ((goods, {"address": {**ADDRESS, "street": "兰花路18号"}}), (other, {"address": ADDRESS})):
        refused = program(where, said, Idempotency_Key=f"{long}1")
        assert (refused.status_code, refused.json["type"]) == (422, "urn:cocreate:key-reused")
    assert program(goods, {"address": ADDRESS}, Idempotency_Key="k" * 201).status_code == 422
    assert program("GET /points").json["spendable"] == 300


def test_nobody_pays_another_price_than_the_one_they_sent(program: Program) -> None:
    voucher = path(redemptions.perk(PerkKind.VOUCHER, price=120))
    refused = program(voucher, {"price": 100})
    assert (refused.status_code, refused.json["type"]) == (409, "urn:cocreate:price-changed")
    assert refused.json["price"] == 120
    assert program("GET /points").json["spendable"] == 500
    assert program(voucher, {"price": 120}).status_code == 201


def test_what_stands_against_it_is_409_and_costs_nothing(program: Program, client: Client) -> None:
    dear = program(path(redemptions.perk(PerkKind.VOUCHER, price=501)), {})
    assert (dear.status_code, dear.json["type"]) == (409, "urn:cocreate:too-few-points")
    gone = program(path(redemptions.perk(PerkKind.VOUCHER, stock=0)), {})
    assert (gone.status_code, gone.json["type"]) == (409, "urn:cocreate:sold-out")
    assert "still there" in gone.json["detail"]
    assert program("GET /points").json["spendable"] == 500
    assert Program(client, make.member())("GET /perks/redemptions").json["items"] == []
