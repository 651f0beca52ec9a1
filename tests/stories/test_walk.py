"""Links lead somewhere, and every page and form of the site is come to by somebody."""

from flask import Flask

from cocreate.kernel.api import PREFIX
from tests.stories.conftest import Walked
from tests.support.walk import action, endpoint

BY_SCRIPT = frozenset({"pictures.upload"})  # what only a script sends; the form itself carries the files without one
IN_ANSWERS = frozenset({"ideas.propose_voiding"})  # whose form stands in what another form answers, and on no page


def views(app: Flask, method: str) -> set[str]:
    """The views that people call with `method`."""
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ()) and not rule.rule.startswith(PREFIX)
    }


def test_every_link_leads_somewhere(walked: Walked) -> None:
    broken = [
        f"{who}: {seen.address} answers {seen.status}"
        for who, pages in walked.seen.items()
        for seen in pages
        if seen.status >= 400
    ]
    assert not broken, "\n".join(broken)


def test_every_page_is_come_to(walked: Walked) -> None:
    """Who adds a page that no link leads to names it in tests/support/ways.py."""
    come_to = {seen.endpoint for pages in walked.seen.values() for seen in pages}
    missing = sorted(views(walked.site.app, "GET") - come_to)
    assert not missing, f"no link leads to {', '.join(missing)}"


def test_every_form_is_come_to(walked: Walked) -> None:
    """Whose form stands only where there is something of a kind makes one in tests/support/ways.py."""
    app = walked.site.app
    sent_to = {
        endpoint(app, action(app, form, seen.address), "POST")
        for pages in walked.seen.values()
        for seen in pages
        for form in seen.forms
    }
    missing = sorted(views(app, "POST") - BY_SCRIPT - IN_ANSWERS - sent_to)
    assert not missing, f"no form leads to {', '.join(missing)}"
