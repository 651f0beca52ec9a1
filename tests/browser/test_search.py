"""From the search box to what was said."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Look, Site

THINGS = iter(("lantern", "candle"))  # one for each time the test is run: what the other time left is not found


def test_a_slash_leads_to_the_box_and_enter_to_what_was_said(look: Look, site: Site, writer: str) -> None:
    thing = next(THINGS)
    title, said = f"A {thing} under the dashboard", f"The glovebox {thing} would do for me."
    page = look.at(site, "/ideas/new", who=writer, lang="en", size=(1440, 900))
    page.get_by_label("Title").fill(title)
    page.get_by_label("Your words").fill("So that nothing is looked for in the dark/twilight.")
    page.get_by_label("Where does it belong?").select_option("design")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_label("Your comment").fill(said)
    page.get_by_role("button", name="Comment").click()
    expect(page.locator(".comment")).to_contain_text(said)

    comment = page.get_by_label("Your comment")
    comment.press("/")
    expect(comment).to_have_value("/")  # what is typed into a comment stays there
    comment.fill("")
    page.get_by_role("heading", level=1).click()
    page.locator("body").press("/")
    field = page.locator(".top-search input")
    expect(field).to_be_focused()
    field.fill(f"{thing}s")
    field.press("Enter")
    expect(page.locator(".hit")).to_have_count(2)
    expect(page.locator(".hit-title mark")).to_have_text(thing)
    page.locator(".hit", has_text="glovebox").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"comment=.*#c-"))
    expect(page.locator(".comment", has_text=said)).to_be_visible()


def test_a_list_is_narrowed_without_script_on_a_phone(look: Look, site: Site) -> None:
    page = look.at(site, "/ideas?sort=new", lang="en", size=(360, 800), script=False)
    box = page.get_by_label("Words to find among ideas")
    box.fill("zebra crossing")
    page.locator(".list-box button").click()
    expect(page).to_have_url(re.compile(r"q=zebra\+crossing.*sort=new"))
    page.get_by_role("link", name="Search everywhere").click()
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    expect(page.get_by_label("Words to find")).to_have_value("zebra crossing")
    page.get_by_role("link", name="Post it as an idea").click()
    expect(page).to_have_url(re.compile(r"/sign-in"))
