"""Somebody types what is there already, sees it, and supports that in place of posting."""

from playwright.sync_api import Page, Route, expect

from tests import make
from tests.browser.conftest import Look, Site
from tests.browser.content import path
from tests.browser.test_pages import check
from tests.browser.test_pictures import MOVED, WATCH


def test_typing_shows_it_and_one_press_supports_it(look: Look, site: Site, writer: str) -> None:
    title, typed, words = "隐藏门把手冬天会冻住", "门把手结冰了", "站在车外等了十分钟。"
    idea = posted(site, title)
    page = look.at(site, "/ideas/new", who=writer)
    expect(page.locator("#similar-count")).to_have_text("")
    page.locator("#title").press_sequentially(typed)
    row = page.locator(".similar-row", has=page.locator(f"a[href='{idea}']"))
    expect(row).to_be_visible()
    expect(page.locator("#similar-count")).not_to_have_text("")
    expect(page.locator("#title")).to_be_focused()
    check(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("#body").fill(words)
    row.get_by_role("button", name="改为支持这条").click()
    page.wait_for_url(f"**{idea}*")
    expect(page.locator(".pill-given")).to_be_visible()
    expect(page.locator("#write [name=body]")).to_have_value(f"{typed}\n\n{words}")
    check(page)
    page.goto(f"{site.url}/ideas/new")
    expect(page.locator("#title")).to_have_value("")


def test_without_a_script_a_button_looks_for_it(look: Look, site: Site, writer: str) -> None:
    idea = posted(site, "副驾遮阳板加一面大一点的镜子")
    page = look.at(site, "/ideas/new", who=writer, script=False)
    page.locator("#title").fill("副驾遮阳板的镜子太小")
    page.locator("#body").fill("看不全。")
    page.get_by_role("button", name="看看有没有相近的建议").click()
    expect(page.locator("#similar-count")).to_contain_text("条相近的建议")
    expect(page.locator("#title")).to_have_value("副驾遮阳板的镜子太小")
    row = page.locator(".similar-row", has=page.locator(f"a[href='{idea}']"))
    row.get_by_role("button", name="改为支持这条").click()
    page.wait_for_url(f"**{idea}*")
    expect(page.locator(".pill-given")).to_be_visible()


def test_an_idea_shows_those_like_it_and_pushes_nothing_away_under_the_readers_eyes(look: Look, site: Site) -> None:
    one, other = (posted(site, title) for title in ("雾灯开着时仪表上看得更清楚些", "雾灯开着时仪表没有提示"))
    page = look.blank(site, size=(1440, 900))
    asked: list[Route] = []
    page.route(f"**{one}/similar", lambda route: asked.append(route))  # noqa: PLW0108 - a bound built-in is refused
    page.add_init_script(WATCH)
    with page.expect_request(f"**{one}/similar"):
        page.goto(f"{site.url}{one}")
    reach_the_end(page)
    with page.expect_response(f"**{one}/similar"):
        asked[0].continue_()
    late = page.locator("[data-near=late] a")
    expect(late).to_be_visible()
    assert page.evaluate(MOVED) == []
    late.press("Enter")
    expect(page.locator(f".similar-section a[href='{other}']")).to_have_text("雾灯开着时仪表没有提示")
    expect(page.locator("#similar-title")).to_be_focused()
    check(page)


def posted(site: Site, title: str) -> str:
    """The path of an idea of the test's own."""
    return site.do(lambda: path(make.idea(title=title)))


def reach_the_end(page: Page) -> None:
    """Scroll to the end of `page`."""
    page.locator("footer").scroll_into_view_if_needed()
