"""What the database refuses of the catalogue of perks."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.perks import categories, rules, variants
from cocreate.perks.models import Perk, PerkCategory, PerkChange, PerkPicture, PerkVariant
from cocreate.posts.pictures import rules as pictures
from cocreate.posts.pictures.models import Picture
from tests import make
from tests.make import perks
from tests.make.pictures import drawn

PERK: dict[str, dict[str, Any]] = {
    "has_a_title": {"title_en": ""},
    "title_length": {"title_en": "a" * 81},
    "summary_length": {"summary_en": "a" * 161},
    "body_length": {"body_zh": "a" * 20_001},
    "discount_length": {"kind": "service_coupon", "discount_en": "a" * 121},
    "only_coupons_lower_a_bill": {"discount_en": "All of it"},
    "discount_is_some": {"kind": "service_coupon", "discount_fen": 0},
    "price_is_some": {"price": 0},
    "per_member_is_some": {"per_member": 0},
    "period_is_whole": {"per_period": 1},
    "per_period_is_some": {"per_period": 0, "period_days": 1},
    "valid_for_some_days": {"kind": "voucher", "valid_days": 0},
    "only_codes_run_out": {"valid_days": 1},
    "tier_is_named": {"tier_key": "gold"},
    "tier_key_length": {"audience": "tier", "tier_key": ""},
    "starts_before_it_ends": {"starts_at": text("now()"), "ends_at": text("now()")},
    "shown_once_on_sale": {"state": "on_sale"},
}
VARIANT: dict[str, dict[str, Any]] = {
    "name_length": {"size": "a" * 41},
    "stock_is_some": {"stock": -1},
    "taken_within_stock": {"stock": 1, "taken": 2},
}


def refused(name: str, statement: object) -> None:
    with pytest.raises(DBAPIError, match=name), db.session.begin_nested():
        db.session.execute(statement)  # type: ignore[call-overload]


def test_each_constraint_speaks(app: Flask) -> None:
    admin = make.member(roles=["admin"])
    perk = perks.draft(admin, pictures={pictures.add(admin, drawn(32, 32)).public_id: ""})
    (variant,) = variants.of(perk.id)
    for name, values in PERK.items():
        refused(f"ck_perks_{name}", update(Perk).values(**values))
    for name, values in VARIANT.items():
        refused(f"ck_perk_variants_{name}", update(PerkVariant).values(**values))
    refused("ck_perk_variants_taken_within_stock", update(PerkVariant).values(taken=-1))
    refused("ck_perk_pictures_six_at_most", update(PerkPicture).values(position=6))
    refused("ck_pictures_shelf", update(Picture).values(shelf="nobody"))
    post = make.idea(admin).id
    refused("ck_pictures_in_one_place", update(Picture).values(post_id=post, position=0))
    one, other = (categories.add(admin, key, "一", "One") for key in ("one", "other"))
    refused("ck_perk_categories_names", update(PerkCategory).values(name_zh=""))
    refused("ck_perk_categories_key_is_plain", update(PerkCategory).where(PerkCategory.id == one.id).values(key="A b"))
    refused("uq_perk_categories_key", update(PerkCategory).where(PerkCategory.id == one.id).values(key=other.key))
    copy = "INSERT INTO perk_variants (perk_id, size, colour_zh, colour_en, position, taken, offered) "
    refused("uq_perk_variants", text(f"{copy} VALUES ({variant.perk_id}, '', '', '', 1, 0, true)"))


def test_history_is_never_rewritten(app: Flask) -> None:
    perk = perks.perk()
    refused("append", update(PerkChange).values(after="x"))
    change = (
        "INSERT INTO perk_changes (perk_id, actor_id, field, before, after, at) SELECT id, %s, '%s', %s, now() FROM "
    )
    actor = db.session.scalars(text("SELECT min(id) FROM members")).one()
    refused("something_changed", text(change % (actor, "price", "'1', '1'") + f"perks WHERE id = {perk.id}"))
    refused("variant_is_named", text(change % (actor, "stock", "'1', '2'") + f"perks WHERE id = {perk.id}"))


def test_a_category_with_perks_stays(app: Flask) -> None:
    admin = make.member(roles=["admin"])
    shelf = categories.add(admin, "everyday", "日常", "Everyday")
    perk = perks.draft(admin, category="everyday")
    with pytest.raises(Refused):
        categories.remove(admin, shelf)
    rules.revise(admin, perk, lambda content: replace(content, category=""))
    categories.remove(admin, shelf)
    assert categories.every() == []
