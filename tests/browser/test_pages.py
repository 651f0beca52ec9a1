"""Every page, as everybody may see it: accessible, within its width, without a complaint of the browser."""

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Look, Site

VISITOR = {
    "home": "/",
    "ideas": "/ideas",
    "nothing found": "/ideas?tag=nothing-bears-this",
    "search": "/search",
    "found": "/search?q=kind:idea&sort=new",
    "idea": "{idea}",
    "too long": "{extreme}",
    "history": "{idea_id}/history",
    "evidence": "{idea_id}/evidence",
    "revised": "{revised}",
    "revisions": "{revised_id}/history",
    "recorded for somebody": "{met}",
    "questions": "/questions",
    "question": "{question}",
    "roadmap": "/roadmap",
    "releases": "/releases",
    "release": "{release}",
    "planned release": "{planned}",
    "promised ahead": "/releases/promises",
    "announcement": "{announcement}",
    "shop": "/perks",
    "perk": "{perk}",
    "answers": "/answers",
    "moderation in figures": "/transparency",
    "books": "/transparency/ledger",
    "safety problem": "{safety}",
    "member": "{member}",
    "sign in": "/sign-in",
    "sign up": "/sign-up",
    "reset": "/reset",
    "terms": "/terms",
    "privacy": "/privacy",
    "api": "/api/docs",
}
MEMBER = {
    "my home": "/",
    "my list": "/ideas",
    "my idea": "{idea}",
    "my safety problem": "{safety}",
    "new idea": "/ideas/new",
    "my question": "{question}",
    "new question": "/questions/new",
    "me": "/me",
    "my record": "/me/record",
    "perk for me": "{perk}",
    "report": "{report}",
    "my supports": "/me?tab=supports",
    "my comments": "/me?tab=comments",
    "settings": "/me/settings",
    "notices": "/me/notices",
    "what one hears": "/me/notices/settings",
    "points": "/points",
    "statement": "/points/statement",
    "leaderboard": "/points/leaderboard",
    "inviting friends": "/points/referrals",
    "one's data": "/me/data",
    "leaving": "/me/data/erasure",
}
STAFF = {
    "home for staff": "/",
    "idea for staff": "{idea}",
    "desk": "/desk",
    "queue": "/moderation",
    "case": "{case}",
    "decided lately": "/moderation/decisions",
    "decide about a member": "{decided}",
    "inbox with a filter": "/desk?pile=all&kind=wish",
    "unanswered": "/desk?pile=unanswered",
    "answer several": "/desk/bulk/answer?idea={idea_id}",
    "say who drives several": "/desk/bulk/drive?idea={idea_id}",
    "safety problem for staff": "{safety}",
    "promises": "/desk/brand/promises",
    "periods": "/desk/retention",
    "styleguide": "/desk/styleguide",
    "thresholds": "/desk/thresholds",
    "rule of earning": "/desk/points/rules/check_in",
    "report on points": "/desk/points/report",
    "invitations": "/desk/points/referrals",
    "site": "/desk/brand",
    "legal text": "/desk/brand/terms",
    "edit idea": "{extreme_id}/edit",
    "drafts": "/me?tab=drafts",
    "draft of an idea": "/ideas/new",
    "draft of a comment": "{revised}",
    "recorded supports": "{revised_id}/recorded",
    "record an idea": "/desk/record",
    "members": "/desk/members?q=Bartholomew",
    "verified cars": "/desk/vehicles/verified",
    "catalogue": "/desk/catalogue",
    "catalogue of perks": "/desk/perks",
    "orders": "/desk/perks/orders",
    "code": "/desk/codes",
    "perk at the desk": "/desk{perk}",
    "edit perk": "/desk{perk}/edit",
    "variants of a perk": "/desk{perk}/variants",
    "series": "/desk/catalogue/islet",
    "write a release": "/releases/new",
    "ideas of a release": "{draft}/ideas",
    "publish a release": "{draft}/publish",
    "announce a release": "{draft}/announce",
    "plan of a release": "{planned}/plan",
}
PAGES = [
    *((name, "visitor", path) for name, path in VISITOR.items()),
    *((name, "member", path) for name, path in MEMBER.items()),
    *((name, "staff", path) for name, path in STAFF.items()),
]
AXE = Axe()
# What is around all pages is looked at on these of each reader: the front page, and the empty site's.
WITH_FRAME = {"/"}
FRAME = [["header.top"], ["footer.foot"], ["nav.bottom"]]
WAYS = [("zh", "light", 360), ("en", "dark", 1440)]
# 320 px is what a window of 640 px has at 200 % zoom.
WIDTHS = (320, 360, 768, 1440)
EMPTY = [
    ("visitor", "/"),
    ("visitor", "/ideas"),
    ("visitor", "/roadmap"),
    ("visitor", "/perks"),
    ("visitor", "/search?q=seat&status=adopted"),
    ("member", "/me"),
    ("member", "/me?tab=drafts"),
    ("member", "/me/notices"),
    ("member", "/"),
]


def place(site: Site, path: str) -> str:
    """`path` with the site's own ideas and members in it."""
    ids = {f"{name}_id": known.partition("-")[0] for name, known in site.paths.items()}
    return path.format(**site.paths, **ids)


@pytest.mark.parametrize(("who", "path"), [page[1:] for page in PAGES], ids=[page[0] for page in PAGES])
def test_it_is_accessible_and_fits(look: Look, site: Site, who: str, path: str) -> None:
    for lang, theme, width in WAYS:
        page = look.once_more(site, place(site, path), who=who, lang=lang, theme=theme)
        for at in sorted(WIDTHS, key=lambda one: one != width):  # its own width first
            page.set_viewport_size({"width": at, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= at
            if at == width:
                check(page, frame=path in WITH_FRAME)


def check(page: Page, *, frame: bool = True) -> None:
    """axe finds nothing on `page`, be it without what is around every page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    run = "what => axe.run(what, {resultTypes: ['violations']}).then(({violations}) => ({violations}))"
    found = AxeResults(page.evaluate(run, {"include": [["html"]], "exclude": [] if frame else FRAME}))
    assert found.violations_count == 0, found.generate_report()


def test_an_empty_site_is_accessible(look: Look, empty_site: Site) -> None:
    for who, path in EMPTY:
        for lang, theme, width in WAYS:
            page = look.once_more(empty_site, path, who=who, lang=lang, theme=theme)
            page.set_viewport_size({"width": width, "height": 800})
            check(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_error_page_is_accessible_and_says_what_to_do(look: Look, site: Site, theme: str) -> None:
    page = look.blank(site, lang="en", theme=theme, size=(320, 700))
    look.expects("404")
    page.goto(f"{site.url}/nothing-is-here")
    check(page)
    assert page.get_by_role("link", name="To the front page").is_visible()
