"""Hostile text on every page that shows what somebody wrote: nothing runs, nothing is reported, nothing breaks out."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle

import pytest
from playwright.sync_api import Dialog, Page
from sqlalchemy import select

from cocreate.accounts import profiles
from cocreate.accounts.profiles import Profile
from cocreate.catalogue import rules as catalogue
from cocreate.catalogue.stages import Stage
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea
from cocreate.ideas.triage import departments, filters, templates
from cocreate.ideas.triage import rules as triage
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.kernel.text import clean
from cocreate.members.models import Affiliation, Member
from cocreate.moderation.decisions import rules as decisions
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.models import Reason
from cocreate.moderation.reports import rules as reports
from cocreate.posts.drafts import rules as drafts
from cocreate.posts.models import Post, PostKind, PostState
from cocreate.posts.pictures import rules as pictures
from cocreate.roadmap.announcements import rules as announcements
from cocreate.roadmap.releases import rules as releasing
from cocreate.roadmap.releases.rules import Content
from cocreate.roadmap.words import Words
from cocreate.site import queries as records
from cocreate.site import rules as site_rules
from tests import make
from tests.browser.conftest import Look, Site, load, serving
from tests.browser.content import path
from tests.make import cars
from tests.make.pictures import drawn
from tests.support import hostile
from tests.support.hostile import packed

LISTEN = """
window.reports = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.reports.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
# Whatever is wider than the window and in no box of its own that scrolls.
OUTSIDE = """() => [...document.querySelectorAll("main *, header *, footer *")].filter((one) => {
  const box = one.getBoundingClientRect();
  if (!box.width || box.right <= document.documentElement.clientWidth + 1) return false;
  for (let outer = one; outer; outer = outer.parentElement)
    if (outer !== document.body && /auto|scroll|hidden|clip/.test(getComputedStyle(outer).overflowX)) return false;
  return true;
}).slice(0, 3).map((one) => `${one.tagName}.${one.className}: ${one.textContent.slice(0, 60)}`)"""


def cleaned(strings: list[str]) -> list[str]:
    """The strings as forms hand them on; those that no form takes are left out."""
    found = []
    for string in strings:
        try:
            found.append(clean(string))
        except ValueError:
            continue
    return [string for string in found if string]


ALL = cleaned(hostile.EVERY)


@pytest.fixture(scope="module")
def attacked(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site on which everything anybody may write is hostile."""
    with serving(server, tmp_path_factory.mktemp("home")) as site:
        site.do(lambda: fill(site))
        yield site


def fill(site: Site) -> None:
    """Put each string wherever somebody may write it."""
    names = cycle(packed(ALL, 40))
    author = make.member(next(names), locale=None)
    staff = make.member(
        next(names), roles=["product", "admin", "moderator"], affiliation=Affiliation.STAFF, locale=None
    )
    site.sign_in("author", author)
    site.sign_in("staff", staff)
    _profile(author)
    tags = cycle(packed(ALL, 30))
    for title in packed(ALL, 110):
        each = make.member(next(names))
        _tried(partial(ideas.post, each, title, title, Stage.DRIVING, tags=[next(tags), next(tags)]))
    site.paths["idea"] = path(_idea(author, staff))
    site.paths["author"] = f"/members/{author.public_id}"
    _of_the_team(staff)
    _of_the_queue(author, staff, next(names))
    shown = Counter(db.session.scalars(select(Post.kind).where(Post.state == PostState.VISIBLE)))
    assert shown[PostKind.IDEA] > 25, "what is refused or held is not shown"
    assert shown[PostKind.COMMENT] > 10


def _tried(work: Callable[[], object]) -> None:
    """Do `work`, unless the site refuses it."""
    try:
        with db.session.begin_nested():
            work()
    except Refused:
        return


def _profile(author: Member) -> None:
    bio, city = next(packed(ALL, 500)), next(packed(ALL[3:], 40))
    _tried(lambda: profiles.edit(author, Profile(name=author.name, bio=bio, city=city, locale=None)))
    cars.car(author, cars.vin())
    drafts.save(author, "ideas/new", {"title": [ALL[1][:100]], "body": [ALL[0]]})


def _idea(author: Member, staff: Member) -> Idea:
    """One under which everything stands: in its body, its comments, its pictures, notes and statuses."""
    pictured = [pictures.add(author, drawn(64, 48), alt).public_id for alt in list(packed(ALL, 200))[:4]]
    body = "\n\n".join(ALL)[:19_000]
    idea = ideas.post(author, next(packed(ALL[5:], 110)), body, Stage.DRIVING, pictures=pictured)
    for start in range(0, len(ALL), 5):
        said = "\n\n".join(ALL[start : start + 5])
        _tried(partial(ideas.comment, author, idea, said[:9000]))
    _tried(lambda: ideas.comment(author, idea, hostile.TALL[:9900]))
    triage.note(staff, idea, "\n\n".join(ALL)[:3000])
    for status, reason in zip(("reviewing", "adopted"), (ALL[:30], ALL[30:]), strict=True):
        ideas.change_status(staff, idea, status, "\n\n".join(reason)[:3900])
    ideas.edit(author, idea, next(packed(ALL[9:], 110)), body[:9000], idea.stage, idea.kind)
    return idea


def _of_the_team(staff: Member) -> None:
    """What the team names and writes."""
    for number, name in enumerate(list(packed(ALL, 40))[:6]):
        _tried(partial(departments.add, staff, name, name))
        _tried(partial(filters.keep, staff, name, "pile=all"))
        _tried(partial(templates.write, staff, name, ALL[0], ALL[1]))
        _tried(partial(catalogue.add_series, staff, f"hostile-{number}", name, name))
    long = "\n\n".join(ALL)[:8000]
    words = {"zh": Words(next(packed(ALL, 100)), long), "en": Words(next(packed(ALL[7:], 100)), long)}
    announcements.announce(staff, words, None)
    releasing.publish(staff, releasing.draft(staff, Content(texts=words, existing={})))
    record = records.record()
    texts = {"name": next(packed(ALL, 30)), "tagline_zh": next(packed(ALL, 80)), "footer_zh": next(packed(ALL, 80))}
    for field, text in texts.items():
        _tried(partial(site_rules.change, staff, record.accent, **{field: text}))


def _of_the_queue(author: Member, staff: Member, name: str) -> None:
    """What somebody reports, and what the author is told."""
    told = "\n\n".join(ALL)
    reported = make.idea(author, title=next(packed(ALL[11:], 110)))
    reports.report(make.member(name), post=reported.post, reason=Reason.OTHER, note=told[:1000])
    decisions.decide(staff, Action.WARN, members=[author], reason=Reason.OTHER, note=told[:2000])


PAGES = {
    "author": ("/", "/ideas?sort=new", "{idea}", "{idea}/history", "{idea}/edit", "{author}", "/me", "/me?tab=comments",
               "/me?tab=drafts", "/me/settings", "/me/vehicles", "/search?q=window", "/roadmap", "/announcements",
               "/releases", "/ideas/new", "/me/record"),
    "staff": ("/desk?pile=all", "{idea}/triage", "/desk/departments", "/desk/templates", "/desk/members?q=script",
              "/desk/brand", "/desk/catalogue", "/me/notices",
              "/moderation", "/moderation/decisions"),
}  # fmt: skip


@pytest.mark.parametrize("who", PAGES)
def test_hostile_text_stays_text(attacked: Site, look: Look, who: str) -> None:
    page = look.blank(attacked, who=who)
    page.add_init_script(LISTEN)
    opened: list[str] = []
    page.on("dialog", opened_by(opened))
    found = []
    for address in PAGES[who]:
        where = address.format_map({name: at.partition("?")[0] for name, at in attacked.paths.items()})
        load(page, attacked, where)
        found += [f"{address}: {what}" for what in wrong(page, attacked)]
    assert not opened
    assert not found, "\n".join(found)


def opened_by(opened: list[str]) -> Callable[[Dialog], None]:
    """Notes what a dialog says, and closes it."""

    def close(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    return close


def wrong(page: Page, site: Site) -> Iterator[str]:
    """What is wrong with the page that is open."""
    if page.evaluate("window.ran"):
        yield "something ran"
    yield from (f"reported: {report}" for report in page.evaluate("window.reports"))
    if not page.url.startswith(site.url):
        yield f"leads to {page.url}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        yield f"scrolls sideways by {wide}"
    yield from (f"stands out: {one}" for one in page.evaluate(OUTSIDE))
