"""Gates before every route."""

import pytest
from flask import Flask

from cocreate.kernel import access
from cocreate.kernel.security import csrf
from tests import make
from tests.support.browser import Client


def test_a_visitor_is_sent_to_sign_in_and_back(client: Client) -> None:
    answer = client.get("/ideas/new?kind=praise")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/ideas/new?kind%3Dpraise")


@pytest.mark.parametrize("place", ["/questions", "/points", "/api/v1/points"])
def test_everybody_may_ask_what_an_address_takes(client: Client, place: str) -> None:
    answer = client.open(place, method="OPTIONS")
    assert (answer.status_code, "GET" in answer.headers["Allow"]) == (200, True)


def test_after_a_form_one_comes_back_to_the_page_it_was_on(client: Client) -> None:
    idea = make.idea()
    path = f"/ideas/{idea.post.public_id}/support"
    answer = client.post(path, headers={"Referer": "http://localhost/ideas?sort=new"})
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/ideas?sort%3Dnew")


@pytest.mark.parametrize("referrer", ["http://evil.example/x", "http://localhost//evil.example", "http://[", "", "x"])
def test_nobody_is_sent_elsewhere_after_signing_in(client: Client, referrer: str) -> None:
    answer = client.post(f"/ideas/{make.idea().post.public_id}/support", headers={"Referer": referrer})
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/")


def test_htmx_is_told_to_take_the_whole_page_to_sign_in(client: Client) -> None:
    headers = {"HX-Request": "true", "Referer": "http://localhost/ideas"}
    answer = client.post(f"/ideas/{make.idea().post.public_id}/support", headers=headers)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/sign-in?next=/ideas")


def test_a_route_without_declaration_stops_the_start() -> None:
    bare = Flask("bare", static_folder=None)
    bare.add_url_rule("/open", view_func=access.public(lambda: ""), endpoint="declared")
    access.check_declared(bare)
    bare.add_url_rule("/forgotten", view_func=lambda: "", endpoint="forgotten")
    with pytest.raises(RuntimeError, match=r"declared access: forgotten$"):
        access.check_declared(bare)


def test_a_forged_form_changes_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(client.application.config, "WTF_CSRF_ENABLED", True)
    idea = make.idea()
    client.sign_in(make.member(locale="en")).set_cookie("lang", "en")
    path = f"/ideas/{idea.post.public_id}/support"
    for token in (None, "made up"):
        forged = {"csrf_token": token} if token else {}
        answer = client.post(path, data=forged)
        assert answer.status_code == 403
        assert "reload" in answer.text
    assert idea.supports == 0


@pytest.mark.parametrize("place", ["field", "header"])
def test_the_token_of_the_page_opens_the_gate(client: Client, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    monkeypatch.setitem(client.application.config, "WTF_CSRF_ENABLED", True)
    idea = make.idea()
    path = f"/ideas/{idea.post.public_id}"
    page = client.sign_in(make.member()).get(path).text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    field, header = ({"csrf_token": token}, {}) if place == "field" else ({}, {"X-CSRFToken": token})
    assert client.post(f"{path}/support", data=field, headers=header).status_code == 303
    assert idea.supports == 1


def test_the_token_of_one_browser_is_none_for_another(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    idea, member = make.idea(), make.member()
    path = f"/ideas/{idea.post.public_id}"
    pages = []
    for _browser in range(2):
        browser = app.test_client()
        assert isinstance(browser, Client)
        pages.append((browser, browser.sign_in(member).get(path).text))
    token = pages[0][1].split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    assert pages[1][0].post(f"{path}/support", data={"csrf_token": token}).status_code == 403


def test_nothing_but_the_api_and_leaving_letters_is_exempt_from_the_forgery_gate(app: Flask) -> None:
    exempt = csrf._exempt_blueprints  # noqa: SLF001 - there is no other way to ask
    assert {blueprint.url_prefix for blueprint in exempt} == {"/api/v1"}
    assert csrf._exempt_views == {"cocreate.notices.leaving.stop"}  # noqa: SLF001 - pressed by mail programs
