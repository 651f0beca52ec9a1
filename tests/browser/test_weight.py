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
    # A picture that stands in the page itself is told of like a request, and is none.
    inside: set[str] = set()
    wire.on("Network.requestWillBeSent", lambda sent: inside.update(_inside(sent)))
    wire.on("Network.loadingFinished", lambda answer: finished.append(answer))  # noqa: PLW0108 - a bound built-in is refused
    page.goto(f"{site.url}/ideas", wait_until="networkidle")
    assert 0 < len([answer for answer in finished if answer["requestId"] not in inside]) <= 12
    assert sum(answer["encodedDataLength"] for answer in finished) <= 100_000


def _inside(sent: dict[str, Any]) -> list[str]:
    return [sent["requestId"]] if sent["request"]["url"].startswith("data:") else []


def test_nothing_jumps(look: Look, site: Site) -> None:
    for path in ("/", "/ideas", site.paths["idea"]):
        for size in ((360, 800), (1440, 900)):
            assert look.at(site, path, size=size).evaluate(SHIFT) < 0.02
