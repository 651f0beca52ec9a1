"""What every answer carries for the browser's sake."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from cocreate.kernel.settings import Settings
from tests import make
from tests.conftest import dispose, make_app
from tests.support.browser import Client

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


@pytest.mark.parametrize("path", ["/", "/ideas", "/roadmap", "/terms", "/sign-in", "/healthz", "/nowhere", "/site.css"])
def test_every_answer_carries_the_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_pages_of_the_signed_in_are_kept_by_nobody(client: Client) -> None:
    client.sign_in(make.member())
    for path in ("/", "/ideas", "/me", "/nowhere"):
        assert client.get(path).headers["Cache-Control"] == "private, no-store"


def test_pages_of_visitors_are_asked_for_again(client: Client) -> None:
    answer = client.get("/ideas")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert {"Cookie", "HX-Request"} <= set(answer.vary)
    assert "Set-Cookie" not in answer.headers


def test_the_colours_are_kept_for_ever(client: Client) -> None:
    assert client.get("/site.css?version=1").headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_the_cookie_goes_into_no_shared_cache(client: Client) -> None:
    client.sign_in(make.member())
    with client.session_transaction() as cookie:
        cookie.permanent = True  # as after a real sign-in: sent anew with every answer
    assert "Set-Cookie" in client.get("/ideas").headers
    assert "Set-Cookie" not in client.get("/site.css?version=1").headers


def test_a_page_has_nothing_inline(client: Client) -> None:
    idea = make.idea()
    client.sign_in(make.member(roles=["admin"]))
    for path in (
        "/",
        "/ideas",
        f"/ideas/{idea.post.public_id}",
        "/ideas/new",
        "/desk/brand",
        "/desk/styleguide",
        "/me",
    ):
        page = client.get(path).text
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<script>" not in page
        assert "<style" not in page


@pytest.mark.parametrize(("base", "secure"), [("https://ideas.example", True), ("http://localhost", False)])
def test_cookies_are_as_safe_as_the_address_allows(settings: Settings, base: str, secure: bool) -> None:
    site = replace(settings, base_url=base, database_url="postgresql://nobody@127.0.0.1:1/nothing")
    app = make_app(site)
    assert app.config["SESSION_COOKIE_SECURE"] is secure
    assert app.config["SESSION_COOKIE_NAME"].startswith("__Host-") is secure
    browser = FlaskClient(app, app.response_class)
    assert "Set-Cookie" not in browser.get("/healthz").headers
    answer = browser.get("/robots.txt?lang=en", base_url=base)
    cookie = answer.headers["Set-Cookie"]
    assert ("Secure" in cookie) is secure
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Strict-Transport-Security" in answer.headers) is secure
    dispose(app)
