"""Sites behind a real server, one with content and one without, and Chromium to look at them."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from sqlalchemy import select, update
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from cocreate.accounts import sessions
from cocreate.catalogue.models import ModelYear
from cocreate.comments import rules as comments
from cocreate.comments.queries import PAGE
from cocreate.ideas import queries
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea, IdeaKind, Stage
from cocreate.ideas.recorded import rules as recorded
from cocreate.ideas.recorded.models import Source
from cocreate.ideas.recorded.rules import Meeting
from cocreate.ideas.responses import verdicts
from cocreate.ideas.safety import rules
from cocreate.kernel.database import db
from cocreate.members.models import Affiliation, Member
from cocreate.moderation.decisions import rules as decisions
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.models import Reason
from cocreate.moderation.reports import rules as reports
from cocreate.posts.drafts import rules as drafts
from cocreate.posts.pictures import rules as pictures
from cocreate.roadmap.releases import rules as releasing
from cocreate.screening.models import Case
from tests import make
from tests.conftest import copied, dispose, make_app, settings_of
from tests.make import releases
from tests.make.pictures import drawn

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
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


def fill(site: Site) -> None:
    """Put something of everything on `site`."""
    member = make.member("林晓舟", locale=None)
    staff = make.member("周若谷", roles=["product", "admin", "moderator"], affiliation=Affiliation.STAFF, locale=None)
    site.sign_in("member", member)
    site.sign_in("staff", staff)
    make.series("islet", (2023, 2024), name_zh="小屿", name_en="Islet")
    make.series("lan-5", (), name_zh="岚" * 40, name_en="L" * 40)
    idea = make.idea(
        member, title="冬天回家路上提前预热电池，不用每次手动点", body=BODY, tags=["充电", "冬季"], supporters=3
    )
    discuss(idea, member, staff)
    weigh(idea)
    for status in ("reviewing", "adopted"):
        ideas.change_status(staff, idea, status, "北方车主的反馈集中，先评估能耗影响。")
    people = [
        make.member("沐"),
        make.member("Bartholomew Featherstonehaugh-Cholmondeley"),
        make.member("محمد بن عبد الله"),
    ]
    for number in range(24):
        make.idea(
            people[number % 3],
            title=TITLES[number % 4],
            kind=list(IdeaKind)[number % 3],
            stage=list(Stage)[number % 9],
            status=("new", "reviewing", "adopted", "declined")[number % 4] if number % 3 < 2 else "new",
        )
    site.paths["safety"] = path(safety_problem(member, staff))
    extreme = make.idea(
        people[1],
        title="Supercalifragilistic" * 4,
        body="无" * 400 + " " + "W" * 200,
        tags=["w" * 20],
        models=["lan-5", "islet/2024"],
    )
    site.paths["idea"], site.paths["extreme"] = path(idea), path(extreme)
    site.paths["member"] = f"/members/{member.public_id}"
    site.paths["pictured"] = path(pictured(member))
    site.paths["discussed"] = path(discussed(member))
    write(site, member, staff)
    release(site, staff)
    moderate(site, member, staff)


def moderate(site: Site, member: Member, staff: Member) -> None:
    """Somebody else's idea that is reported and hidden, and one that waits; `member` has reported the first."""
    author = make.member("陆一苇")
    hidden, waiting = (make.idea(author, title=title) for title in ("代购座套，加微信", "谁要一起团购"))
    reports.report(member, post=hidden.post, reason=Reason.SPAM, note="同样的话发了三遍。")
    decisions.decide(staff, Action.HIDE, posts=[hidden.post], reason=Reason.SPAM, note="请不要在这里卖东西。")
    reports.report(make.member(), post=waiting.post, reason=Reason.SPAM, note="还是他。")
    case = db.session.scalars(select(Case.public_id).where(Case.post_id == waiting.id)).one()
    site.paths["case"] = f"/moderation/cases/{case}"
    site.paths["decided"] = f"/moderation/members/{author.public_id}"
    site.paths["report"] = f"/posts/{waiting.post.public_id}/report"


def release(site: Site, staff: Member) -> None:
    """A release of every state by `staff`."""
    shipped, unready = make.idea(status="adopted", supporters=2), make.idea()
    site.paths["draft"] = f"/releases/{releases.draft(staff, [unready]).post.public_id}"
    site.paths["planned"] = f"/releases/{releases.planned(staff).post.public_id}"
    out = releasing.publish(staff, releases.draft(staff, [shipped]))
    site.paths["release"] = f"/releases/{out.post.public_id}"


def write(site: Site, member: Member, staff: Member) -> None:
    """An idea that was changed after ten supports, one recorded for an owner met elsewhere, and drafts of `staff`."""
    body = "下班开到家，电池已经凉透了。\n\n- 电量高于 20%\n- 车在十公里内"
    revised = make.idea(member, title="到家前预热电池", body=body, supporters=ideas.REVISED_FROM)
    site.paths["revised"] = path(revised)
    better = body.replace("十公里", "五公里") + "\n- 正在导航回家"
    ideas.edit(member, revised, "到家前自动预热电池", better, revised.stage, revised.kind)
    meeting = Meeting(Source.PHONE, "工单 20260503-17", date(2026, 5, 3), "六月再联系一次。")
    recorded.record_support(staff, revised, meeting)
    met = recorded.record_idea(staff, meeting, title="后备箱加一个挂钩", body="买菜回来袋子总倒。", stage=Stage.DESIGN)
    site.paths["met"] = path(met)
    drafts.save(staff, "ideas/new", {"title": ["方向盘加热"], "body": ["冬天早上**手冷**。"], "stage": ["driving"]})
    comment = f"ideas/{site.paths['revised'].removeprefix('/ideas/')[:10]}/comment"
    drafts.save(staff, comment, {"body": ["我们也在看这个问题。"], "reply_to": [""]})


def pictured(author: Member) -> Idea:
    """An idea with three pictures, one of them a long screenshot, one without words."""
    seat, screenshot, square = drawn(900, 600), drawn(400, 2400, colour="teal"), drawn(300, 300, colour="navy")
    shapes = {"前排座椅": seat, "车机截图": screenshot, "": square}
    idea = make.idea(author, title="三张图说清楚后排的储物", tags=["储物"])
    uploads = {pictures.add(author, content).public_id: words for words, content in shapes.items()}
    pictures.attach(idea.post, author, uploads)
    return idea


def discussed(author: Member) -> Idea:
    """An idea with more comments than are shown at once, of which only the last has pictures."""
    idea = make.idea(author, title="踏板夜里再亮一点")
    for number in range(PAGE):
        make.comment(idea, author, f"第{number + 1}个晚上也看不清。")
    last = make.comment(idea, author, "拍了两张，放在这里。")
    uploads = {pictures.add(author, drawn(300, 200, colour=colour)).public_id: "" for colour in ("navy", "teal")}
    pictures.attach(last.post, author, uploads)
    return idea


def weigh(idea: Idea) -> None:
    """Owners of three model years, one of them with more owners than a test makes members."""
    for year in (2023, 2024, 2025):
        ideas.support(make.owner(series="lan-5", year=year), idea)
    db.session.execute(update(ModelYear).where(ModelYear.year == 2024).values(owners=40))


def safety_problem(member: Member, staff: Member) -> Idea:
    """A problem of `member` with the safety mark, answered, not solved, and proposed for closing by a colleague."""
    idea = make.idea(member, title="下雨天后备箱会自己弹开", kind=IdeaKind.PROBLEM)
    rules.change(staff, idea, True, "行驶中弹开会影响后车。")
    ideas.comment(staff, idea, "我们已联系您，本周内上门检查锁扣。")
    verdicts.give(member, idea, solved=False)
    ideas.change_status(make.member("郑一鸣", roles=["product"]), idea, "to_service", "服务中心已预约上门更换锁扣。")
    return idea


def discuss(idea: Idea, member: Member, staff: Member) -> None:
    """An official answer, replies more than are shown at once, a place left by a removed comment."""
    answer = make.comment(idea, staff, "您说的情况我们在北方城市也看到了，正在评估提前预热的能耗。")
    for number in range(8):
        make.comment(idea, member, f"零下{number}度时尤其明显。", answer)
    removed = make.comment(idea, member, "说错了。")
    make.comment(idea, staff, "没关系。", removed)
    comments.remove(member, removed)


def path(idea: Idea) -> str:
    """Where `idea` is on its site."""
    return queries.url(idea.post.public_id, idea.post.title or "")


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


BODY = """北方的冬天，到家插枪前电池已经凉透了。如果导航知道我在回家路上，能不能提前十公里开始预热？

- 电量高于 20%
- 车在十公里内

> 现在要自己记得点

| 温度 | 充电时间 |
|---|---|
| 20 °C | 30 分钟 |
| −15 °C | 70 分钟 |
"""
TITLES = (
    "车机升级后，雨刮自动档在小雨里反应慢半拍",
    "Show how long the cars ahead still need at the charger",
    "后排座椅角度很好，长途三个小时腰不酸",
    "把儿童锁做成可以单独锁一侧，另一侧照常使用，后排坐大人时不用从外面开门，孩子那边仍然锁住",
)
