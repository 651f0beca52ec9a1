"""A car proven by a document, on a phone and at the desk, and found false again."""

import itertools

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import select

from cocreate.kernel.database import db
from cocreate.kernel.discarding import delete_files
from cocreate.kernel.storage import storage
from cocreate.vehicles.models import Holding, HoldingDocument, Vehicle
from tests.browser.conftest import Look, Site
from tests.make import cars
from tests.make.pictures import drawn

VINS = map(cars.vin, itertools.count(4712))  # another for each time the test is run: a car has one owner
WHY = "发票上的车架号是另一辆车的。"


def send(page: Page, to: str) -> None:
    """Send the form that goes to the address that ends so."""
    with page.expect_navigation():
        page.locator(f"main form[action$='{to}'] .buttons button").first.click()


def document(vin: str) -> str | None:
    """Under which key the document of the car waits, if one does."""
    query = select(HoldingDocument.storage_key).join(Holding, Holding.id == HoldingDocument.holding_id)
    return db.session.scalar(query.join(Vehicle).where(Vehicle.vin_tail == vin[-6:]))


def sent(page: Page, vin: str) -> None:
    """Add the car, and send a picture of its papers."""
    page.select_option("[name=model]", "islet/2024")
    page.fill("[name=vin]", vin)
    send(page, "/me/vehicles")
    shot: FilePayload = {"name": "IMG 1.jpg", "mimeType": "image/jpeg", "buffer": drawn(800, 600, "JPEG")}
    page.set_input_files("[name=document]", shot)
    send(page, "/document")
    expect(page.locator("main")).to_contain_text("证件正在审核")


def test_a_document_makes_an_owner_is_deleted_and_may_be_found_false(site: Site, look: Look, writer: str) -> None:
    vin = next(VINS)
    owner = look.at(site, "/me/vehicles/new", who=writer)
    sent(owner, vin)
    key = site.do(lambda: document(vin))
    assert key is not None
    assert site.do(lambda: storage().has(key))

    service = look.at(site, "/desk/vehicles", who=site.newcomer("service"), size=(1440, 900))
    waiting = service.locator("article", has_text=vin)
    picture = waiting.locator("img")
    picture.scroll_into_view_if_needed()
    service.wait_for_function("img => img.complete && img.naturalWidth > 0", arg=picture.element_handle())
    with service.expect_navigation():
        waiting.locator("form[action$='/approve'] button").click()
    expect(service.locator("article", has_text=vin)).to_have_count(0)
    assert site.do(lambda: document(vin)) is None
    site.do(lambda: delete_files([key]))  # what the worker does once the decision is certain
    assert not site.do(lambda: storage().has(key))
    owner.reload()
    expect(owner.locator("main header .status")).to_have_text("已认证")

    service.goto(f"{site.url}/desk/vehicles/verified?q={vin[-6:]}")
    with service.expect_navigation():
        service.locator("main a[href$='/void']").click()
    assert Axe().run(service).response["violations"] == []
    service.fill("[name=reason]", WHY)
    send(service, "/void")
    owner.reload()
    expect(owner.locator("main header .status")).to_have_text("认证已撤销")
    expect(owner.locator(".callout")).to_contain_text(WHY)
