"""What breaks software, in the addresses of all pages: never an error of ours, and nobody is led away."""

import re
from itertools import cycle
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from werkzeug.routing import Rule

from tests.stories.conftest import Walked
from tests.support.naughty import LONG, Scripts, some

EVERYWHERE = ("lang", "next", "anything")
SHARES = 4  # of the pages, tested side by side


def names(walked: Walked, view: str) -> set[str]:
    """What stands in the queries of links and forms to the page `view`."""
    seen = [one for pages in walked.seen.values() for one in pages if one.endpoint == view]
    linked = {name for one in seen for name, _value in parse_qsl(urlsplit(one.address).query)}
    asked = {name for one in seen for form in one.page.forms if form.method == "get" for name in form.fields}
    return linked | asked - {""}


def rules(walked: Walked) -> list[Rule]:
    """The pages that can be read."""
    return sorted(
        (rule for rule in walked.site.app.url_map.iter_rules() if "GET" in (rule.methods or ())), key=lambda r: r.rule
    )


def wrong(walked: Walked, address: str) -> str:
    """What is wrong with the answer at `address`, as the staff see it; nothing if all is well."""
    answer = walked.ways["staff"].browser.get(address, buffered=True)
    away = answer.location or "/"
    if answer.status_code >= 500:
        return f"{address} answers {answer.status_code}"
    if not away.startswith("/") or away.startswith("//"):
        return f"{address} leads to {away}"
    if answer.mimetype == "text/html" and Scripts(answer.text).found:
        return f"{address} lets {Scripts(answer.text).found} run"
    return ""


@pytest.mark.parametrize("share", range(SHARES))
def test_every_query_takes_or_refuses(walked: Walked, strings: list[str], share: int) -> None:
    found = []
    pages = {one.endpoint: one for one in walked.seen["staff"]}
    everywhere = cycle([EVERYWHERE] if LONG else [(name,) for name in EVERYWHERE])  # a page has one of them in its turn
    for seen in [pages[view] for view in sorted(pages)][share::SHARES]:
        path = seen.address.partition("?")[0]
        for name in sorted({*names(walked, seen.endpoint), *next(everywhere)}):
            typed_here = some(strings, f"{seen.endpoint} {name}")
            found += [wrong(walked, f"{path}?{name}={quote(typed)}") for typed in typed_here]
        found += [wrong(walked, f"{path}?{quote(typed)}={quote(typed)}") for typed in some(strings, seen.endpoint)]
    assert not any(found), "\n".join(filter(None, found))


@pytest.mark.parametrize("share", range(SHARES))
def test_every_path_is_found_or_not(walked: Walked, strings: list[str], share: int) -> None:
    found = []
    for rule in [rule for rule in rules(walked) if rule.arguments][share::SHARES]:
        for typed in some(strings, rule.rule):
            sent = quote(typed, safe="").join(re.split("<[^>]+>", rule.rule))
            found.append(wrong(walked, sent))
    assert not any(found), "\n".join(filter(None, found))
