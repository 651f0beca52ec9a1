"""Tiers at the desk: written with a look at who would move, and removed after another one."""

import pytest
from flask import Flask

from cocreate.perks.models import PerkAudience
from cocreate.points import awards
from cocreate.points.models import RuleKey
from cocreate.points.tiers import queries
from tests import make
from tests.make import perks as make_perks
from tests.support.browser import Client

SAID = {"from_contribution": "40", "name_zh": "老友", "name_en": "Old friend", "benefits_zh": "", "benefits_en": "Tea"}


@pytest.fixture
def admin(client: Client) -> Client:
    client.set_cookie("lang", "en")
    return client.sign_in(make.member(roles=["admin"]))


def test_a_tier_is_tried_added_changed_and_removed(app: Flask, admin: Client) -> None:
    member = make.member()
    awards.award(RuleKey.IDEA_ADOPTED, "idea:1", [member.id])
    tried = admin.post("/desk/points/tiers", data={**SAID, "key": "friend", "from_contribution": "50", "preview": "1"})
    assert (tried.status_code, queries.by_key("friend")) == (200, None)
    assert admin.post("/desk/points/tiers", data={**SAID, "key": "friend"}).status_code == 303
    found = queries.by_key("friend")
    assert found
    assert found.benefits("en") == ["Tea"]
    assert (
        "1 member from “Companion” to “Old friend”"
        in admin.post(
            "/desk/points/tiers/companion",
            data={**SAID, "name_en": "Companion", "from_contribution": "60", "preview": "1"},
        ).text
    )
    changed = admin.post("/desk/points/tiers/friend", data={**SAID, "from_contribution": "45"}, follow_redirects=True)
    assert "40 → 45" in changed.text
    asked = admin.get("/desk/points/tiers/companion/removal").text
    assert "1 member from “Companion” to “Old friend”" in asked
    assert '<ul role="status"' not in asked, "a list that is a status is no list any more"
    assert admin.post("/desk/points/tiers/companion/removal").status_code == 303
    assert queries.reached(member.id) == {"friend"}
    assert "Removed" in admin.get("/desk/points/tiers").text


def test_a_tier_that_a_perk_is_for_stays(app: Flask, admin: Client) -> None:
    make_perks.perk(audience=PerkAudience.TIER, tier="companion")
    answer = admin.post("/desk/points/tiers/companion/removal")
    assert answer.status_code == 409
    assert "Some perks are for members on this tier alone." in answer.text
    assert queries.by_key("companion")


def test_what_is_wrong_is_told_at_its_field_and_stays(app: Flask, admin: Client) -> None:
    answer = admin.post("/desk/points/tiers/companion", data={**SAID, "from_contribution": "200"})
    assert answer.status_code == 422
    assert "Another tier begins here already." in answer.text
    assert "Old friend" in answer.text
    missing = admin.post("/desk/points/tiers/companion", data={**SAID, "from_contribution": ""})
    assert "From how much contribution on?" in missing.text
    assert admin.get("/desk/points/tiers/nowhere").status_code == 404
    assert admin.get("/desk/points/tiers/new").status_code == 200
