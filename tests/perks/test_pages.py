"""The shop and a perk, as people see them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.perks import rules
from cocreate.perks.contents import Words
from cocreate.perks.models import PerkAudience, PerkKind
from cocreate.perks.redemptions.rules import Wish, redeem
from cocreate.perks.variants import Variant
from cocreate.perks.variants import of as variants_of
from tests import make
from tests.make import perks
from tests.support.browser import Client


def shop(client: Client, query: str = "") -> str:
    answer = client.get(f"/perks?lang=en{query}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_shop_shows_what_is_on_sale_and_says_how_few_are_left(client: Client) -> None:
    assert "The shop is being filled" in shop(client)
    perks.draft(words={"en": Words("A secret")})
    perks.perk(words={"en": Words("A mug")}, variants=[Variant(stock=3)], price=1200)
    gone = perks.perk(words={"zh": Words("一把伞")}, variants=[Variant(stock=0)])
    over = perks.perk(words={"en": Words("Long ago")})
    over.ends_at = clock.now() - timedelta(days=1)
    withdrawn = perks.perk(words={"en": Words("Taken back")})
    rules.withdraw(make.member(roles=["admin"]), withdrawn)
    text = shop(client)
    assert "A mug" in text
    assert "1,200" in text
    assert "Only 3 left" in text
    assert f'lang="zh"><a href="/perks/{gone.public_id}"' in text
    assert "Sold out for now" in text
    assert not any(words in text for words in ("A secret", "Long ago", "Taken back"))


def test_the_sentence_narrows_the_shop(client: Client) -> None:
    series = make.series("islet")
    owner = perks.rich(500, make.owner(series="islet"))
    everything = {
        "cheap": perks.perk(price=100),
        "dear": perks.perk(price=900),
        "owners": perks.perk(price=100, audience=PerkAudience.OWNERS),
        "model": perks.perk(price=100, audience=PerkAudience.MODEL, series=[series.key]),
        "other": perks.perk(price=100, audience=PerkAudience.MODEL, series=[make.series("lan-9").key]),
        "gone": perks.perk(price=100, variants=[Variant(stock=0)]),
        "later": perks.perk(price=100, starts_at=clock.now() + timedelta(days=1)),
        "coupon": perks.perk(price=800, kind=PerkKind.SERVICE_COUPON),
    }

    def found(query: str) -> set[str]:
        text = shop(client, query)
        return {name for name, perk in everything.items() if perk.public_id in text}

    assert found("") == set(everything)
    assert found("&kind=service_coupon") == {"coupon"}
    assert found("&for=owners") == {"owners", "model", "other"}
    assert found("&for=affordable") == set(everything)  # nobody knows what a visitor can afford
    client.sign_in(owner)
    assert found("&for=affordable") == {"cheap", "owners", "model"}
    client.sign_in(perks.rich(500))
    assert found("&for=affordable") == {"cheap"}
    assert found("&category=nothing") == set()
    assert found("&sort=nonsense&kind=nonsense&for=nonsense") == set(everything)


@pytest.mark.parametrize("sort", ["new", "low", "high"])
def test_pages_follow_each_other(client: Client, sort: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [perks.perk(price=price) for price in (300, 100, 200, 200)]
    seen, url = [], f"/api/v1/perks?limit=2&sort={sort}"
    while url:
        page = client.get(url).get_json()
        seen += [item["id"] for item in page["items"]]
        url = page["next_cursor"] and f"/api/v1/perks?limit=2&sort={sort}&cursor={page['next_cursor']}"
    order = {"new": (3, 2, 1, 0), "low": (1, 2, 3, 0), "high": (0, 3, 2, 1)}[sort]
    assert seen == [made[place].public_id for place in order]


def test_a_perk_says_what_is_missing(client: Client) -> None:
    perk = perks.perk(
        price=420,
        per_member=1,
        audience=PerkAudience.OWNERS,
        ends_at=clock.now() + timedelta(days=5),
        variants=[
            Variant("M", "黑", "black", 4),
            Variant("L", "黑", "black", 0),
            Variant("S", "白", "", 9, offered=False),
        ],
    )
    client.sign_in(perks.rich(300))
    text = client.get(f"/perks/{perk.public_id}-any-slug?lang=en").get_data(as_text=True)
    assert "120 more points needed" in text
    assert "For verified owners" in text
    assert "1 for each member" in text
    assert "<em>cotton</em>" in text
    assert "black · M" in text
    assert "白" not in text


def test_drafts_are_for_the_team_and_what_was_on_sale_stays_readable(client: Client) -> None:
    admin = make.member(roles=["admin"])
    perk = perks.draft(admin)
    address = f"/perks/{perk.public_id}"
    assert client.get(address).status_code == 404
    client.sign_in(make.member(roles=["service"]))
    assert "only the team sees it" in client.get(f"{address}?lang=en").get_data(as_text=True)
    rules.put_on_sale(admin, perk)
    rules.withdraw(admin, perk)
    client.sign_in(make.member())
    assert "No longer offered" in client.get(f"{address}?lang=en").get_data(as_text=True)


def test_the_shop_costs_as_many_statements_however_full_it_is(client: Client, statements: Callable[[], Any]) -> None:
    member = perks.rich(500, make.owner(series="islet"))
    admin = make.member(roles=["admin"])
    client.sign_in(member)

    def cost(address: str) -> int:
        with statements() as seen:
            assert client.get(address).status_code == 200
        for once in (" FROM perks ", " FROM perk_pictures ", " FROM point_lots "):
            assert sum(once in " ".join(statement.split()) for statement in seen) <= 1, (address, once)
        return len(seen)

    made = perks.perk(admin, audience=PerkAudience.MODEL, series=["islet"])
    addresses = ("/perks?for=affordable", f"/perks/{made.public_id}", "/api/v1/perks")
    before = [cost(address) for address in addresses]
    for number in range(5):
        perks.perk(admin, [Variant(str(size)) for size in range(number + 1)])
    variants_of(made.id)
    db.session.flush()
    assert [cost(address) for address in addresses] == before
    assert max(before) <= 11


def test_what_was_had_too_often_is_out_of_reach(client: Client) -> None:
    member = perks.rich(5000)
    once = perks.perk(kind=PerkKind.VOUCHER, per_member=1)
    monthly = perks.perk(kind=PerkKind.VOUCHER, per_period=1, period_days=30)
    client.sign_in(member)
    for perk in (once, monthly):
        assert perk.public_id in shop(client, "&for=affordable")
        redeem(member, Wish(variants_of(perk.id)[0].id))
        assert perk.public_id not in shop(client, "&for=affordable")
    assert "and you have it" in client.get(f"/perks/{once.public_id}?lang=en").get_data(as_text=True)
    with clock.telling(clock.now() + timedelta(days=31)):
        assert monthly.public_id in shop(client, "&for=affordable")
