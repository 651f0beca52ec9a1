"""The desk's pages of perks: written, looked at, stocked, put on sale, withdrawn."""

from io import BytesIO
from typing import Any

from sqlalchemy import select

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.perks import categories, variants
from cocreate.perks.contents import Words
from cocreate.perks.models import Perk, PerkKind, PerkState, PerkVariant
from cocreate.perks.pictures import keys
from cocreate.perks.variants import Variant
from tests import make
from tests.make import perks
from tests.make.pictures import drawn
from tests.support.browser import Client
from tests.support.naughty import OURS

SAID = {"kind": "goods", "audience": "all", "title_zh": "搪瓷杯", "price": "300", "stock_0": "40"}


def signed_in(client: Client, role: str = "admin") -> Client:
    return client.sign_in(make.member(roles=[role], locale="en"))


def test_a_perk_is_written_looked_at_and_put_on_sale(client: Client) -> None:
    signed_in(client)
    picture = (BytesIO(drawn(60, 40)), "mug.png")
    sent = client.post("/desk/perks", data=SAID | {"picture_files": picture, "series": []})
    assert sent.status_code == 303
    perk = db.session.scalars(select(Perk)).one()
    assert (perk.state, perk.price, len(keys(perk))) == (PerkState.DRAFT, 300, 1)
    page = client.get(sent.location).get_data(as_text=True)
    assert "Its whole page, as members will see it" in page
    assert "Put on sale" in page
    assert client.post(f"{sent.location}/sale").status_code == 303
    assert "搪瓷杯" in client.get("/perks").get_data(as_text=True)
    form = client.get(f"{sent.location}/edit").get_data(as_text=True)
    assert 'value="300"' in form
    said = {**SAID, "price": "450", "title_en": "A mug", "pictures": [], "body_en": "Of *tin*."}
    said.pop("stock_0")
    assert client.post(f"{sent.location}/edit", data=said).status_code == 303
    db.session.refresh(perk)
    assert (perk.price, perk.title_en, keys(perk)) == (450, "A mug", [])
    assert "Price: 300 → 450 points" in client.get(sent.location).get_data(as_text=True)
    assert "Withdraw this perk?" in client.get(f"{sent.location}/withdraw").get_data(as_text=True)
    assert client.post(f"{sent.location}/withdraw").status_code == 303
    assert client.post(f"{sent.location}/withdraw").status_code == 409


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(client: Client) -> None:
    signed_in(client)
    wrong: dict[str, list[Any]] = {
        "price": ["1,200", "1，200", "1_200", "１２", "1.5", "-3", "0", "9" * 30, "", "1e3"],
        "stock_0": ["-1", "many", "9" * 30],
        "per_member": ["0", "9" * 12],
        "title_zh": ["", "a" * 81, "\x00"],
        "discount_fen": ["1.234", "0", "viel", "9" * 14],
        "kind": ["gift"],
        "category": ["nothing"],
        "ends_at": ["2020-01-01T00:00"],
        "starts_at": ["soon"],
    }
    for field, values in wrong.items():
        for value in values:
            said = SAID | {"kind": "service_coupon", "starts_at": "2026-01-01T00:00"} | {field: value}
            answer = client.post("/desk/perks", data=said)
            text = answer.get_data(as_text=True)
            assert answer.status_code == 422, (field, value)
            assert f'id="{field}-error"' in text or 'aria-describedby="kind-error"' in text, (field, value)
            assert "搪瓷杯" in text or field == "title_zh"
    assert client.post("/desk/perks", data=SAID | {"state": "on_sale"}).status_code == 422


def test_hostile_words_are_shown_as_they_are(client: Client) -> None:
    admin = make.member(roles=["admin"], locale="en")
    client.sign_in(admin)
    for words in OURS:
        client.post("/desk/perks", data=SAID | {"title_zh": words, "summary_en": words, "body_zh": words})
    said = SAID | {"title_zh": "<script>alert(1)</script>", "body_zh": "[x](javascript:alert(1)) <img src=x onerror=y>"}
    perk = client.post("/desk/perks", data=said).location
    for path in ("/desk/perks", perk, perk.removeprefix("/desk"), "/desk/perks?q=%3Cscript%3E&state=draft"):
        text = client.get(path).get_data(as_text=True)
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "javascript:" not in text.replace("(javascript:", "")


def test_variants_are_changed_in_one_form(client: Client) -> None:
    admin = make.member(roles=["admin"], locale="en")
    perk = perks.perk(admin, [Variant("S", stock=5), Variant("M", stock=5)])
    small, medium = variants.of(perk.id)
    small.taken = 2
    address = f"/desk/perks/{perk.public_id}/variants"
    client.sign_in(admin)
    said = {
        "known": f"{small.id} {medium.id}",
        "size_0": "S", "stock_0": "1", "offered_0": "y",
        "size_1": "M", "stock_1": "",
        "size_3": "L", "colour_en_3": "teal", "stock_3": "7", "offered_3": "y",
    }  # fmt: skip
    refused = client.post(address, data=said)
    assert refused.status_code == 422
    assert "2 are redeemed already" in refused.get_data(as_text=True)
    assert 'id="stock_0-error"' in refused.get_data(as_text=True)
    assert (
        'id="size_3-error"' in client.post(address, data=said | {"stock_0": "2", "size_3": "S", "colour_en_3": ""}).text
    )
    assert client.post(address, data=said | {"stock_0": "2"}).status_code == 303
    told = [(one.size, one.colour_zh, one.stock, one.offered) for one in variants.of(perk.id)]
    assert told == [("S", "", 2, True), ("M", "", None, False), ("L", "teal", 7, True)]
    assert client.post(address, data=said).status_code == 422  # of how they were before
    page = client.get(f"/desk/perks/{perk.public_id}").get_data(as_text=True)
    assert "No longer offered" in page


def test_a_pool_has_as_many_as_it_has_codes(client: Client) -> None:
    admin = make.member(roles=["admin"], locale="en")
    perk = perks.perk(admin, [Variant(stock=5)], kind=PerkKind.VOUCHER)
    (row,) = variants.of(perk.id)
    row.pooled = True
    client.sign_in(admin)
    said = {"known": str(row.id), "stock_0": "9", "offered_0": "y"}
    answer = client.post(f"/desk/perks/{perk.public_id}/variants", data=said)
    assert answer.status_code == 422
    assert "Put in more codes" in answer.get_data(as_text=True)


def test_the_list_is_searched_and_paged(client: Client) -> None:
    admin = make.member(roles=["admin"], locale="en")
    made = [perks.draft(admin) for _number in range(31)]
    umbrella = perks.perk(admin, words={"zh": Words("门板长伞"), "en": Words("Door Umbrella")})
    umbrella.ends_at = clock.now()
    signed_in(client, "service")
    for query, number in (
        ("?q=umbrella", 1),
        ("?q=长伞", 1),
        ("?q=nothing", 0),
        ("?state=on_sale", 1),
        ("?q=%00", 404),
    ):
        answer = client.get(f"/desk/perks{query}")
        assert answer.status_code == (404 if number == 404 else 200)
        assert answer.status_code == 404 or answer.get_data(as_text=True).count('class="row-title"') == number
    first = client.get("/desk/perks").get_data(as_text=True)
    assert made[0].public_id not in first
    assert "/desk/perks?cursor=" in first
    assert "Add a perk" not in first
    assert "The time to redeem it is over" in first
    assert client.get("/desk/perks?cursor=nonsense").status_code == 422


def test_categories_are_kept_in_order(client: Client) -> None:
    signed_in(client)
    for key, name in (("everyday", "Everyday"), ("car", "For the car")):
        assert client.post("/desk/perks/categories", data={"key": key, "name_en": name}).status_code == 303
    assert client.post("/desk/perks/categories", data={"key": "car", "name_en": "Again"}).status_code == 422
    assert client.post("/desk/perks/categories", data={"key": "Bad key", "name_en": "x"}).status_code == 422
    assert client.post("/desk/perks/categories/car/up").status_code == 303
    assert client.post("/desk/perks/categories/car", data={"name_zh": "车上用的", "name_en": "Car"}).status_code == 303
    assert [(one.key, one.name_zh) for one in categories.every()] == [("car", "车上用的"), ("everyday", "Everyday")]
    perks.perk(category="car")
    assert client.post("/desk/perks/categories/car/remove").status_code == 409
    assert client.post("/desk/perks/categories/everyday/remove").status_code == 303
    assert "Car" in client.get("/perks?category=car").get_data(as_text=True)
    assert client.get("/desk/perks/categories/%00").status_code == 404


def test_every_variant_row_is_the_perks_own(client: Client) -> None:
    admin = make.member(roles=["admin"], locale="en")
    perk, other = perks.perk(admin), perks.perk(admin)
    client.sign_in(admin)
    mine, foreign = variants.of(perk.id)[0].id, variants.of(other.id)[0].id
    for known in (str(foreign), f"{mine} {foreign}", ""):
        answer = client.post(f"/desk/perks/{perk.public_id}/variants", data={"known": known, "stock_0": "1"})
        assert answer.status_code == 422
    assert db.session.scalars(select(PerkVariant.stock)).all() == [None, None]
