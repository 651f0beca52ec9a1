"""Sites behind a real server, one with content and one without, and Chromium to look at them."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from cocreate.accounts import sessions
from cocreate.kernel.database import db
from cocreate.members.models import Affiliation, Member
from tests import make
from tests.browser.content import fill, path
from tests.conftest import copied, dispose, make_app, settings_of

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
expect.set_options(timeout=30_000)  # a machine that does much beside is no fault of the page


Answer = TypeVar("Answer")


@dataclass
class Site:
    """Where a site is, the paths of what it holds, and the cookies of people who are signed in."""

    app: Flask
    url: str
    paths: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def do(self, work: Callable[[], Answer]) -> Answer:
        """Do `work` on the site's database, for all to see."""
        with self.app.test_request_context():
            answer = work()
            db.session.commit()
            return answer

    def sign_in(self, role: str, member: Member) -> None:
        """Keep the cookie of a browser on which `member` is signed in."""
        signer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert signer is not None
        self.cookies[role] = str(signer.dumps({"session": sessions.begin(member, device="Chromium")}))

    def newcomer(self, *roles: str) -> str:
        """Whom to name as `who` to be a new member, of the team if there are `roles`."""
        who = f"newcomer {len(self.cookies)}"
        team = Affiliation.STAFF if roles else Affiliation.NONE
        self.do(lambda: self.sign_in(who, make.member(roles=roles, affiliation=team, locale=None)))
        return who


@pytest.fixture(scope="session")
def site(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with ideas of every kind and state, a discussion, and content that is too long in every way."""
    with serving(server, tmp_path_factory.mktemp("home")) as site:
        site.do(lambda: fill(site))
        yield site


@pytest.fixture(scope="session")
def empty_site(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site on which nobody has said anything, with one member."""
    with serving(server, tmp_path_factory.mktemp("home")) as site:
        site.do(lambda: site.sign_in("member", make.member("林晓舟")))
        yield site


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What fails in the browser is tried once more, and the summary says so; docs/style.md tells why."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.flaky(reruns=1))


# The sites are everybody's: what one test leaves there, or has still under way when it ends, another one meets. Whoever
# writes takes a writer, a colleague or an idea that is theirs alone.
@pytest.fixture
def writer(site: Site) -> str:
    """A member of the test's own, for `who`."""
    return site.newcomer()


@pytest.fixture
def colleague(site: Site) -> str:
    """Somebody of the team, of the test's own, for `who`."""
    return site.newcomer("product", "admin", "moderator")


@pytest.fixture
def talk(site: Site) -> str:
    """The path of an idea of the test's own, without a comment, a picture or a support."""
    return site.do(lambda: path(make.idea(title="后排的出风口再大一点")))


class Answering(WSGIRequestHandler):
    """Gives up on a browser that holds a connection and says nothing."""

    timeout = 60  # seconds


@contextmanager
def serving(server: str, home: Path) -> Iterator[Site]:
    """A site on a database of its own, answering on a port of its own, with the gate against forged requests."""
    with copied(server) as database:
        app = make_app(replace(settings_of(home, database), base_url="http://127.0.0.1"))
        app.config["WTF_CSRF_ENABLED"] = True
        listening = ThreadedWSGIServer("127.0.0.1", 0, app, Answering)
        listening.daemon_threads = False  # at the end, whoever is still being answered is waited for
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield Site(app, f"http://127.0.0.1:{listening.port}")
        listening.shutdown()
        thread.join()
        listening.server_close()
        dispose(app)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser: one that is installed, else Playwright's own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


class Look:
    """Opens pages as somebody sees them, and notes what the browser complains of."""

    def __init__(self, browser: Browser, windows: dict[object, Page]) -> None:
        self.browser = browser
        self.complaints: list[str] = []
        self._windows = windows
        self._contexts: list[BrowserContext] = []
        self._heard: list[Page] = []
        self._expected = ""

    def at(
        self, site: Site, path: str = "/", *, who: str = "visitor", lang: str = "zh", theme: str = "light",
        size: tuple[int, int] = (360, 800), script: bool = True,
    ) -> Page:  # fmt: skip
        """The page at `path` of `site`, loaded."""
        return load(self.blank(site, who=who, lang=lang, theme=theme, size=size, script=script), site, path)

    def once_more(self, site: Site, path: str, *, who: str, lang: str, theme: str) -> Page:
        """The page at `path` of `site`, loaded in a window that stays open for the next test that looks this way.

        A window of one's own costs as much as a page; only whoever leaves nothing behind in it can do with this one.
        """
        way = (site.url, who, lang, theme)
        if way not in self._windows:
            self._windows[way] = self._window(site, who, lang, theme, (360, 800), script=True).new_page()
        page = self._windows[way]
        page.goto("about:blank")  # what the page before still had under way is none of this test's
        self._hear(page)
        return load(page, site, path)

    def blank(
        self, site: Site, *, who: str = "visitor", lang: str = "zh", theme: str = "light",
        size: tuple[int, int] = (360, 800), script: bool = True,
    ) -> Page:  # fmt: skip
        """An empty page, of a browser that has seen nothing of `site` yet."""
        context = self._window(site, who, lang, theme, size, script)
        self._contexts.append(context)
        page = context.new_page()
        self._hear(page)
        return page

    def _window(
        self, site: Site, who: str, lang: str, theme: str, size: tuple[int, int], script: bool
    ) -> BrowserContext:
        width, height = size
        context = self.browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=script)
        chosen = {"lang": lang, "theme": theme}
        if who != "visitor":
            chosen["cocreate"] = site.cookies[who]
        context.add_cookies([{"name": name, "value": value, "url": site.url} for name, value in chosen.items()])
        return context

    def _hear(self, page: Page) -> None:
        page.on("console", self._note)
        page.on("pageerror", self._fail)
        self._heard.append(page)

    def expects(self, status: str) -> None:
        """The browser will rightly complain of an answer with `status`."""
        self._expected = status

    def close(self) -> None:
        """Forget everybody who looked."""
        for page in self._heard:
            page.remove_listener("console", self._note)
            page.remove_listener("pageerror", self._fail)
        for context in self._contexts:
            context.close()

    def _note(self, message: ConsoleMessage) -> None:
        expected = self._expected and self._expected in message.text
        if message.type in ("error", "warning") and not expected:
            self.complaints.append(message.text)

    def _fail(self, error: Exception) -> None:
        self.complaints.append(str(error))


def load(page: Page, site: Site, path: str) -> Page:
    """`page`, gone to `path` of `site`."""
    answer = page.goto(site.url + path)
    assert answer is not None
    assert answer.status < 400, f"{path} answers {answer.status}"
    return page


@pytest.fixture(scope="session")
def windows() -> dict[object, Page]:
    """Those that stay open, by the way one looks through them; they close with the browser."""
    return {}


@pytest.fixture
def look(chromium: Browser, windows: dict[object, Page]) -> Iterator[Look]:
    """Open pages; at the end of the test the browser must have had nothing to complain of."""
    looking = Look(chromium, windows)
    yield looking
    looking.close()
    assert looking.complaints == []
