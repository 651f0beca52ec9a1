"""Invitations for programs."""

from tests import make
from tests.make import referrals
from tests.support.browser import Client
from tests.support.program import Program


def test_from_the_link_to_what_became_of_it(client: Client) -> None:
    referrer = referrals.referrer()
    mine = Program(client, referrer)
    assert mine("GET /points/invitation").json["url"] is None
    made = mine("PUT /points/invitation").json
    assert made["url"].endswith(f"/join/{made['code']}")
    assert (made["may_invite"], made["opens_on"], made["points"]) == (True, None, 2000)
    assert mine("PUT /points/invitation").json == made
    first = referrals.referral(referrer)
    referrals.delivered(first)
    referrals.due()
    referrals.in_review(referrer)
    referrals.referral(referrer)
    pages = [mine("GET /points/referrals?limit=2").json]
    pages.append(mine(f"GET /points/referrals?limit=2&cursor={pages[0]['next_cursor']}").json)
    said = [(one["state"], one["points"]) for page in pages for one in page["items"]]
    assert said == [("joined", 0), ("joined", 0), ("rewarded", 2000)]
    assert pages[1]["next_cursor"] is None
    assert set(pages[1]["items"][0]) == {"on", "state", "points", "reason"}
    assert mine("GET /points/invitation").json["joined"] == 3


def test_who_is_new_reads_from_when_on_they_may(client: Client) -> None:
    new = Program(client, make.member())
    assert (new("GET /points/invitation").json["may_invite"], new("PUT /points/invitation").status_code) == (False, 409)
    assert new("GET /points/invitation").json["opens_on"] is not None
    assert new("GET /points/referrals?cursor=x").status_code == 422
