"""The whole story on a phone, in Chinese: from the order of a car to the author's word that it is solved."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import FilePayload, Locator, Page, expect

from cocreate.cli import main
from cocreate.cli.audit import CHECKS
from cocreate.kernel import clock
from cocreate.kernel.settings import Settings
from cocreate.members.models import Affiliation
from tests import make
from tests.browser.conftest import Look, Site, serving
from tests.make import cars
from tests.make.pictures import drawn

PHONE, VIN = "+8613800138000", cars.vin(4711)
OWNERS = 40


@pytest.fixture
def road(server: str, tmp_path: Path) -> Iterator[Site]:
    """A site with forty owners of a model year, a team of two, and one more who is on the brand's list of owners."""
    with serving(server, tmp_path) as site:
        site.do(lambda: settle(site))
        import_owners(site, tmp_path / "owners.csv")
        yield site


def settle(site: Site) -> None:
    owners = [make.owner(series="islet", year=2026) for _number in range(OWNERS)]
    newcomer = make.member("苏蔓", locale=None)
    cars.phone(newcomer, PHONE)
    product = make.member("沈知行", roles=["product"], affiliation=Affiliation.STAFF, locale=None)
    moderator = make.member("方晴", roles=["moderator"], affiliation=Affiliation.STAFF, locale=None)
    people = {"neighbour": owners[0], "newcomer": newcomer, "product": product, "moderator": moderator}
    for role, member in people.items():
        site.sign_in(role, member)


def import_owners(site: Site, file: Path) -> None:
    """Bring in the brand's list with the newcomer on it, as an operator does."""
    today = site.do(lambda: clock.local_day(clock.now()))
    rows = f"vin,phone,model,first_owner,delivered_on\n{VIN},{PHONE},islet/2026,yes,{today}\n"
    file.write_text(rows, encoding="utf-8")
    kept: Settings = site.app.config["COCREATE"]
    here = {
        "COCREATE_HOME": str(kept.home),
        "COCREATE_DATABASE_URL": kept.database_url,
        "COCREATE_SECRET_KEY": kept.secret_key,
        "COCREATE_DATA_KEYS": ",".join(kept.data_keys),
    }
    done = CliRunner().invoke(main, ["import", "owners", str(file)], env=here)
    assert done.stdout == "owners: 1 added, 0 already there, 0 rejected\n", done.output


def form(page: Page, to: str) -> Locator:
    """The form that is sent to the address that ends so, unfolded."""
    found = page.locator(f"main form[action$='{to}']").first
    found.evaluate("form => { const fold = form.closest('details'); if (fold) fold.open = true }")
    return found


def send(page: Page, to: str, button: str = "button.button-main") -> None:
    with page.expect_navigation():
        form(page, to).locator(button).first.click()


def decide(page: Page, status: str, reason: str) -> None:
    """Change the status of the idea on the page."""
    form(page, "/status").locator("[name=status]").select_option(status)
    form(page, "/status").locator("[name=reason]").fill(reason)
    send(page, "/status")
    expect(page.locator(".timeline").first).to_contain_text(reason)


def promise(page: Page, place: int, reason: str) -> str:
    """Set the target to the one at this `place` of those offered; answers what it is called."""
    target = form(page, "/target").locator("[name=target]")
    name = target.locator("option").nth(place).inner_text()
    target.select_option(index=place)
    form(page, "/target").locator("[name=reason]").fill(reason)
    send(page, "/target")
    expect(page.locator(".target-now strong")).to_have_text(name)
    return name


def come_to_own_a_car(page: Page) -> None:
    """From the order by way of the delivery to the mark of an owner."""
    page.locator("main a[href='/me/vehicles/new']").first.click()
    page.select_option("[name=model]", "islet/2026")
    page.check("[name=state][value=ordered]", force=True)
    send(page, "/me/vehicles")
    if page.url.endswith("/me/vehicles"):
        page.locator(".car h2 a").first.click()
    send(page, "/delivery", "button")
    if page.url.endswith("/me/vehicles"):
        page.locator(".car h2 a").first.click()
    form(page, "/vin").locator("[name=vin]").fill(VIN)
    send(page, "/vin")
    expect(page.locator("main")).to_contain_text(VIN[-6:])
    expect(page.locator("main a[href$='/sale'], .cars")).to_have_count(1)


def tell_of_a_problem(page: Page) -> str:
    """Publish a problem with two pictures; answers its path."""
    page.fill("[name=title]", "小屿的充电口盖在雨里打不开")
    page.fill("[name=body]", "下雨天按了三次才弹开，**手全湿了**。")
    page.check("[name=kind][value=problem]", force=True)
    page.select_option("[name=stage]", "driving")
    shots: list[FilePayload] = [
        {"name": f"{colour}.png", "mimeType": "image/png", "buffer": drawn(600, 400, colour=colour)}
        for colour in ("teal", "navy")
    ]
    page.set_input_files("#picture-files", shots)
    expect(page.locator("[data-picture]")).to_have_count(2)
    page.locator("main [name=alts]").first.fill("充电口盖，关着")
    expect(page.locator("#preview strong")).to_have_text("手全湿了")
    with page.expect_navigation():
        page.press("[name=title]", "Enter")
    expect(page.locator("[data-gallery] a")).to_have_count(2)
    return page.url.partition("?")[0]


def test_from_the_order_of_a_car_to_a_problem_that_is_solved(road: Site, look: Look) -> None:
    newcomer = look.at(road, "/me/vehicles", who="newcomer")
    come_to_own_a_car(newcomer)
    newcomer.goto(f"{road.url}/ideas/new")
    idea = tell_of_a_problem(newcomer)
    path = idea.removeprefix(road.url)

    neighbour = look.at(road, path, who="neighbour")
    neighbour.locator("#support button").first.click()
    expect(neighbour.locator("#support .pill-count, #support .support-count").first).to_have_text("1")
    evidence = look.at(road, f"{path.partition('-')[0]}/evidence")
    expect(evidence.locator("main")).to_contain_text(str(OWNERS + 1))

    moderator = look.at(road, path, who="moderator")
    moderator.fill("#comments [name=body]", "已经看到，充电团队今天就查。")
    send(moderator, "/comments#write", "button.button-main:not([formaction])")
    expect(moderator.locator(".threads")).to_contain_text("充电团队今天就查")
    product = look.at(road, path, who="product")
    decide(product, "adopted", "复现了：密封条吸水后变厚。")
    first = promise(product, 1, "换一种密封条，先做耐久试验。")
    later = promise(product, 2, "耐久试验没有一次通过，晚一个季度。")
    assert first != later
    expect(product.locator(".target-now .slip")).to_be_visible()
    decide(product, "shipped", "新密封条已经换上生产线，老车保养时免费更换。")

    newcomer.goto(idea)
    with newcomer.expect_navigation():
        newcomer.locator(".verdict button[value=yes]").click()
    expect(newcomer.locator(".verdict button[value=yes]")).to_have_count(0)
    assert road.do(lambda: [difference for check in CHECKS for difference in check()]) == []
