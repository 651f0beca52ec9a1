"""What goes wrong is told in the right form and language, with and without a database."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Blueprint, Flask, abort
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from cocreate.kernel import migrating, postgres
from cocreate.kernel.access import public
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused, TooMany
from cocreate.kernel.settings import Settings
from tests import make
from tests.conftest import dispose, make_app
from tests.support.race import Real

trial = Blueprint("trial", __name__)

TITLES = {
    403: "Not open to you",
    404: "Nothing here",
    405: "That does not work here",
    409: "That no longer fits",
    413: "Too large",
    415: "Unknown format",
    422: "Something is missing or wrong",
    429: "A little too fast",
    500: "Something went wrong on our side",
}
ADVICE = {409: "It is gone.", 422: "Too short.", 429: "That was a little too fast. Please try again in a while."}


@trial.get("/trial/link/<token>")
@public
def stumble(token: str) -> str:
    raise ZeroDivisionError


@trial.get("/trial/<int:status>")
@trial.get("/api/trial/<int:status>", endpoint="api")
@public
def fail(status: int) -> str:
    if status == 409:
        raise Refused("gone", "It is gone.")
    if status == 422:
        raise Invalid("name", "Too short.")
    if status == 429:
        raise TooMany(7)
    if status == 500:
        raise ZeroDivisionError("secret detail")
    abort(status)


@pytest.fixture(scope="module")
def browser(settings_module: Settings) -> Iterator[FlaskClient]:
    """A browser on a site whose database does not answer: errors do not need it."""
    app = make_app(settings_module)
    app.register_blueprint(trial)
    yield FlaskClient(app, app.response_class)
    dispose(app)


@pytest.fixture(scope="module")
def settings_module(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    environ = {
        "COCREATE_HOME": str(tmp_path_factory.mktemp("home")),
        "COCREATE_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    }
    return Settings.from_env(environ)


@pytest.mark.parametrize("status", TITLES)
def test_a_page_tells_in_both_languages_what_is_wrong_and_what_to_do(browser: FlaskClient, status: int) -> None:
    said = []
    for language, lang in (("en", "en"), ("zh", "zh-Hans")):
        browser.set_cookie("lang", language)
        answer = browser.get(f"/trial/{status}")
        assert answer.status_code == status
        assert f'<html lang="{lang}"' in answer.text
        assert "secret detail" not in answer.text
        said.append(answer.text)
    english, chinese = said
    assert f"<h1>{TITLES[status]}</h1>" in english
    assert ADVICE.get(status, "") in english
    assert TITLES[status] not in chinese
    title = chinese.split("<h1>")[1].split("</h1>")[0]
    assert any("一" <= character <= "鿿" for character in title)


@pytest.mark.parametrize("status", TITLES)
def test_a_program_gets_a_problem_document_in_its_language(browser: FlaskClient, status: int) -> None:
    titles = set()
    browser.set_cookie("lang", "en")  # which is for pages only
    for language in ("en", "zh"):
        answer = browser.get(f"/api/trial/{status}", headers={"Accept-Language": language})
        assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
        told = answer.get_json()
        assert told["status"] == status
        assert told["type"].startswith("urn:cocreate:")
        assert told["detail"]
        assert "secret detail" not in answer.text
        titles.add(told["title"])
    assert TITLES[status] in titles
    assert len(titles) == 2


def test_a_problem_names_the_field_and_a_stable_type(browser: FlaskClient) -> None:
    assert browser.get("/api/trial/422").get_json()["errors"] == {"name": ["Too short."]}
    assert browser.get("/api/trial/409").get_json()["type"] == "urn:cocreate:gone"


def test_the_log_tells_where_it_went_wrong_and_no_secret_of_a_link(
    browser: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    assert browser.get("/trial/link/a-secret-token").status_code == 500
    logged = "".join(capsys.readouterr())
    assert "/trial/link/<token>" in logged
    assert "a-secret-token" not in logged


def test_an_error_of_the_database_tells_no_values(app: Flask) -> None:
    with pytest.raises(ProgrammingError) as caught, db.session.begin_nested():
        db.session.execute(text("SELECT :said FROM nothing"), {"said": "the words of a member"})
    assert "the words of a member" not in str(caught.value)


@pytest.mark.parametrize("path", ["/trial/429", "/api/trial/429"])
def test_who_is_too_fast_is_told_when_to_come_back(browser: FlaskClient, path: str) -> None:
    assert browser.get(path).headers["Retry-After"] == "7"


def test_a_wrong_method_is_answered_with_the_right_ones(browser: FlaskClient) -> None:
    answer = browser.delete("/healthz")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_an_address_with_what_cannot_be_stored_names_nothing(browser: FlaskClient) -> None:
    for address in ("/ideas?tag=%00", "/%00", "/ideas/%ff%fe", "/members/%ed%a0%80"):
        assert browser.get(address).status_code == 404


def test_what_is_too_large_is_refused_before_it_is_read(browser: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(browser.application.config, "WTF_CSRF_ENABLED", True)
    assert browser.post("/ideas", data={"body": "x" * (9 * 1024 * 1024)}).status_code == 413


@pytest.mark.parametrize("path", ["/", "/ideas", "/ideas/23456789ab", "/sign-in", "/site.css", "/desk", "/sitemap.xml"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_a_database_pages_say_so(browser: FlaskClient, path: str, language: str) -> None:
    browser.set_cookie("lang", language)
    with browser.session_transaction() as cookie:
        cookie["session"] = "somebody was signed in"
    answer = browser.get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert ("Back in a moment" in answer.text) == (language == "en")
    assert "postgresql" not in answer.text
    assert "127.0.0.1" not in answer.text


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://localhost/ideas?sort=new", 'href="/ideas?sort=new"'),
        ("http://localhost//elsewhere.example", None),
        ("http://elsewhere.example/ideas", None),
    ],
)
def test_a_refused_form_leads_back_to_its_page(browser: FlaskClient, referer: str, back: str | None) -> None:
    answer = browser.post("/nothing-here", headers={"Referer": referer})
    assert ("button-main" in answer.text) is (back is not None)
    assert back is None or back in answer.text


def test_without_a_database_programs_are_told_so(browser: FlaskClient) -> None:
    answer = browser.get("/api/v1/ideas", headers={"Authorization": "Bearer x"})
    assert (answer.status_code, answer.get_json()["type"]) == (503, "urn:cocreate:unavailable")


def test_without_a_database_the_process_lives_but_is_not_ready(browser: FlaskClient) -> None:
    with browser.session_transaction() as cookie:
        cookie["session"] = "somebody was signed in"
    assert browser.get("/healthz").status_code == 200
    answer = browser.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the database does not answer\n")


def test_a_database_that_goes_away_is_told(settings: Settings) -> None:
    with postgres.throwaway() as url:
        migrating.upgrade(url)
        app = make_app(replace(settings, database_url=url))
        site = Real(app)
        member = site.commit(make.member)
        browser = site.browser(member)
        assert browser.get("/ideas").status_code == 200
    assert browser.get("/ideas").status_code == 503
    assert browser.post("/ideas", data={"title": "Words"}).status_code == 503
    dispose(app)
