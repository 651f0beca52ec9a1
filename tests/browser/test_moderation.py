"""A healthy place, in Chinese: held by a word and trusted, a crowd slowed, a ban, an appeal, restored by another."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from cocreate.cli.audit import CHECKS
from cocreate.ideas import rules as ideas
from cocreate.kernel.database import db
from cocreate.members.models import Affiliation, Trust
from cocreate.screening.rates.models import Deed, Rate, Scope
from tests import make
from tests.browser.conftest import Look, Site, serving
from tests.browser.content import path
from tests.make import words

DESKTOP = (1440, 900)
TITLE, WORD = "团购的豹纹座套有人要吗", "豹纹座套"
WHY, APPEAL, ANSWER = "您用建议发团购广告。", "我不是商家，只想凑单。", "已经核实，您不是商家，决定撤销。"


@pytest.fixture
def place(server: str, tmp_path: Path) -> Iterator[Site]:
    """A site with a watched word, an idea that newcomers crowd around, a newcomer and two moderators."""
    with serving(server, tmp_path) as site:
        site.do(lambda: settle(site))
        yield site


def settle(site: Site) -> None:
    words.watched(WORD)
    crowd = (Rate.deed == Deed.COMMENT, Rate.scope == Scope.CROWD, Rate.level == Trust.NEWCOMER)
    db.session.execute(update(Rate).where(*crowd).values(times=2))
    crowded = make.idea(title="我不喜欢新的方向盘")
    site.paths["crowded"] = path(crowded)
    for _number in range(2):
        ideas.comment(make.member(trust=Trust.NEWCOMER), crowded, "那你就别买。")
    for name in ("方晴", "周砚"):
        member = make.member(name, roles=["moderator"], affiliation=Affiliation.STAFF, locale=None)
        site.sign_in(name, member)
    newcomer = make.member("苏蔓", trust=Trust.NEWCOMER, locale=None)
    site.paths["newcomer"] = f"/members/{newcomer.public_id}"
    site.sign_in("newcomer", newcomer)
    site.sign_in("crowd", make.member("围观的人", trust=Trust.NEWCOMER, locale=None))


def press(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


def open_case(page: Page, title: str) -> None:
    page.locator(".queue-open", has_text=title).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def post_an_idea(page: Page) -> None:
    page.fill("[name=title]", TITLE)
    page.fill("[name=body]", f"我在找{WORD}，凑够十个人就下单。")
    page.select_option("[name=stage]", "driving")
    with page.expect_navigation():
        page.press("[name=title]", "Enter")


def trust(moderator: Page) -> None:
    """Approve the idea that was held, and its author."""
    open_case(moderator, TITLE)
    expect(moderator.locator("#case-title")).to_have_text(TITLE)
    with moderator.expect_navigation():
        moderator.keyboard.press("t")
    expect(moderator.locator(".queue-done")).to_contain_text(TITLE[:6])


def slow_the_crowd(place: Site, look: Look, moderator: Page) -> None:
    """One comment too many waits; the moderator hides it."""
    crowding = look.at(place, place.paths["crowded"], who="crowd")
    crowding.fill("#comments [name=body]", "说得对，别买了。")
    press(crowding, "#comments form button.button-main:not([formaction])")
    moderator.goto(f"{place.url}/moderation?pile=held")
    open_case(moderator, "说得对")
    moderator.keyboard.press("2")
    with moderator.expect_navigation():
        moderator.keyboard.press("h")
    expect(moderator.locator(".queue-row")).to_have_count(0)


def ban(place: Site, moderator: Page) -> None:
    """Ban the newcomer, and remove everything of theirs."""
    moderator.goto(place.url + place.paths["newcomer"])
    moderator.locator(".staff-panel summary").click()
    press(moderator, ".staff-panel a.button")
    moderator.check("[name=action][value=block_all]", force=True)
    moderator.check("[name=reason][value=spam]", force=True)
    moderator.fill("[name=note]", WHY)
    press(moderator, "main form button.button-main")
    press(moderator, "button[name=confirmed]")


def appeal(place: Site, newcomer: Page) -> None:
    """Whoever is banned is led to their record, and appeals there."""
    newcomer.goto(f"{place.url}/ideas/new")
    expect(newcomer).to_have_url(f"{place.url}/me/record")
    expect(newcomer.locator(".record-now")).to_contain_text(WHY)
    newcomer.locator(".entry details summary", has_text="申诉").first.click()
    newcomer.locator(".entry textarea").first.fill(APPEAL)
    press(newcomer, ".entry form button.button-main")


def test_held_and_trusted_slowed_banned_and_restored(place: Site, look: Look) -> None:
    newcomer, visitor = look.at(place, "/ideas/new", who="newcomer"), look.at(place, "/ideas")
    post_an_idea(newcomer)
    held = newcomer.url
    moderator = look.at(place, "/moderation?pile=held", who="方晴", size=DESKTOP)
    trust(moderator)
    visitor.goto(held)
    expect(visitor.locator("h1")).to_have_text(TITLE)
    slow_the_crowd(place, look, moderator)

    ban(place, moderator)
    appeal(place, newcomer)
    visitor.goto(f"{place.url}/ideas")
    expect(visitor.locator("main")).not_to_contain_text(TITLE)
    second = look.at(place, "/moderation?pile=appeals", who="周砚", size=DESKTOP)
    open_case(second, APPEAL)
    second.fill("[name=answer]", ANSWER)
    press(second, "button[name=upheld][value=yes]")
    newcomer.goto(f"{place.url}/me/record")
    for told in (WHY, APPEAL, ANSWER):
        expect(newcomer.locator(".record-entries")).to_contain_text(told)
    expect(newcomer.locator(".record-now")).to_have_count(0)
    visitor.goto(held)
    expect(visitor.locator("h1")).to_have_text(TITLE)
    assert place.do(lambda: [difference for check in CHECKS for difference in check()]) == []
