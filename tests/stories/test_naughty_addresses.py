"""What breaks software, in the addresses of all pages: never an error of ours, and nobody is led away."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from werkzeug.routing import Rule

from tests.stories.conftest import Walked
from tests.support.naughty import LONG, Scripts, some

EVERYWHERE = ("lang", "next", "anything")
SHARES = 16 if LONG else 4  # of the pages, tested side by side


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
    away = (answer.location or "/").replace("http://localhost/", "/", 1)  # slashes are joined by a whole address
    if answer.status_code >= 500:
        return f"{address} answers {answer.status_code}"
    if not away.startswith("/") or away.startswith("//"):
        return f"{address} leads to {away}"
    if answer.mimetype == "text/html" and Scripts(answer.text).found:
        return f"{address} lets {Scripts(answer.text).found} run"
    return ""


def turns(walked: Walked, strings: list[str], views: list[str], number: int) -> Iterator[dict[str, str]]:
    """What is typed into which names of the query of the page `number` of `views`, one address after the other.

    What a page reads is typed into all of it at once, so that ``TEST_LONG=1`` gives it every string; what every page
    reads, or none, is the same everywhere: there the pages share the strings.
    """
    own, once = sorted(names(walked, views[number])), EVERYWHERE[number % len(EVERYWHERE)]
    if not LONG:
        for name in sorted({*own, once}):
            yield from ({name: typed} for typed in some(strings, f"{views[number]} {name}"))
        yield from ({typed: typed} for typed in some(strings, views[number]))
        return
    for at in range(len(strings) if own else 0):
        yield {name: strings[(at + 31 * place) % len(strings)] for place, name in enumerate(own)}
    for typed in strings[number :: len(views)]:
        yield dict.fromkeys((*EVERYWHERE, typed), typed)


@pytest.mark.parametrize("share", range(SHARES))
def test_every_query_takes_or_refuses(walked: Walked, strings: list[str], share: int) -> None:
    pages = {one.endpoint: one.address.partition("?")[0] for one in walked.seen["staff"]}
    views = sorted(pages)
    found = [
        wrong(walked, f"{pages[view]}?{urlencode(typed, quote_via=quote)}")
        for number, view in list(enumerate(views))[share::SHARES]
        for typed in turns(walked, strings, views, number)
    ]
    assert not any(found), "\n".join(filter(None, found))


@pytest.mark.parametrize("share", range(SHARES))
def test_every_path_is_found_or_not(walked: Walked, strings: list[str], share: int) -> None:
    found = []
    for rule in [rule for rule in rules(walked) if rule.arguments][share::SHARES]:
        for typed in some(strings, rule.rule):
            sent = quote(typed, safe="").join(re.split("<[^>]+>", rule.rule))
            found.append(wrong(walked, sent))
    assert not any(found), "\n".join(filter(None, found))
