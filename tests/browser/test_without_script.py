"""Every deed is possible without JavaScript; with it, it is only quicker."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, Site


def test_an_idea_is_posted_supported_and_discussed_without_script(look: Look, site: Site, writer: str) -> None:
    page = look.at(site, "/ideas/new", who=writer, lang="en", script=False)
    page.get_by_label("Title").fill("Let the mirror fold when I lock the car")
    page.get_by_label("Your words").fill("In narrow streets **every** centimetre counts.")
    page.get_by_label("Where does it belong?").select_option("design")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview strong")).to_have_text("every")
    expect(page.get_by_label("Title")).to_have_value("Let the mirror fold when I lock the car")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Let the mirror fold when I lock the car")

    page.get_by_role("button", name="Support").click()
    expect(page.locator(".pill")).to_contain_text("Supported")
    expect(page.locator(".pill-count")).to_have_text("1")
    page.get_by_role("button", name="Supported").click()
    expect(page.locator(".pill-count")).to_have_text("0")

    page.get_by_label("Your comment").fill("Mine too, please.")
    page.get_by_role("button", name="Comment").click()
    expect(page.locator(".comment")).to_contain_text("Mine too, please.")
    page.get_by_role("link", name="Reply").click()
    page.get_by_label("Your reply").fill("And the other one.")
    page.get_by_role("button", name="Comment").click()
    expect(page.locator(".replies .comment")).to_contain_text("And the other one.")


def test_what_was_typed_is_kept_when_something_is_missing(look: Look, site: Site, writer: str) -> None:
    page = look.at(site, "/ideas/new", who=writer, lang="en", script=False)
    page.get_by_label("Title").fill("Half an idea")
    page.evaluate("document.querySelector('.compose form').noValidate = true")
    look.expects("422")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_label("Title")).to_have_value("Half an idea")
    expect(page.get_by_label("Your words")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert")).to_be_visible()


def test_the_list_is_filtered_and_continued_without_script(look: Look, site: Site) -> None:
    page = look.at(site, "/ideas", lang="en", script=False)
    assert count(page) == 20
    page.get_by_role("link", name="Show more").click()
    expect(page).to_have_url(re.compile("cursor="))
    page.locator("details.menu", has_text="Kind").locator("summary").click()
    page.get_by_role("link", name="Problem").click()
    expect(page).to_have_url(re.compile("kind=problem"))


def test_the_language_and_the_theme_are_chosen_at_the_foot(look: Look, site: Site) -> None:
    page = look.at(site, "/ideas", lang="zh", script=False)
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ideas")
    page.get_by_role("link", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("link", name="Roadmap").first.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.set_viewport_size({"width": 1440, "height": 900})
    tops = page.evaluate("[...document.querySelectorAll('.foot a')].map((link) => link.getBoundingClientRect().top)")
    assert len(set(tops)) == 2  # what people choose from, and what programs read


def count(page: Page) -> int:
    return page.locator(".rows > .row").count()


def test_a_refused_form_is_where_its_page_opens(look: Look, site: Site, colleague: str, talk: str) -> None:
    page = look.at(site, talk, who=colleague, lang="en", script=False)
    page.locator("summary", has_text="Change the status").click()
    page.evaluate("document.querySelector('form[action$=\"/status\"]').noValidate = true")
    look.expects("422")
    page.get_by_role("button", name="Change the status").click()
    expect(page.get_by_role("alert")).to_be_in_viewport()
    page.get_by_role("textbox", name="Reason").first.fill("We look into it.")
    page.get_by_role("button", name="Change the status").click()
    expect(page.locator("#notice")).to_contain_text("The status is changed")
