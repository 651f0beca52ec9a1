"""Keeping the catalogue: words, prices, stock, the way into the shop and out of it, and who may redeem."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.perks import audit, history, queries, rules, variants
from cocreate.perks.access import Offer, Standing, may_redeem
from cocreate.perks.codes import pool
from cocreate.perks.contents import Words, present
from cocreate.perks.models import Perk, PerkAudience, PerkKind, PerkState, PerkVariant
from cocreate.perks.variants import Variant
from tests import make
from tests.make import perks

pytestmark = pytest.mark.usefixtures("english")

WRONG: dict[str, dict[str, Any]] = {
    "title_zh": {"words": {"en": Words("", "One line")}},
    "body_en": {"words": {"en": Words("A", body="a" * 20_001)}},
    "price": {"price": 0},
    "per_member": {"per_member": -1},
    "period_days": {"per_period": 2},
    "per_period": {"period_days": 2},
    "ends_at": {"starts_at": clock.now(), "ends_at": clock.now() - timedelta(days=1)},
    "series": {"audience": PerkAudience.MODEL},
    "tier": {"audience": PerkAudience.TIER, "tier": "nothing"},
    "category": {"category": "nothing"},
    "discount_fen": {"kind": PerkKind.SERVICE_COUPON, "discount_fen": 0},
    "pictures": {"pictures": {"2222222222": ""}},
}


@pytest.mark.parametrize("field", WRONG)
def test_what_is_wrong_is_told_at_its_field(app: Flask, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        perks.draft(**WRONG[field])
    assert refused.value.field == field


def test_what_has_codes_does_not_become_goods(app: Flask) -> None:
    admin = make.member(roles=["admin"])
    perk = perks.draft(admin, kind=PerkKind.VOUCHER)
    pool.generate(admin, variants.of(perk.id)[0], 2)
    with pytest.raises(Invalid) as refused:
        rules.change(admin, perk, perks.content(kind=PerkKind.GOODS))
    assert refused.value.field == "kind"


def test_what_is_said_is_what_is_read(app: Flask) -> None:
    make.series("islet")
    said = perks.content(
        words={"zh": Words("保养券", "立减", "正文", "减200元"), "en": Words("Coupon", "", "", "200 off")},
        kind=PerkKind.SERVICE_COUPON,
        audience=PerkAudience.MODEL,
        series=["islet"],
        discount_fen=20_000,
        per_period=1,
        period_days=30,
    )
    perk = rules.create(make.member(roles=["admin"]), said)
    assert present(perk) == said
    assert queries.row(perk, "en").summary == ("立减", "zh")
    assert queries.row(perk, "zh").whom == "islet"


def test_the_way_into_the_shop_and_out_of_it_is_kept(app: Flask) -> None:
    admin = make.member(roles=["admin"])
    perk = perks.draft(admin)
    with pytest.raises(Refused):
        rules.withdraw(admin, perk)
    rules.put_on_sale(admin, perk)
    with pytest.raises(Refused):
        rules.put_on_sale(admin, perk)
    rules.revise(admin, perk, lambda content: replace(content, price=500))
    with pytest.raises(Invalid):
        rules.revise(admin, perk, lambda content: replace(content, kind=PerkKind.VOUCHER))
    rules.withdraw(admin, perk)
    rules.put_on_sale(admin, perk)
    told = [(entry.field, entry.before, entry.after) for entry in history.entries(perk, "en")]
    assert told == [
        ("state", "withdrawn", "on_sale"),
        ("state", "on_sale", "withdrawn"),
        ("price", "300", "500"),
        ("state", "draft", "on_sale"),
    ]
    assert list(audit.check()) == []


def test_what_cannot_be_redeemed_does_not_go_on_sale(app: Flask) -> None:
    admin = make.member(roles=["admin"])
    with pytest.raises(Refused, match="time"):
        rules.put_on_sale(admin, perks.draft(admin, ends_at=clock.now() - timedelta(days=1)))
    with pytest.raises(Refused, match="offered"):
        rules.put_on_sale(admin, perks.draft(admin, [Variant(offered=False)]))


def test_stock_is_never_less_than_what_is_taken(app: Flask) -> None:
    admin = make.member(roles=["admin"])
    perk = perks.perk(admin, [Variant("S", stock=9), Variant("M", stock=9)])
    small, medium = variants.of(perk.id)
    small.taken = 4
    db.session.flush()
    with pytest.raises(Invalid, match="4 are redeemed") as refused:
        variants.change(admin, perk, [Variant("M", stock=9, id=medium.id), Variant("S", stock=3, id=small.id)])
    assert refused.value.field == "stock_1"
    with pytest.raises(Invalid, match="another one"):
        variants.change(admin, perk, [Variant("S", id=medium.id)])
    swapped = [Variant("S", stock=None, id=medium.id), Variant("M", stock=4, id=small.id), Variant("L", stock=2)]
    variants.change(admin, perk, swapped)
    assert [(one.size, one.stock, one.taken) for one in variants.of(perk.id)] == [
        ("S", None, 0), ("M", 4, 4), ("L", 2, 0),
    ]  # fmt: skip
    told = [(entry.before, entry.after) for entry in history.entries(perk, "en") if entry.field == "stock"]
    assert told == [("0", "2"), ("9", "4"), ("9", None)]
    other = variants.of(perks.perk(admin).id)[0]
    with pytest.raises(Invalid):
        variants.change(admin, perk, [Variant("XL", id=other.id)])
    with pytest.raises(Invalid):
        variants.change(admin, perk, [Variant(str(size)) for size in range(31)])
    assert list(audit.check()) == []


def test_every_reason_against_redeeming_is_named() -> None:
    now = clock.now()
    day = timedelta(days=1)

    def codes(standing: Standing | None, series: frozenset[int] = frozenset(), left: int = 1, **said: Any) -> list[str]:
        perk = Perk(price=300, state=PerkState.ON_SALE, shown_at=now, audience=PerkAudience.ALL)
        for name, value in said.items():
            setattr(perk, name, value)
        variant = PerkVariant(stock=left, taken=0, offered=True)
        return [reason.code.value for reason in may_redeem(Offer(perk, [variant], series, "X"), standing, now)]

    rich = Standing(300, is_owner=True, series=frozenset({1}), tiers=frozenset({"gold"}), redeemed=1)
    poor = Standing(299)
    assert codes(rich) == []
    assert codes(None, left=0) == ["sold-out"]
    assert codes(poor) == ["too-few-points"]
    assert codes(rich, state=PerkState.WITHDRAWN) == ["not-on-sale"]
    assert codes(rich, starts_at=now + day) == ["not-yet"]
    assert codes(rich, starts_at=now, ends_at=now) == ["over"]  # half-open
    assert codes(rich, starts_at=now, ends_at=now + day) == []
    assert codes(poor, audience=PerkAudience.OWNERS) == ["owners-only", "too-few-points"]
    assert codes(rich, audience=PerkAudience.OWNERS) == []
    assert codes(rich, frozenset({2}), audience=PerkAudience.MODEL) == ["model"]
    assert codes(rich, frozenset({1, 2}), audience=PerkAudience.MODEL) == []
    assert codes(rich, audience=PerkAudience.TIER, tier_key="silver") == ["tier"]
    assert codes(rich, audience=PerkAudience.TIER, tier_key="gold") == []
    assert codes(rich, per_member=1) == ["per-member"]
    assert codes(replace(rich, again=now.date()), per_member=2) == ["per-period"]
    assert codes(rich, valid_until_on=clock.local_day(now)) == []
    assert codes(rich, valid_until_on=clock.local_day(now) - day) == ["over"]


def test_the_audit_finds_what_does_not_fit(app: Flask) -> None:
    perk = perks.perk(price=300)
    rules.revise(make.member(roles=["admin"]), perk, lambda content: replace(content, price=400))
    perk.price = 500
    perk.audience = PerkAudience.MODEL
    bare = Perk(kind=PerkKind.GOODS, title_en="Bare", price=1)
    db.session.add(bare)
    db.session.flush()
    assert list(audit.check()) == [
        f"perk {bare.id}: it comes in no variant",
        f"perk {perk.id}: the series it is for and its audience do not fit",
        f"perk {perk.id}: its price is 500, its history says 400",
    ]
