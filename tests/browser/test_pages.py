"""Every page, as everybody may see it: accessible, within its width, without a complaint of the browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Look, Site

VISITOR = {
    "home": "/",
    "ideas": "/ideas",
    "nothing found": "/ideas?tag=nothing-bears-this",
    "idea": "{idea}",
    "too long": "{extreme}",
    "history": "{idea_id}/history",
    "roadmap": "/roadmap",
    "member": "{member}",
    "sign in": "/sign-in",
    "sign up": "/sign-up",
    "reset": "/reset",
    "terms": "/terms",
    "privacy": "/privacy",
}
MEMBER = {
    "my home": "/",
    "my list": "/ideas",
    "my idea": "{idea}",
    "new idea": "/ideas/new",
    "me": "/me",
    "my supports": "/me?tab=supports",
    "my comments": "/me?tab=comments",
    "settings": "/me/settings",
}
STAFF = {
    "idea for staff": "{idea}",
    "desk": "/desk",
    "styleguide": "/desk/styleguide",
    "site": "/desk/site",
    "legal text": "/desk/site/terms",
    "edit idea": "{extreme_id}/edit",
    "members": "/desk/members?q=Bartholomew",
}
PAGES = [
    *((name, "visitor", path) for name, path in VISITOR.items()),
    *((name, "member", path) for name, path in MEMBER.items()),
    *((name, "staff", path) for name, path in STAFF.items()),
]
# Each page in four ways that differ in theme, language and width; 320 px is what a window of 640 px has at 200 % zoom.
WAYS = [("zh", "light", 360), ("en", "dark", 320), ("en", "light", 1440), ("zh", "dark", 768)]
EMPTY = [("visitor", "/"), ("visitor", "/ideas"), ("visitor", "/roadmap"), ("member", "/me"), ("member", "/")]


def place(site: Site, path: str) -> str:
    """`path` with the site's own ideas and members in it."""
    ids = {f"{name}_id": known.partition("-")[0] for name, known in site.paths.items()}
    return path.format(**site.paths, **ids)


@pytest.mark.parametrize(("lang", "theme", "width"), WAYS)
@pytest.mark.parametrize(("who", "path"), [page[1:] for page in PAGES], ids=[page[0] for page in PAGES])
def test_it_is_accessible_and_fits(
    look: Look, site: Site, who: str, path: str, lang: str, theme: str, width: int
) -> None:
    page = look.at(site, place(site, path), who=who, lang=lang, theme=theme, size=(width, 800))
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("who", "path"), EMPTY)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_empty_site_is_accessible(look: Look, empty_site: Site, who: str, path: str, theme: str) -> None:
    page = look.at(empty_site, path, who=who, theme=theme)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
