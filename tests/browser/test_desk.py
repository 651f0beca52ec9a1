"""The inbox under real hands: by keyboard, by mouse, and without a script."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, Site, load
from tests.browser.test_pages import check
from tests.make import redemptions

DESKTOP = (1440, 900)


def rows(page: Page) -> list[str]:
    return page.locator(".inbox-row .row-title").all_inner_texts()


def test_the_keyboard_goes_through_the_inbox(look: Look, site: Site) -> None:
    page = look.at(site, "/desk?pile=all", who="staff", lang="en", size=DESKTOP)
    titles = page.locator(".inbox-row .row-title a")
    for key, place in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        expect(titles.nth(place)).to_be_focused()
    ticks = page.locator('.inbox-row input[name="idea"]')
    page.keyboard.press("x")
    expect(ticks.nth(0)).to_be_checked()
    page.keyboard.press("x")
    expect(ticks.nth(0)).not_to_be_checked()
    first = rows(page)[0]
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1)).to_have_text(first)


def test_a_key_begins_what_is_done_to_the_row_it_is_at(look: Look, site: Site) -> None:
    page = look.blank(site, who="staff", lang="en", size=DESKTOP)
    for key, act in (("a", "answer"), ("s", "status"), ("d", "drive")):
        load(page, site, "/desk?pile=all")
        page.keyboard.press("j")
        page.keyboard.press(key)
        page.wait_for_url(f"**/desk/bulk/{act}?*")
        assert page.locator('input[name="idea"]').count() == 1


def test_keys_are_letters_where_somebody_types(look: Look, site: Site) -> None:
    page = look.at(site, "/desk?pile=all", who="staff", lang="en", size=DESKTOP)
    name = page.get_by_label("Keep this filter as")
    name.press_sequentially("jax?")
    expect(name).to_have_value("jax?")
    expect(page.locator("#keys")).not_to_be_visible()
    assert page.locator(".inbox-row input:checked").count() == 0


def test_the_sheet_lists_the_keys(look: Look, site: Site) -> None:
    page = look.at(site, "/desk", who="staff", theme="dark", size=DESKTOP)
    page.keyboard.press("?")
    expect(page.locator("#keys kbd")).to_have_text(["j", "k", "x", "o", "a", "s", "d", "?"])
    check(page)
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).not_to_be_visible()
    page.locator("[data-keys]").click()
    expect(page.locator("#keys")).to_be_visible()


def test_all_that_is_shown_is_ticked_at_once(look: Look, site: Site) -> None:
    page = look.at(site, "/desk?pile=all", who="staff", lang="en", size=DESKTOP)
    page.get_by_label("Select all").check()
    ticked = page.locator('.inbox-row input[name="idea"]:checked')
    assert ticked.count() == len(rows(page)) > 1
    expect(page.locator("[data-ticked]")).to_have_text(str(len(rows(page))))


def test_all_orders_that_are_shown_are_ticked_at_once(look: Look, site: Site) -> None:
    site.do(lambda: [redemptions.redemption() for _number in range(2)])
    page = look.at(site, "/desk/perks/orders", who="staff", lang="en", size=DESKTOP)
    page.get_by_label("Select all").check()
    assert page.locator('.inbox-row input[name="order"]:checked').count() == len(rows(page)) > 1
    expect(page.locator("[data-ticked]")).to_have_text(str(len(rows(page))))


@pytest.mark.parametrize(("script", "lang", "theme"), [(False, "zh", "light"), (True, "en", "dark")])
def test_a_batch_goes_from_the_list_to_its_report(look: Look, site: Site, script: bool, lang: str, theme: str) -> None:
    page = look.at(site, "/desk?pile=all&kind=praise", who="staff", lang=lang, theme=theme, script=script)
    page.locator('.inbox-row input[name="idea"]').nth(0).check()
    page.locator('[data-act="s"]').click()
    if script:
        check(page)
    page.locator("select[name=status]").select_option("adopted")
    page.locator("textarea").fill("谢谢您。")
    page.locator("main form button").first.click()
    if script:
        check(page)
    page.locator('button[name="confirmed"]').click()
    expect(page.locator("#refused-title")).to_be_visible()
    if script:
        check(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(
    ("into", "field", "script"),
    [
        ("comment", "#write [name=body]", True),
        ("comment", "#write [name=body]", False),
        ("status", ".change-status form[action$='/status'] textarea", True),
    ],
)
def test_a_template_is_put_into_a_form(
    look: Look, site: Site, colleague: str, talk: str, into: str, field: str, script: bool
) -> None:
    page = look.at(site, "/desk/templates", who=colleague, lang="en", script=script, size=DESKTOP)
    name = f"Seen by {colleague}"
    page.locator("input[name=name]").fill(name)
    page.locator("textarea[name=body_zh]").fill("我们看到了。")
    page.locator("textarea[name=body_en]").fill("We have seen it.")
    page.locator("main form button").first.click()
    page.goto(site.url + talk)
    if into == "status":
        page.locator("summary", has_text="Change the status").click()
    page.locator("#write a[href*='/desk/insert/']" if into == "comment" else "a[href*='into=status']").click()
    page.locator(f"#insert-{into}").select_option(label=name)
    page.get_by_role("button", name="Insert").click()
    expect(page.locator(field).first).to_have_value("我们看到了。")
    expect(page.locator(field).first).to_be_visible()
