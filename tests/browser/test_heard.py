"""The story of being heard: an idea and its duplicate, merged, adopted, late once, shipped; everybody hears it once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cocreate.cli.audit import CHECKS
from cocreate.members.models import Affiliation
from tests import make
from tests.browser.conftest import Look, Site, serving
from tests.browser.test_story import decide, promise, send

TITLE, DUPLICATE = "冬天出发前让座舱先暖起来", "出门前十分钟，车里能不能先热"
WORDS = {
    "title_zh": "冬季更新",
    "body_zh": "出发前座舱会先暖起来。",
    "title_en": "Winter update",
    "body_en": "The cabin warms up before you leave.",
}
PEOPLE = ("author", "twin", "both", "friend")


@pytest.fixture
def road(server: str, tmp_path: Path) -> Iterator[Site]:
    """A site with four members and the product team."""
    with serving(server, tmp_path) as site:
        site.do(lambda: settle(site))
        yield site


def settle(site: Site) -> None:
    for name in PEOPLE:
        site.sign_in(name, make.member(name, locale=None))
    team = make.member("沈知行", roles=["product"], affiliation=Affiliation.STAFF, locale=None)
    site.sign_in("product", team)


def post(page: Page, title: str) -> str:
    """Publish an idea; answers its path."""
    page.fill("[name=title]", title)
    page.fill("[name=body]", "零下十度，上车第一件事是等。")
    page.select_option("[name=stage]", "driving")
    with page.expect_navigation():
        page.press("[name=title]", "Enter")
    return page.url.partition("?")[0].partition("/ideas/")[2]


def support(look: Look, road: Site, who: str, idea: str) -> None:
    page = look.at(road, f"/ideas/{idea}", who=who)
    page.locator("#support button").first.click()
    expect(page.locator("#support .pill-given").first).to_be_visible()


def heard(look: Look, road: Site, who: str) -> list[str]:
    """Everything `who` was told, as it stands on the page."""
    page = look.at(road, "/me/notices", who=who)
    return [" ".join(line.split()) for line in page.locator(".notice-lines > li > p:first-child").all_inner_texts()]


def test_everybody_concerned_hears_everything_once(road: Site, look: Look) -> None:
    idea = post(look.at(road, "/ideas/new", who="author"), TITLE)
    twin = post(look.at(road, "/ideas/new", who="twin"), DUPLICATE)
    support(look, road, "both", idea)
    support(look, road, "both", twin)
    support(look, road, "friend", twin)

    product = look.at(road, f"/ideas/{twin.partition('-')[0]}/merge?others={idea.partition('-')[0]}", who="product")
    expect(product.locator(".merging-sum")).to_have_text("2位支持者，1位两边都支持 → 新增1位")
    product.fill("[name=reason]", "说的是同一件事。")
    send(product, "/merge")
    expect(product.locator("#merged")).to_contain_text(DUPLICATE)
    expect(product.locator("#support .pill-count").first).to_have_text("2")
    decide(product, "adopted", "下一个版本做。")
    promise(product, 1, "和空调控制器一起。")
    promise(product, 2, "控制器晚到一个季度。")

    product.goto(f"{road.url}/releases/new")
    for name, words in WORDS.items():
        product.fill(f"[name={name}]", words)
    with product.expect_navigation():
        product.locator("main form .button-main").last.click()
    with product.expect_navigation():
        product.locator("button[name=kind][value=ships]").first.click()
    product.goto(product.url.replace("/ideas", "/publish"))
    expect(product.locator("main")).to_contain_text("将通知4位")
    send(product, "/publish")
    expect(product.locator("h1")).to_have_text("冬季更新")
    for author in ("author", "twin"):
        expect(product.locator(".release-thanks")).to_contain_text(author)

    for who in PEOPLE:
        lines = heard(look, road, who)
        assert len(lines) == len(set(lines)), (who, lines)
        shipped = [line for line in lines if "冬季更新" in line]
        assert len(shipped) == 1, (who, lines)
        assert len([line for line in lines if "合并" in line]) == (0 if who == "author" else 1), (who, lines)
        assert len([line for line in lines if "已采纳" in line]) == 1, (who, lines)
        assert not [line for line in lines if "已实现”" in line], (who, lines)
    assert road.do(lambda: [difference for check in CHECKS for difference in check()]) == []
