"""Cars for people: their own list, and the desk."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.accounts.vehicles import documents, queries
from cocreate.ideas import rules as ideas
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.vehicles import queries as vehicles
from cocreate.vehicles.models import Dispute, Holding, HoldingState, Use
from tests import make
from tests.make import cars
from tests.support.browser import Client
from tests.support.page import Page


def held(member: Member) -> Holding:
    return db.session.scalars(select(Holding).where(Holding.member_id == member.id)).one()


def sent(client: Client, member: Member, picture: bytes) -> Holding:
    """A car of `member` whose document waits."""
    holding = cars.car(member, cars.vin())
    client.sign_in(member)
    address = f"/me/vehicles/{holding.public_id}/document"
    assert client.post(address, data={"document": (BytesIO(picture), "IMG 1.jpg")}).status_code == 303
    return holding


def test_from_order_to_delivery_to_proof(client: Client) -> None:
    member, vin = make.member(), cars.vin()
    cars.record(vin, cars.phone(member))
    client.sign_in(member)
    assert "No car here yet" in client.get("/me/vehicles").text
    said = {"model": "lan-5/2024", "state": "ordered", "use": "private", "vin": ""}
    assert client.post("/me/vehicles", data=said).status_code == 303
    path = f"/me/vehicles/{held(member).public_id}"
    assert "Owner to be" in client.get("/me/vehicles").text
    assert client.post(f"{path}/delivery", data={"first_owner": "y"}).status_code == 303
    assert "To be verified" in client.get(path).text
    assert client.post(f"{path}/vin", data={"vin": vin}).status_code == 303
    page = client.get(path).text
    assert "First owner" in page
    assert vin[-6:] in page
    assert vin not in page
    assert "sold" in client.get(f"{path}/sale").text
    assert client.post(f"{path}/sale").status_code == 303
    assert "Former owner" in client.get("/me/vehicles").text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"vin": "LTAN0E000"}, "vin"),
        ({"model": "lan-9"}, "model"),
        ({"model": ""}, "model"),
        ({"delivered_on": "2999-01-01"}, "delivered_on"),
        ({"delivered_on": "soon"}, "delivered_on"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(client: Client, wrong: dict[str, str], field: str) -> None:
    cars.model()
    client.sign_in(make.member())
    said = {"model": "lan-5/2024", "state": "owner", "use": "company", "vin": cars.vin(7)} | wrong
    answer = client.post("/me/vehicles", data=said)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    kept = Page(answer.text).form("vin").values
    assert (kept["vin"], kept["use"], kept["state"]) == (said["vin"], "company", "owner")
    assert kept.get("model") == ("lan-5/2024" if field != "model" else None)


def test_the_cars_of_others_are_not_found(client: Client, picture: bytes) -> None:
    holding = cars.car(make.member(), cars.vin())
    path = f"/me/vehicles/{holding.public_id}"
    client.sign_in(make.member(roles=["moderator"]))
    for call in ("", "/sale"):
        assert client.get(path + call).status_code == 404
    for call in ("/order", "/delivery", "/vin", "/document", "/sale", "/remove"):
        assert client.post(path + call).status_code == 404


def test_whose_car_it_is_is_told_to_nobody(client: Client) -> None:
    vin, owner, claimant = cars.vin(), make.member("Lin Owner"), make.member()
    cars.record(vin, cars.phone(owner))
    cars.car(owner, vin)
    client.sign_in(claimant)
    said = {"model": "lan-5", "state": "owner", "use": "private", "vin": vin}
    page = client.get(client.post("/me/vehicles", data=said).location).text
    assert "Our team looks at it" in page
    assert "Lin Owner" not in page
    assert vehicles.open_dispute(held(claimant).id) is not None


def test_a_document_is_seen_by_who_decides_and_nobody_else(client: Client, picture: bytes) -> None:
    holding = sent(client, make.member(), picture)
    address = f"/desk/vehicles/{holding.public_id}/document"
    for member in (make.member(), make.member(roles=["product"]), make.member(roles=["organiser"])):
        client.sign_in(member)
        assert client.get(address).status_code == 403
    for role in ("moderator", "service", "admin"):
        client.sign_in(make.member(roles=[role]))
        answer = client.get(address)
        assert (answer.status_code, answer.content_type) == (200, documents.TYPE)
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_desk_approves(client: Client, picture: bytes, run_jobs: Callable[[], list[str]]) -> None:
    owner = make.member("Lin")
    holding = sent(client, owner, picture)
    client.sign_in(make.member(roles=["service"]))
    assert "Lin" in client.get("/desk/vehicles").text
    path = f"/desk/vehicles/{holding.public_id}"
    said = {"use": "private", "first_owner": "y", "delivered_on": "2024-05-06"}
    refused = client.post(f"{path}/approve", data=said | {"delivered_on": "2999-01-01"})
    assert refused.status_code == 422
    assert 'id="delivered_on-error"' in refused.text
    assert client.post(f"{path}/approve", data=said).status_code == 303
    assert holding.delivered_on == date(2024, 5, 6)
    run_jobs()
    assert "No document is waiting" in client.get("/desk/vehicles").text
    assert client.get(f"{path}/document").status_code == 404
    assert db.session.get_one(Member, owner.id).is_owner


def test_the_desk_declines_for_a_reason_the_member_reads(client: Client, picture: bytes) -> None:
    owner = make.member()
    holding = sent(client, owner, picture)
    path = f"/desk/vehicles/{holding.public_id}"
    client.sign_in(make.member(roles=["moderator"]))
    refused = client.post(f"{path}/decline", data={"reason": ""})
    assert refused.status_code == 422
    assert 'id="reason-error"' in refused.text
    assert client.post(f"{path}/decline", data={"reason": "It is too dark."}).status_code == 303
    client.sign_in(owner)
    assert "It is too dark." in client.get(f"/me/vehicles/{holding.public_id}").text


@pytest.mark.parametrize(("verdict", "words"), [("uphold", "First owner|Verified"), ("reject", "Not confirmed")])
def test_the_desk_decides_disputes(client: Client, verdict: str, words: str) -> None:
    vin, owner, claimant = cars.vin(), make.member("Lin"), make.member("Wu")
    cars.record(vin, cars.phone(owner))
    cars.car(owner, vin)
    claim = cars.car(claimant, vin)
    client.sign_in(make.member(roles=["moderator"]))
    queue = client.get("/desk/vehicles").text
    assert "Lin" in queue
    assert "Wu" in queue
    path = f"/desk/vehicles/disputes/{db.session.scalars(select(Dispute)).one().public_id}"
    assert client.post(f"{path}/{verdict}", data={"reason": ""}).status_code == 422
    assert client.post(f"{path}/{verdict}", data={"reason": "So the papers say."}).status_code == 303
    assert client.post(f"{path}/{verdict}", data={"reason": "Again."}).status_code == 409
    client.sign_in(claimant)
    page = client.get(f"/me/vehicles/{claim.public_id}").text
    assert any(word in page for word in words.split("|"))


def test_a_refused_approval_keeps_what_was_chosen(client: Client, picture: bytes) -> None:
    holding = sent(client, make.member(), picture)
    client.sign_in(make.member(roles=["service"]))
    said = {"use": "company", "first_owner": "y", "delivered_on": "2999-01-01"}
    page = client.post(f"/desk/vehicles/{holding.public_id}/approve", data=said).text
    assert 'value="company" selected' in page
    assert 'name="first_owner" value="y" checked' in page
    assert 'value="2999-01-01"' in page


def test_an_approval_from_a_page_without_the_day_leaves_it(client: Client, picture: bytes) -> None:
    holding = sent(client, make.member(), picture)
    holding.delivered_on = date(2024, 5, 6)
    client.sign_in(make.member(roles=["service"]))
    path = f"/desk/vehicles/{holding.public_id}/approve"
    assert client.post(path, data={"use": "company"}).status_code == 303
    assert (holding.use, holding.delivered_on) == (Use.COMPANY, date(2024, 5, 6))


def test_an_upheld_dispute_takes_what_the_papers_tell(client: Client) -> None:
    vin, owner = cars.vin(), make.member()
    cars.record(vin, cars.phone(owner))
    cars.car(owner, vin)
    claim = cars.car(make.member(), vin)
    claim.delivered_on = date(2020, 1, 2)
    client.sign_in(make.member(roles=["service"]))
    path = f"/desk/vehicles/disputes/{db.session.scalars(select(Dispute)).one().public_id}"
    assert 'name="delivered_on" value="2020-01-02"' in client.get("/desk/vehicles").text
    said = {"use": "company", "delivered_on": "2999-01-01", "reason": "So the papers say."}
    refused = client.post(f"{path}/uphold", data=said)
    assert (refused.status_code, claim.is_verified) == (422, False)
    for kept in ('id="delivered_on-error"', 'value="company" selected', "So the papers say.</textarea>"):
        assert kept in refused.text
    assert client.post(f"{path}/uphold", data=said | {"delivered_on": "2024-05-06"}).status_code == 303
    assert (claim.use, claim.delivered_on, claim.is_verified) == (Use.COMPANY, date(2024, 5, 6), True)


def test_the_badge_stands_beside_the_name(client: Client) -> None:
    owner = make.owner()
    assert "badge-owner" in client.get(f"/members/{owner.public_id}").text
    assert "badge-owner" not in client.get(f"/members/{make.member().public_id}").text


def test_a_list_says_how_many_owners_support(client: Client, app: Flask) -> None:
    idea = make.idea(supporters=1)
    ideas.support(make.owner(), idea)
    page = client.get("/ideas").text
    assert 'stroke-dasharray="50 200"' in page
    assert "车主 1" in page


def test_lists_have_pages(client: Client) -> None:
    member = make.member()
    for _car in range(3):
        cars.car(member, state=HoldingState.INTENT)
    client.sign_in(member)
    assert client.get("/me/vehicles").text.count("Thinking about it") == 3


def owned(member: Member, vin: str) -> Holding:
    """The car of `member`, proven by the list."""
    cars.record(vin, cars.phone(member))
    return cars.car(member, vin)


def test_a_verified_car_is_found_by_its_vin_its_end_and_its_member(client: Client) -> None:
    vin = cars.vin()
    owned(make.member("Lin Sought"), vin)
    owned(make.member("Wu Other"), cars.vin())
    cars.car(make.member("Sun Unproven"), cars.vin())
    client.sign_in(make.member(roles=["service"]))
    page = client.get("/desk/vehicles/verified").text
    assert ("Lin Sought" in page, "Wu Other" in page, "Sun Unproven" in page) == (True, True, False)
    for words in (vin.lower(), f" {vin[:8]} {vin[8:]}", vin[-6:], "lin so"):
        page = client.get("/desk/vehicles/verified", query_string={"q": words}).text
        assert ("Lin Sought" in page, "Wu Other" in page) == (True, False), words
    assert "No verified car is found" in client.get("/desk/vehicles/verified?q=%25").text


def test_what_is_looked_for_goes_on_over_the_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "SHOWN", 1)
    for _car in range(2):
        owned(make.member("Lin"), cars.vin())
    client.sign_in(make.member(roles=["moderator"]))
    found = Page(client.get("/desk/vehicles/verified?q=lin").text).links
    assert any(link.startswith("/desk/vehicles/verified?q=lin&cursor=") for link in found)


def test_the_desk_voids_a_verification_for_a_reason_the_member_reads(client: Client) -> None:
    owner = make.member()
    holding = owned(owner, cars.vin())
    path = f"/desk/vehicles/{holding.public_id}/void"
    for member in (owner, make.member(roles=["product"])):
        client.sign_in(member)
        assert client.get(path).status_code == client.post(path, data={"reason": "So."}).status_code == 403
    client.sign_in(make.member(roles=["service"]))
    assert path in client.get("/desk/vehicles/verified").text
    assert "may try again" in client.get(path).text
    refused = client.post(path, data={"reason": ""})
    assert (refused.status_code, 'id="reason-error"' in refused.text) == (422, True)
    assert client.post(path, data={"reason": "The invoice is another car's."}).status_code == 303
    assert client.get(path).status_code == 404
    assert client.post(path, data={"reason": "Again."}).status_code == 409
    client.sign_in(owner)
    page = client.get(f"/me/vehicles/{holding.public_id}").text
    assert "The invoice is another car&#39;s." in page
    assert "Add it again" in page
    assert "Verification voided" in client.get("/me/vehicles").text
