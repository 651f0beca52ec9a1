"""The pages of referrals: the member's, the visitor's and the desk's."""

from collections.abc import Callable
from typing import Any

import pytest

from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.points.referrals import queries, rules
from cocreate.points.referrals.models import ReferralState
from tests import make
from tests.make import referrals
from tests.support.browser import Client

pytestmark = pytest.mark.usefixtures("app")


def test_a_link_is_made_with_a_button_and_shown_from_then_on(client: Client) -> None:
    referrer = referrals.referrer()
    client.sign_in(referrer)
    assert "/join/" not in client.get("/points/referrals").text
    assert client.post("/points/referrals").status_code == 303
    page = client.get("/points/referrals").text
    assert f"/join/{queries.code_of(referrer.id)}" in page
    assert "<svg" in page


def test_who_is_new_reads_from_when_on(client: Client) -> None:
    client.sign_in(make.member())
    assert "You can invite others from" in client.get("/points/referrals?lang=en").text
    assert client.post("/points/referrals").status_code == 409


def test_the_referrer_reads_what_became_of_it_and_nothing_of_whom(client: Client) -> None:
    referrer, moderator = referrals.referrer(), make.member(roles=["moderator"])
    refused, looked_at = referrals.in_review(referrer), referrals.in_review(referrer)
    rules.refuse(moderator, refused.referred_id, "It is one person.")
    client.sign_in(referrer)
    page = client.get("/points/referrals?lang=en").text
    assert "It is one person." in page
    assert page.count("On the way") == 1
    for referred in (refused, looked_at):
        other = db.session.get_one(Member, referred.referred_id)
        assert other.public_id not in page
        assert other.name not in page


def test_moderators_look_approve_and_refuse_with_a_reason_and_administrators_set_the_terms(client: Client) -> None:
    good, bad = referrals.in_review(), referrals.in_review()
    paths = [f"/desk/points/referrals/{db.session.get_one(Member, one.referred_id).public_id}" for one in (good, bad)]
    client.sign_in(make.member(roles=["moderator"]))
    page = client.get("/desk/points/referrals?lang=en").text
    assert all(path in page for path in paths)
    assert "Both were here from one network address" in client.get(f"{paths[0]}?lang=en").text
    assert client.post(f"{paths[0]}/approve").status_code == 303
    assert client.post(f"{paths[1]}/refuse", data={"reason": ""}).status_code == 422
    assert client.post(f"{paths[1]}/refuse", data={"reason": "It is one person."}).status_code == 303
    states = [referrals.reread(one).state for one in (good, bad)]
    assert states == [ReferralState.REWARDED, ReferralState.REFUSED]
    client.sign_in(make.member(roles=["admin"]))
    typed = {"cool_down_days": "0", "minimum_age_days": "10", "many": "3", "many_days": "2"}
    assert client.post("/desk/points/referrals/terms", data=typed).status_code == 303
    assert (rules.terms().cool_down_days, rules.terms().many) == (0, 3)
    assert "reward: 14 → 0" in client.get("/desk/points/referrals?lang=en").text
    assert client.post("/desk/points/referrals/terms", data=typed | {"many": "0"}).status_code == 422


def test_pages_take_as_many_statements_for_many_as_for_few(client: Client, statements: Callable[[], Any]) -> None:
    referrer, moderator = referrals.referrer(), make.member(roles=["moderator"])
    told = []
    for _turn in range(2):
        referrals.in_review(referrer)
        referrals.in_review()
        for reader, address in ((referrer, "/points/referrals"), (moderator, "/desk/points/referrals")):
            client.sign_in(reader)
            client.get(address)
            with statements() as seen:
                assert client.get(address).status_code == 200
            told.append(len(seen))
    assert told[:2] == told[2:]
