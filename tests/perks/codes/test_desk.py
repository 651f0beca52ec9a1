"""Codes at the desk: what was typed is there to be corrected, whatever is wrong with it."""

import pytest

from cocreate.perks.models import PerkKind
from tests import make
from tests.make import redemptions
from tests.support.browser import Client
from tests.support.page import Form, Page


@pytest.fixture
def admin(client: Client) -> Client:
    client.set_cookie("lang", "en")
    return client.sign_in(make.member(roles=["admin"]))


def _forms(page: str, end: str) -> list[Form]:
    return [form for form in Page(page).forms if form.action.endswith(end)]


def test_a_partners_list_can_be_corrected_wherever_something_is_wrong_with_it(admin: Client) -> None:
    variant = redemptions.perk(PerkKind.VOUCHER)
    here = f"/desk/perks/{redemptions.of(variant).public_id}/codes/import"
    typed = {"variant": str(variant.id), "codes": "no!\nx"}
    page = admin.post(here, data=typed).text
    assert "0 new codes" in page
    (again,) = _forms(page, "/import")
    assert again.values["codes"].split() == ["no!", "x"]
    page = admin.post(here, data={**typed, "codes": "AB-12\nno!"}).text
    put, again = _forms(page, "/import")
    assert (put.values["codes"].split(), again.values["codes"].split()) == (["AB-12"], ["AB-12", "no!"])
    assert len(_forms(admin.post(here, data={**typed, "codes": "AB-12"}).text, "/import")) == 1


def test_where_nothing_typed_can_be_discarded_it_is_kept_and_told_at_the_field(admin: Client) -> None:
    variant = redemptions.perk(PerkKind.VOUCHER)
    here = f"/desk/perks/{redemptions.of(variant).public_id}/codes"
    admin.post(f"{here}/import", data={"variant": str(variant.id), "codes": "AB-12", "confirmed": "yes"})
    answer = admin.post(f"{here}/discard", data={"variant": str(variant.id), "codes": "CD-34\n<b>-56"})
    (form,) = _forms(answer.text, "/discard")
    assert (answer.status_code, form.values["codes"].split()) == (422, ["CD-34", "<b>-56"])
    assert 'id="codes-error"' in answer.text
    assert "2 are no codes here: CD-34, &lt;B&gt;-56" in answer.text
    assert variant.stock == 1


def test_of_a_mixed_list_what_can_be_discarded_is_and_the_rest_is_told_with_why(admin: Client) -> None:
    variant, other = redemptions.perk(PerkKind.VOUCHER), redemptions.perk(PerkKind.VOUCHER)
    for each, codes in ((variant, "AB-12\nAB-34"), (other, "CD-56")):
        here = f"/desk/perks/{redemptions.of(each).public_id}/codes"
        admin.post(f"{here}/import", data={"variant": str(each.id), "codes": codes, "confirmed": "yes"})
    here = f"/desk/perks/{redemptions.of(variant).public_id}/codes"
    typed = {"variant": str(variant.id), "codes": "AB-12\nCD-56\nEF-78"}
    looked = admin.post(f"{here}/discard?lang=en", data=typed).text
    told = ("1 code can be discarded", "2 stay as they are", "1 is of another variant or perk: <code>CD-56</code>")
    assert [
        each for each in (*told, "1 is no code here: <code>EF-78</code>", "Discard 1 code<") if each not in looked
    ] == []
    (form,) = _forms(looked, "/discard")
    assert admin.post(f"{here}/discard", data=form.values | {"confirmed": "yes"}).status_code == 303
    assert (variant.stock, other.stock) == (1, 1)


def test_the_box_for_all_orders_says_so_and_the_list_for_the_warehouse_stands_apart(admin: Client) -> None:
    redemptions.redemption()
    head, _gap, rest = admin.get("/desk/perks/orders").text.partition("</header>\n  <nav")
    assert [form.action for form in Page(head).forms if "orders" in form.action] == ["/desk/perks/orders/file"]
    assert "<span>Select all</span>" in rest
    assert "orders/file" not in rest
