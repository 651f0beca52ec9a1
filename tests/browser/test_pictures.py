"""Pictures under a member's hands: chosen, dropped, pasted; moved, described, removed; also without a script."""

import base64
import re

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Look, Site, load
from tests.browser.test_pages import check
from tests.make.pictures import drawn

# Gives the page a file as somebody who drags it there, or who has copied it.
GIVE = """([element, how, base]) => {
  const data = new DataTransfer();
  const bytes = Uint8Array.from(atob(base), (character) => character.charCodeAt(0));
  data.items.add(new File([bytes], "given.png", { type: "image/png" }));
  const told = { bubbles: true, cancelable: true };
  element.dispatchEvent(how === "drop" ? new DragEvent("drop", { ...told, dataTransfer: data })
    : new ClipboardEvent("paste", { ...told, clipboardData: data }));
}"""

# What moves on a page, by how much, and what it is.
WATCH = """window.moves = [];
const watch = new PerformanceObserver((list) => moves.push(...list.getEntries()));
watch.observe({ type: "layout-shift", buffered: true });"""
# Told two frames later, when nothing is left to be told of.
MOVED = """async () => {
  for (const _frame of [1, 2]) await new Promise(requestAnimationFrame);
  await new Promise((done) => setTimeout(done));
  return moves.map(({ value, sources }) => [value, sources.map(({ node }) => node?.className)]);
}"""
# Nothing that belongs here is still to come: the pictures of this window, what stands at the page's end from the next.
HERE = """() => document.readyState === "complete" && !document.querySelector(".htmx-request")
  && [...document.querySelectorAll('.similar-lazy:not([data-near="late"])')].every(
    (one) => one.getBoundingClientRect().top > 2 * innerHeight)
  && [...document.images].every((image) => {
    const { top, bottom } = image.getBoundingClientRect();
    return image.complete || bottom < 0 || top > innerHeight;
  })"""
END = "Math.ceil(scrollY + innerHeight) >= document.documentElement.scrollHeight"


def file(colour: str = "red", name: str = "a.png", content: bytes | None = None) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": content or drawn(600, 400, colour=colour)}


def choose(page: Page, *files: FilePayload) -> None:
    page.set_input_files("#picture-files", list(files))


def items(page: Page) -> list[str]:
    return [one.input_value() for one in page.locator("[name=pictures]").all()]


def fill_in(page: Page, title: str) -> None:
    page.fill("[name=title]", title)
    page.fill("[name=body]", "后排放手机的地方，想了三种改法。")
    page.check("[name=kind][value=wish]", force=True)
    page.select_option("[name=stage]", "design")


def test_a_picture_is_dropped_or_pasted(look: Look, site: Site, writer: str) -> None:
    page = look.at(site, "/ideas/new", who=writer)
    content = base64.b64encode(drawn(60, 40)).decode()
    for number, how in enumerate(("drop", "paste"), start=1):
        page.evaluate(GIVE, [page.query_selector("[name=body]"), how, content])
        expect(page.locator("[data-picture]")).to_have_count(number)


def test_pictures_are_chosen_described_moved_removed_and_published(look: Look, site: Site, writer: str) -> None:
    look.expects("422")
    page = look.at(site, "/ideas/new", who=writer)
    choose(page, file("red"), file("green"), file("blue"), file(name="bad.png", content=b"<svg/>"))
    expect(page.locator("[data-picture]")).to_have_count(3)
    expect(page.locator("[data-trouble]")).to_contain_text("bad.png")
    assert page.locator("[data-upload]").is_hidden()
    first, second, third = items(page)
    check(page)
    page.locator("[name=picture_right]").first.press("Enter")
    assert items(page) == [second, first, third]
    assert page.evaluate("document.activeElement.name") == "picture_right"
    page.locator("[name=picture_remove]").last.click()
    assert items(page) == [second, first]
    page.locator("[name=alts]").first.fill("绿色的一面")
    fill_in(page, "后排手机架")
    page.press("[name=title]", "Enter")
    page.wait_for_url(re.compile(r"/ideas/[a-z0-9]{10}"))
    links = page.locator("[data-gallery] a")
    expect(links).to_have_count(2)
    assert links.first.locator("img").last.get_attribute("alt") == "绿色的一面"
    check(page)


def test_a_picture_opens_large_and_the_keyboard_leads_on(look: Look, site: Site) -> None:
    page = look.at(site, site.paths["pictured"], lang="en")
    page.locator("[data-gallery] a").first.press("Enter")
    viewer = page.locator("[data-viewer]")
    expect(viewer).to_be_visible()
    check(page)
    assert viewer.locator("[data-count]").inner_text() == "1 / 3"
    page.keyboard.press("ArrowRight")
    assert viewer.locator("[data-count]").inner_text() == "2 / 3"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert viewer.locator("[data-count]").inner_text() == "3 / 3"
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('[data-gallery] a')")


def test_the_first_pictures_of_a_page_may_come_later(look: Look, site: Site) -> None:
    page = look.at(site, site.paths["discussed"], lang="en")
    assert page.locator("[data-gallery]").count() == 0
    page.get_by_role("link", name="Show more").click()
    later = page.locator(".comment .gallery-small a")
    expect(later).to_have_count(2)
    later.last.click()
    expect(page.locator("[data-viewer]")).to_be_visible()
    expect(page.locator("[data-count]")).to_have_text("2 / 2")
    assert "/ideas/" in page.url
    page.keyboard.press("Escape")
    expect(later.last).to_be_focused()


def test_nothing_moves_when_pictures_come(look: Look, site: Site, talk: str) -> None:
    page = look.blank(site)
    page.add_init_script(WATCH)
    for path in (site.paths["pictured"], talk, "/ideas?sort=new"):
        load(page, site, path)
        read_to_the_end(page)
        moves = page.evaluate(MOVED)
        assert sum(value for value, _what in moves) < 0.02, (path, moves)


def read_to_the_end(page: Page) -> None:
    """Turn the wheel half a window at a time until `page` ends, and look at each place until it has all come."""
    page.mouse.move(2, 400)
    page.wait_for_function(HERE)
    while not page.evaluate(END):
        before = page.evaluate("scrollY")
        page.mouse.wheel(0, 400)
        page.wait_for_function(f"before => scrollY > before || {END}", arg=before)
        page.wait_for_function(HERE)


def test_pictures_without_a_script(look: Look, site: Site, writer: str) -> None:
    look.expects("422")
    page = look.at(site, "/ideas/new", who=writer, script=False, size=(1440, 900))
    choose(page, file("red"), file("blue"))
    page.click("[name=picture_upload]")
    first, second = items(page)
    page.locator("[name=picture_right]").first.click()
    assert items(page) == [second, first]
    page.locator("[name=alts]").first.fill("蓝色的一面")
    choose(page, file("green"))
    fill_in(page, "短")  # too short: it is refused, and keeps all of it
    page.click(".buttons .button-main")
    assert items(page)[:2] == [second, first]
    assert len(items(page)) == 3
    assert page.locator("[name=alts]").first.input_value() == "蓝色的一面"
    page.locator("[name=picture_remove]").nth(1).click()
    fill_in(page, "没有脚本也能放图片")
    page.click(".buttons .button-main")
    page.wait_for_url(re.compile(r"/ideas/[a-z0-9]{10}"))
    assert page.locator("[data-gallery] a").count() == 2
    page.locator("[data-gallery] a").first.click()
    assert page.url.endswith("/large")


def test_a_comment_shows_its_pictures_small_and_opens_them(look: Look, site: Site, writer: str, talk: str) -> None:
    page = look.at(site, talk, who=writer, lang="en", theme="dark", size=(1440, 900))
    page.click(".talk-pictures > summary")
    choose(page, file("red"), file("green"), file("blue"))
    expect(page.locator("[data-picture]")).to_have_count(3)
    page.locator("[name=alts]").first.fill("红色的一面")
    page.fill("#write [name=body]", "像这样放手机。")
    expect(page.locator("#comment-preview .prose")).to_be_visible()
    check(page)
    page.click("#write .button-main")
    page.wait_for_url(re.compile("comment="))
    pictures = page.locator(".comment .gallery-small a")
    expect(pictures).to_have_count(3)
    check(page)
    pictures.first.click()
    expect(page.locator("[data-viewer]")).to_be_visible()
    expect(page.locator("[data-caption]")).to_have_text("红色的一面")
