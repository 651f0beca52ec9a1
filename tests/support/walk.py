"""Every page somebody can come to by the links of a site, with the forms that stand there."""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.support.naughty import LONG
from tests.support.page import Form, Page

EACH = 2 if LONG else 1  # pages of one kind
SAMPLES = "desk.styleguide"  # its links and forms lead nowhere


@dataclass(frozen=True)
class Way:
    """A browser, and the pages from which it follows links; those alone if it is not `onward`."""

    browser: FlaskClient
    starts: Sequence[str] = ("/",)
    onward: bool = True


@dataclass(frozen=True)
class Seen:
    """A page of an address of this site, as it was answered."""

    address: str
    endpoint: str
    status: int
    kind: str
    html: str

    @cached_property
    def page(self) -> Page:
        """It as a person meets it."""
        return Page(self.html)

    @property
    def forms(self) -> list[Form]:
        """The forms that change something, and what is sent while one types."""
        page = Page("") if self.endpoint == SAMPLES else self.page
        return [form for form in [*page.forms, *page.others, *page.partials] if form.method == "post"]


def endpoint(app: Flask, address: str, method: str = "GET") -> str | None:
    """The view of `app` that answers `address`; nothing for addresses elsewhere and for pages of the library's own."""
    parts = urlsplit(address)
    if parts.netloc not in ("", "localhost"):
        return None
    try:
        return str(app.url_map.bind("localhost").match(parts.path, method)[0])
    except (HTTPException, RequestRedirect):
        return None


def walk(app: Flask, way: Way) -> Iterator[Seen]:
    """Follow all links of `way`, but one to each view, by ``TEST_LONG=1`` two.

    Those with other names in the query count as links to another one.
    A link to nowhere is followed as well: `endpoint` is empty then.
    """
    waiting, known, taken = deque(way.starts), set(way.starts), Counter[tuple[str, str]]()
    while waiting:
        address = waiting.popleft()
        answer = way.browser.get(address, buffered=True)
        html = answer.text if answer.mimetype == "text/html" else ""
        seen = Seen(address, endpoint(app, address) or "", answer.status_code, answer.mimetype or "", html)
        yield seen
        links = [answer.location] if answer.location else seen.page.links
        if seen.endpoint == SAMPLES or not way.onward:
            continue
        for link in (_local(link, address) for link in links):
            names = {name for name, _value in parse_qsl(urlsplit(link).query)}
            shape = (endpoint(app, link) or link, "several" if len(names) > 1 else "".join(names))
            if link and link not in known and taken[shape] < EACH:
                known.add(link)
                taken[shape] += 1
                waiting.append(link)


def action(app: Flask, form: Form, page: str) -> str:
    """Where `form` on the page at the address `page` is sent."""
    return _local(form.action, page) or page.partition("?")[0]


def _local(link: str, page: str) -> str:
    """`link` on the page at the address `page` as an address of this site; nothing if it leads elsewhere."""
    parts = urlsplit(link)
    if parts.scheme not in ("", "http") or parts.netloc not in ("", "localhost"):
        return ""
    path = parts.path or (urlsplit(page).path if parts.query else "")
    return f"{path}?{parts.query}" if path and parts.query else path
