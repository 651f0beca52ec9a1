"""What the first page of the list costs a phone, and that nothing jumps while it comes."""

from typing import Any

from tests.browser.conftest import Look, Site

SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""


def test_the_list_weighs_little(look: Look, site: Site) -> None:
    page = look.blank(site)
    finished: list[dict[str, Any]] = []
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    # What stands in the page itself is told of like a request and is none; pictures come when they are scrolled to.
    apart: set[str] = set()
    wire.on("Network.requestWillBeSent", lambda sent: apart.update(_apart(sent)))
    wire.on("Network.loadingFinished", lambda answer: finished.append(answer))  # noqa: PLW0108 - a bound built-in is refused
    page.goto(f"{site.url}/ideas", wait_until="networkidle")
    first = [answer["encodedDataLength"] for answer in finished if answer["requestId"] not in apart]
    assert 0 < len(first) <= 12
    assert sum(first) <= 100_000
    pictures = [image for image in page.locator("img").all() if "/pictures/" in (image.get_attribute("src") or "")]
    assert all(image.get_attribute("loading") == "lazy" for image in pictures)


def _apart(sent: dict[str, Any]) -> list[str]:
    url = sent["request"]["url"]
    return [sent["requestId"]] if url.startswith("data:") or "/pictures/" in url else []


def test_nothing_jumps(look: Look, site: Site) -> None:
    for path in ("/", "/ideas", site.paths["idea"]):
        for size in ((360, 800), (1440, 900)):
            assert look.at(site, path, size=size).evaluate(SHIFT) < 0.02
