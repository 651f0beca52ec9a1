"""What the scripts add: answers in place, without leaving the page or the keyboard."""

from playwright.sync_api import expect

from tests.browser.conftest import Look, Site


def test_support_is_given_and_taken_back_in_place(look: Look, site: Site, writer: str, talk: str) -> None:
    page = look.at(site, "/ideas?sort=new", who=writer, lang="en")
    page.evaluate("window.stayed = true")
    row = page.locator(".row", has=page.locator(f"a[href='{talk}']"))
    expect(row.locator(".pill-count")).to_have_text("0")
    row.get_by_role("button").click()
    expect(row.locator(".pill")).to_have_class("pill pill-given is-new")
    expect(row.locator(".pill-count")).to_have_text("1")
    expect(row.get_by_role("button")).to_be_focused()
    row.get_by_role("button").click()
    expect(row.locator(".pill-count")).to_have_text("0")
    assert page.evaluate("window.stayed")


def test_more_rows_come_in_place_and_the_keyboard_goes_on_there(look: Look, site: Site) -> None:
    page = look.at(site, "/ideas", lang="en")
    page.get_by_role("link", name="Show more").click()
    expect(page.locator(".rows > .row").nth(20)).to_be_visible()
    expect(page.locator(".rows > .row").nth(20).locator("h2 a")).to_be_focused()
    assert page.url == f"{site.url}/ideas"


def test_the_preview_follows_the_typing(look: Look, site: Site, writer: str) -> None:
    page = look.at(site, "/ideas/new", who=writer, lang="en", size=(1440, 900))
    page.get_by_label("Your words").press_sequentially("It is **quiet**.")
    expect(page.locator("#preview strong")).to_have_text("quiet")


def test_a_refused_support_says_why_above_the_page(look: Look, site: Site) -> None:
    page = look.at(site, "/ideas", who="member", lang="en")
    page.context.clear_cookies(name="cocreate")
    look.expects("403")
    page.locator("form.support button").first.click()
    expect(page.locator("#notice .error-advice")).to_be_visible()
    expect(page.locator("form.support").first).to_be_visible()


def test_a_menu_closes_when_the_reader_turns_elsewhere(look: Look, site: Site) -> None:
    page = look.at(site, "/ideas", lang="en")
    menu = page.locator("details.menu").first
    menu.locator("summary").click()
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()


def test_the_keyboard_reaches_the_content_first(look: Look, site: Site) -> None:
    page = look.at(site, "/ideas", lang="en")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_an_open_menu_stays_within_a_narrow_window(look: Look, site: Site) -> None:
    page = look.at(site, "/ideas", lang="en", size=(320, 700))
    menus = page.locator("details.menu").all()
    assert menus
    for menu in menus:
        menu.locator("summary").click()
        expect(menu.locator("a").first).to_be_in_viewport(ratio=1)
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        page.keyboard.press("Escape")
