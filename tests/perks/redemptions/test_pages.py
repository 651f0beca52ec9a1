"""Redeeming for people: form, last look, ticket; orders and codes at the desk."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db
from cocreate.kernel.transactions import KeptAnswer
from cocreate.members.models import Member
from cocreate.perks import variants, words
from cocreate.perks.codes import queries as codes
from cocreate.perks.models import PerkKind, PerkVariant
from cocreate.perks.redemptions import audit, rules
from cocreate.perks.redemptions.models import Redemption, RedemptionState
from cocreate.perks.variants import Variant
from cocreate.points.models import Lot
from tests import make
from tests.make import perks, redemptions
from tests.support.browser import Client

ADDRESS = {"name": "Lin Yi", "phone": "13800138000", "region": "Shanghai", "street": "17 Orchid Lane"}


@pytest.fixture
def english(client: Client, app: Flask) -> Client:
    client.set_cookie("lang", "en")
    return client


def place(variant: PerkVariant, rest: str) -> str:
    return f"/perks/{redemptions.of(variant).public_id}/{rest}"


def said(variant: PerkVariant, **more: str) -> dict[str, str]:
    return {"variant": str(variant.id), "price": "100", "idempotency_key": "form-1", **more}


def number() -> int:
    return db.session.scalar(select(func.count()).select_from(Redemption)) or 0


def test_goods_take_an_address_a_last_look_and_one_press(english: Client) -> None:
    member, variant = redemptions.rich(), redemptions.perk()
    browser = english.sign_in(member)
    wrong = browser.post(place(variant, "redemptions"), data=said(variant, **{**ADDRESS, "phone": "12"}))
    assert wrong.status_code == 422
    assert 'value="17 Orchid Lane"' in wrong.text
    assert 'id="phone-error"' in wrong.text
    short = browser.post(place(variant, "redemptions"), data=said(variant, **{**ADDRESS, "phone": "12", "street": ""}))
    assert ('id="phone-error"' in short.text, 'id="street-error"' in short.text) == (True, True)
    gone = browser.post(place(variant, "redemptions"), data=said(variant, **ADDRESS) | {"variant": "0"})
    assert (gone.status_code, 'value="17 Orchid Lane"' in gone.text) == (422, True)
    assert f'value="{variant.id}"' in gone.text
    look = browser.post(place(variant, "redemptions"), data=said(variant, **ADDRESS))
    assert (look.status_code, number()) == (200, 0)
    assert "Redeem for 100 points" in look.text
    assert "900" in look.text
    for _press in range(2):
        done = browser.post(place(variant, "redemptions"), data=said(variant, confirmed="yes", **ADDRESS))
        assert done.status_code == 303
    assert number() == 1
    page = browser.get(done.headers["Location"])
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "17 Orchid Lane" in page.text
    assert "Your redemptions" in browser.get("/perks/redemptions").text
    assert "17 Orchid Lane" in browser.get(place(variant, "redeem?last=yes")).text
    assert "17 Orchid Lane" not in browser.get(place(variant, "redeem")).text
    other = english.sign_in(make.member())
    assert other.get(done.headers["Location"]).status_code == 404


def test_of_several_variants_one_is_chosen(english: Client) -> None:
    perk = perks.perk(variants=[Variant(size="M", stock=5), Variant(size="L", stock=5)])
    page = english.sign_in(redemptions.rich()).get(f"/perks/{perk.public_id}/redeem")
    assert page.status_code == 422
    assert "Choose one of these first." in page.text
    assert re.search(r'id="variant"[^>]* autofocus>', page.text)


def test_what_is_sold_out_meanwhile_asks_for_nothing_more(english: Client) -> None:
    variant = redemptions.perk(stock=1)
    redemptions.redemption(variant=variant)
    browser = english.sign_in(redemptions.rich())
    late = browser.post(place(variant, "redemptions"), data=said(variant, confirmed="yes", **ADDRESS))
    assert late.status_code == 409
    assert "a moment quicker" in late.text
    look = browser.post(place(variant, "redemptions"), data=said(variant, **ADDRESS))
    assert "Sold out" in look.text
    for page in (late.text, look.text):
        assert ('name="street"' in page, "What is left then" in page) == (False, False)


def test_another_price_keeps_what_was_typed(english: Client) -> None:
    variant = redemptions.perk(price=90)
    browser = english.sign_in(redemptions.rich())
    late = browser.post(place(variant, "redemptions"), data=said(variant, confirmed="yes", **ADDRESS))
    assert (late.status_code, 'value="17 Orchid Lane"' in late.text) == (409, True)


def test_a_coupon_says_what_it_takes_off_wherever_it_is_read(english: Client) -> None:
    perk = perks.perk(kind=PerkKind.SERVICE_COUPON, discount_fen=20_000)
    made = redemptions.redemption(variant=variants.of(perk.id)[0])
    holder = english.sign_in(db.session.get_one(Member, made.member_id))
    ticket = holder.get(f"/perks/redemptions/{made.public_id}").text
    code = re.search(r"<code>([0-9A-Z-]{14})</code>", ticket)
    assert code
    asked = [holder.get(f"/perks/{perk.public_id}{rest}").text for rest in ("", "/redeem")]
    taken = english.sign_in(make.member(roles=["service"])).get(f"/desk/codes/{code[1]}").text
    assert ["200 yuan off the bill" in page for page in (ticket, *asked, taken)] == [True] * 4
    assert words.discount(perks.perk(kind=PerkKind.SERVICE_COUPON, discount_fen=8850), "zh").words == "账单立减88.50元"


def test_a_voucher_is_a_ticket_that_a_centre_takes_in_once(english: Client) -> None:
    variant = redemptions.perk(PerkKind.VOUCHER)
    browser = english.sign_in(redemptions.rich())
    done = browser.post(place(variant, "redemptions"), data=said(variant, confirmed="yes"))
    ticket = browser.get(done.headers["Location"])
    assert ticket.headers["Cache-Control"] == "private, no-store"
    assert "<svg" in ticket.text
    code = re.search(r"<code>([0-9A-Z-]{14})</code>", ticket.text)
    assert code
    staff = english.sign_in(make.member(roles=["service"]))
    assert staff.get(f"/desk/codes?code={code[1].lower()}").headers["Location"] == f"/desk/codes/{code[1]}"
    page = staff.get(f"/desk/codes/{code[1]}").text
    assert "Take it in" in page
    taken = {"nonce": "n1", "centre": "Pudong", "idempotency_key": "press-1"}
    assert staff.post(f"/desk/codes/{code[1]}/use", data=taken).status_code == 303
    kept = db.session.scalars(select(KeptAnswer).where(KeptAnswer.key == "press-1")).all()
    assert kept == []
    first, second = (staff.get(f"/desk/codes/{code[1]}").text for _look in range(2))
    assert ("Taken in: done" in first, "Used already" in first) == (True, False)
    assert ("Taken in: done" in second, "Used already" in second) == (False, True)
    again = staff.post(f"/desk/codes/{code[1]}/use", data={"nonce": "n2"})
    assert again.status_code == 409
    assert "used already" in again.text
    assert "Pudong" in again.text
    assert staff.get("/desk/codes/AAAA-BBBB-CCCC").status_code == 404
    admin = english.sign_in(make.member(roles=["admin"]))
    assert admin.post(f"/desk/codes/{code[1]}/take-back", data={"nonce": "n3", "note": ""}).status_code == 422
    assert admin.post(f"/desk/codes/{code[1]}/take-back", data={"nonce": "n3", "note": "Oh."}).status_code == 303
    assert list(audit.check()) == []


def test_a_member_cancels_after_a_question(english: Client) -> None:
    made = redemptions.redemption()
    browser = english.sign_in(db.session.get_one(Member, made.member_id))
    address = f"/perks/redemptions/{made.public_id}"
    assert "Cancel this order?" in browser.get(f"{address}/cancel").text
    lot = db.session.scalars(select(Lot).where(Lot.member_id == made.member_id)).one()
    lot.spendable_at, lot.expires_at = made.at - timedelta(days=2), made.at - timedelta(days=1)
    db.session.flush()
    assert "0 points are back at once; 100 were past their time" in browser.get(f"{address}/cancel").text
    assert browser.post(f"{address}/cancel").status_code == 303
    assert "by you" in browser.get(address).text
    assert browser.post(f"{address}/cancel").status_code == 409


def test_the_team_sends_and_cancels_several_after_a_look(english: Client) -> None:
    made = [redemptions.redemption() for _number in range(3)]
    team = redemptions.rich(make.member(roles=["product"]))
    staff, own = english.sign_in(team), redemptions.redemption(team)
    rules.fulfil(make.member(), made[2])
    ticked = {"order": [one.public_id for one in (*made, own)], "back": "/desk/perks/orders"}
    look = staff.post("/desk/perks/orders/bulk/cancel", data={**ticked, "reason": "The print is wrong."})
    assert look.status_code == 200
    assert made[0].state is RedemptionState.ORDERED
    assert ("Left out" in look.text, f'value="{own.public_id}"' in look.text) == (True, False)
    assert "your own" in staff.get(f"/desk/perks/orders/{own.public_id}").text
    done = staff.post(
        "/desk/perks/orders/bulk/cancel", data={**ticked, "reason": "The print is wrong.", "confirmed": "yes"}
    )
    assert done.status_code == 201
    assert "2 orders are cancelled" in done.text
    assert "fulfilled already" in done.text
    assert staff.post("/desk/perks/orders/bulk/fulfil", data={"back": ""}).status_code == 422
    none = staff.get("/desk/perks/orders/bulk/fulfil?back=/desk/perks/orders?state=all")
    assert (none.status_code, "Tick at least one order first." in none.text) == (422, True)
    assert "The print is wrong." in staff.get(f"/desk/perks/orders/{made[0].public_id}").text
    assert list(audit.check()) == []


def test_members_read_who_cancelled_an_order_the_team_or_nobody(english: Client) -> None:
    member = redemptions.rich()
    by_team, by_itself = redemptions.redemption(member), redemptions.redemption(member)
    rules.cancel(make.member(roles=["product"]), by_team, "A dent.")
    by_itself.due_at = by_itself.at
    rules.give_up(by_itself.id)
    page = english.sign_in(member).get("/me/notices").text
    found = ("was cancelled. Your points are back" in page, "A dent." in page, "We did not get to your order" in page)
    assert found == (True, True, True)


def test_several_parcels_are_sent_each_with_its_tracking_number(english: Client) -> None:
    first, second = redemptions.redemption(), redemptions.redemption()
    staff, here = english.sign_in(make.member(roles=["product"])), "/desk/perks/orders/bulk/fulfil"
    both = {"order": [first.public_id, second.public_id], "back": ""}
    twice = f"{first.public_id} SF1\n{first.public_id.upper()} SF2"
    for wrong in ("AAAA SF1", first.public_id, f"{first.public_id} {'1' * 61}", twice):
        assert 'id="tracking-error"' in staff.post(here, data={**both, "tracking": wrong}).text
    typed = {**both, "tracking": f"{first.public_id.upper()}\tSF 1001\n\n"}  # as it comes out of a table
    look = staff.post(here, data=typed)
    assert ("SF 1001" in look.text, look.text.count("No tracking number")) == (True, 1)
    assert staff.post(here, data={**typed, "confirmed": "yes"}).status_code == 201
    assert [first.tracking, second.tracking] == ["SF 1001", ""]


def test_the_warehouse_gets_a_list_without_formulas_and_it_is_noted_who_took_it(english: Client) -> None:
    made = redemptions.redemption()
    hostile = replace(redemptions.addresses_of("=CMD()|x", "@Lane 1"), phone="+4930123456")
    rules.redeem(redemptions.rich(), rules.Wish(redemptions.perk().id, address=hostile))
    staff = make.member(roles=["product"])
    answer = english.sign_in(staff).post("/desk/perks/orders/file", data={"state": "", "perk": ""})
    assert answer.content_type.startswith("text/csv")
    assert ",Lin Yi,13800138000," in answer.text
    assert ",'=CMD()|x," in answer.text
    assert ",'@Lane 1" in answer.text
    assert ",004930123456," in answer.text  # as it is dialled: what begins with + would look like a formula
    noted = select(JournalEntry.actor_id, JournalEntry.data).where(JournalEntry.verb == "export_orders")
    actor, data = db.session.execute(noted).one()
    assert (actor, made.id in data["redemptions"]) == (staff.id, True)
    assert db.session.get_one(Redemption, made.id).taken_up_at is not None
    assert "Packing begun" in english.get(f"/desk/perks/orders/{made.public_id}").text
    assert english.post("/desk/perks/orders/file", data={"state": "", "perk": ""}).status_code == 409


def test_codes_of_a_partner_are_looked_at_before_they_are_put_in(english: Client) -> None:
    variant = redemptions.perk(PerkKind.VOUCHER)
    admin = english.sign_in(make.member(roles=["admin"]))
    here = place(variant, "codes/import").replace("/perks/", "/desk/perks/")
    typed = {"variant": str(variant.id), "codes": 'code\nAB-1\nAB-1\n"=HYPERLINK(""x"")"\nCD-2,more\n'}
    look = admin.post(here, data=typed)
    assert look.status_code == 200
    assert "2 new codes" in look.text
    assert "=HYPERLINK(&#34;X&#34;)" in look.text
    assert admin.post(here, data={**typed, "confirmed": "yes"}).status_code == 303
    assert (variant.pooled, variant.stock) == (True, 2)
    many = admin.post(here, data={**typed, "codes": "\n".join(f"{number:05}" for number in range(20_001))})
    assert (many.status_code, "20,000 codes at once" in many.text) == (422, True)
    assert admin.post(here, data={"variant": str(variant.id), "codes": ""}).status_code == 422
    made = admin.post(here.replace("import", "generate"), data={"variant": str(variant.id), "number": "3"})
    assert (made.status_code, variant.stock) == (303, 5)
    assert "Discard free codes" in admin.get(here.replace("/import", "")).text
    there = {"variant": str(variant.id), "codes": "ab 1\nEF-5"}
    gone = admin.post(here.replace("import", "discard"), data=there)
    assert ("Discard 1 code" in gone.text, "EF-5" in gone.text) == (True, True)
    again = admin.post(here.replace("import", "discard"), data={**there, "number": "2", "confirmed": "yes"})
    assert (again.status_code, variant.stock) == (200, 5)
    done = admin.post(here.replace("import", "discard"), data={**there, "number": "1", "confirmed": "yes"})
    assert (done.status_code, variant.stock) == (303, 4)


def test_lists_cost_the_same_for_one_and_for_many(english: Client, statements: Callable[[], Any]) -> None:
    member, variant, voucher = redemptions.rich(points=9000), redemptions.perk(), redemptions.perk(PerkKind.VOUCHER)
    counts: list[tuple[int, int]] = []
    staff = make.member(roles=["product"])
    for _turn in range(2):
        for _number in range(1 + 4 * len(counts)):
            redemptions.redemption(member, variant)
            redemptions.redemption(member, voucher)
            redemptions.redemption(member, redemptions.perk())
            redemptions.redemption()  # of somebody else, and of something else
        seen = []
        for reader, address in ((member, "/perks/redemptions"), (staff, "/desk/perks/orders")):
            browser = english.sign_in(reader)
            browser.get(address)
            with statements() as executed:
                assert browser.get(address).status_code == 200
            seen.append(len(executed))
        counts.append((seen[0], seen[1]))
    assert counts[0] == counts[1]
    assert codes.of_redemptions([]) == {}
