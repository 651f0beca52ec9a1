"""The queue by keyboard, on a desk and on a phone, and without a script."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from cocreate.kernel.database import db
from cocreate.screening.cases import open_case
from cocreate.screening.models import Case, Cause
from tests import make
from tests.browser.conftest import Look, Site

DESKTOP = (1440, 900)


def waiting(site: Site, title: str) -> str:
    """A first post of the test's own that somebody should look at; the path of its case."""

    def build() -> str:
        idea = make.idea(title=title)
        open_case([Cause.FIRST], post_id=idea.id, weight=50.0)  # on top of everything
        return db.session.scalars(select(Case.public_id).where(Case.post_id == idea.id)).one()

    return f"/moderation/cases/{site.do(build)}"


def test_the_keyboard_goes_through_the_queue_and_decides(look: Look, site: Site, colleague: str) -> None:
    path = waiting(site, "By keyboard")
    page = look.at(site, "/moderation?pile=first", who=colleague, lang="en", size=DESKTOP)
    page.keyboard.press("?")
    expect(page.locator("#queue-keys kbd").first).to_have_text("j")
    page.keyboard.press("Escape")
    row = page.locator(".queue-row", has_text="By keyboard")
    row.locator("input[name=case]").focus()
    page.keyboard.press("x")
    expect(row.locator("input[name=case]")).to_be_checked()
    row.locator(".queue-open").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#case-title")).to_have_text("By keyboard")
    page.keyboard.press("h")
    expect(page.locator(".decide input[name=reason]").first).to_be_focused()
    page.keyboard.press("n")
    page.keyboard.type("a1h")
    expect(page.locator(".decide textarea")).to_have_value("a1h")
    page.locator("#case").focus()
    page.keyboard.press("3")
    with page.expect_navigation():
        page.keyboard.press("h")
    with page.expect_navigation():
        page.keyboard.press("u")
    page.goto(site.url + path)
    expect(page.locator(".case-claim")).not_to_contain_text("nothing waits")


@pytest.mark.parametrize("script", [True, False])
def test_one_pane_at_a_time_on_a_phone(look: Look, site: Site, colleague: str, script: bool) -> None:
    path = waiting(site, f"On a phone {script}")
    page = look.at(site, path, who=colleague, lang="en", script=script)
    expect(page.locator(".queue-list")).not_to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    with page.expect_navigation():
        page.locator(".decide button[value=approve]").click()
    page.goto(f"{site.url}/moderation")
    expect(page.locator(".queue-list")).to_be_visible()
    expect(page.locator(".queue-row", has_text=f"On a phone {script}")).to_have_count(0)
