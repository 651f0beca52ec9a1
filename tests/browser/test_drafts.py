"""What is typed is kept: while typing, when the page is left, and by a button where there is no script."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, Site
from tests.browser.test_pages import check


@pytest.fixture
def page(look: Look, site: Site, writer: str) -> Page:
    """A form without a draft."""
    return look.at(site, "/ideas/new", who=writer, lang="en", size=(1440, 900))


def test_a_draft_is_kept_a_moment_after_typing_stops(page: Page) -> None:
    page.get_by_label("Title").fill("Warm hands")
    expect(page.locator(".draft")).to_contain_text("Draft saved")
    check(page)
    stamp = page.locator("[name=draft_stamp]").input_value()
    page.get_by_label("Title").fill("Warm hands in winter")
    expect(page.locator("[name=draft_stamp]")).not_to_have_value(stamp)
    expect(page.get_by_label("Title")).to_be_focused()
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("Warm hands in winter")
    expect(page.locator(".draft-restored")).to_contain_text("Your draft, kept")


@pytest.mark.parametrize("link", ["中文", "Dark"])
def test_the_language_and_the_theme_change_without_a_loss(page: Page, link: str) -> None:
    page.get_by_label("Your words").press_sequentially("Not yet kept by anything")
    page.get_by_label("Where does it belong?").select_option("design")
    page.get_by_role("link", name=link, exact=True).click()
    page.wait_for_url("**/ideas/new?*")
    expect(page.locator("#body")).to_have_value("Not yet kept by anything")
    expect(page.locator("#stage")).to_have_value("design")


def test_two_windows_do_not_eat_each_others_words(page: Page, look: Look, site: Site, writer: str) -> None:
    other = look.at(site, "/ideas/new", who=writer, lang="en")
    page.get_by_label("Your words").fill("The longer text of the two windows")
    expect(page.locator(".draft")).to_contain_text("Draft saved")
    other.get_by_label("Your words").fill("Shorter")
    expect(other.locator(".draft")).to_contain_text("A longer text of yours was kept from another window")
    check(other)
    other.get_by_role("button", name="Keep this text instead").click()
    expect(other.locator(".draft")).to_contain_text("Draft saved")
    other.reload()
    expect(other.get_by_label("Your words")).to_have_value("Shorter")


def test_a_comment_is_shown_and_kept_while_it_is_written(page: Page, site: Site, talk: str) -> None:
    page.goto(site.url + talk)
    page.get_by_label("Your comment").fill("So **true**")
    expect(page.locator("#comment-preview strong")).to_have_text("true")
    expect(page.locator(".talk-form .draft")).to_contain_text("Draft saved")
    page.reload()
    expect(page.get_by_label("Your comment")).to_have_value("So **true**")
    expect(page.locator("#comment-preview strong")).to_have_text("true")


def test_a_button_keeps_the_draft_without_a_script(look: Look, site: Site, writer: str) -> None:
    page = look.at(site, "/ideas/new", who=writer, lang="en", script=False)
    page.get_by_label("Title").fill("Kept by hand")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".flash")).to_contain_text("The draft is saved.")
    expect(page.get_by_label("Title")).to_have_value("Kept by hand")
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_label("标题")).to_have_value("Kept by hand")
    page.locator(".draft-restored button").click()
    expect(page.get_by_label("标题")).to_have_value("")
