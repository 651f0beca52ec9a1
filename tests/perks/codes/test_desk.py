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
    assert "2 are no free codes here: CD-34, &lt;B&gt;-56" in answer.text
    assert variant.stock == 1


def test_the_box_for_all_orders_says_so_and_the_list_for_the_warehouse_stands_apart(admin: Client) -> None:
    redemptions.redemption()
    head, _gap, rest = admin.get("/desk/perks/orders").text.partition("</header>\n  <nav")
    assert [form.action for form in Page(head).forms if "orders" in form.action] == ["/desk/perks/orders/file"]
    assert "<span>Select all</span>" in rest
    assert "orders/file" not in rest
