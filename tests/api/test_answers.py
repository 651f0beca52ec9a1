"""What every answer of the API has in common: problem documents, headers, languages; and its page."""

import pytest
from flask import Flask

from tests import make
from tests.api.conftest import Start
from tests.support.browser import Client
from tests.support.program import Program


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/api/v1/nothing", 404, "not-found"),
        ("GET", "/api/v2/ideas", 404, "not-found"),
        ("GET", "/api/v1/ideas/2222222222", 404, "not-found"),
        ("GET", "/api/v1/ideas/short", 404, "not-found"),
        ("GET", "/api/v1/ideas?tag=%00", 404, "not-found"),
        ("GET", "/api/v1/me", 401, "sign-in-first"),
        ("DELETE", "/api/v1/ideas", 405, "method-not-allowed"),
        ("GET", "/api/v1/ideas?colour=red", 422, "invalid"),
    ],
)
def test_an_error_is_a_problem_document(client: Client, method: str, path: str, status: int, kind: str) -> None:
    answer = client.open(path, method=method, headers={"Accept-Language": "en"})
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["type"] == f"urn:cocreate:{kind}"
    assert answer.get_json()["status"] == status
    assert answer.get_json()["title"]
    assert answer.get_json()["detail"]


def test_a_head_of_what_is_not_there_is_404_without_a_body(client: Client) -> None:
    answer = client.head("/api/v1/ideas/2222222222")
    assert (answer.status_code, answer.get_data()) == (404, b"")


def test_a_wrong_method_names_the_right_ones(client: Client) -> None:
    assert {"GET", "POST"} <= set(client.delete("/api/v1/ideas").headers["Allow"].split(", "))


def test_a_body_may_not_be_endless(program: Start) -> None:
    mine = program(make.member())
    answer = mine("POST /ideas", {"title": "x" * 9_000_000})
    assert (answer.status_code, answer.json["type"]) == (413, "urn:cocreate:too-large")


def test_words_follow_accept_language_and_are_chinese_otherwise(client: Client) -> None:
    titles = [
        client.get("/api/v1/nothing", headers={"Accept-Language": asked} if asked else {}).get_json()["title"]
        for asked in ("", "fr, en;q=0", "zh-Hans-CN, en;q=0.5", "en-GB, zh;q=0.1")
    ]
    assert titles[0] == titles[1] == titles[2]
    assert titles[3].isascii()
    assert not titles[0].isascii()


def test_names_of_statuses_follow_the_language(anybody: Program) -> None:
    make.idea()
    assert anybody("GET /ideas", Accept_Language="zh").json["items"][0]["status"]["name"] == "待回复"
    assert anybody("GET /ideas", Accept_Language="en").json["items"][0]["status"]["name"] == "New"


def test_nothing_of_the_api_is_stored_on_the_way(program: Start, anybody: Program) -> None:
    for answer in (anybody("GET /ideas"), program(make.member())("GET /me"), anybody("GET /nothing")):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert {"authorization", "accept-language"} <= {part.lower() for part in answer.vary}
        assert "Set-Cookie" not in answer.headers


def test_the_document_is_asked_for_again_only_when_it_changed(client: Client) -> None:
    first = client.get("/api/openapi.json", headers={"Accept-Language": "en"})
    assert first.get_json()["openapi"] == "3.1.0"
    again = client.get("/api/openapi.json", headers={"Accept-Language": "en", "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert client.get("/api/openapi.json", headers={"Accept-Language": "zh"}).headers["ETag"] != first.headers["ETag"]


def test_every_operation_is_described_in_both_languages(client: Client) -> None:
    said = [
        client.get("/api/openapi.json", headers={"Accept-Language": language}).get_json() for language in ("en", "zh")
    ]
    pairs = [
        (english["summary"], chinese["summary"])
        for path, item in said[0]["paths"].items()
        for method, english in item.items()
        if method != "parameters"
        for chinese in [said[1]["paths"][path][method]]
    ]
    assert len(pairs) == 81
    assert [english for english, chinese in pairs if english == chinese or not english.isascii()] == []


def test_every_route_of_the_api_is_in_its_document(app: Flask, client: Client) -> None:
    paths = client.get("/api/openapi.json").get_json()["paths"]
    described = {(path, method.upper()) for path, item in paths.items() for method in item if method != "parameters"}
    routed = {
        (rule.rule.replace("<id:", "{").replace(">", "}"), method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1/")
    }
    assert described == routed


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_shows_every_operation(client: Client, lang: str) -> None:
    client.set_cookie("lang", lang)
    page = client.get("/api/docs")
    assert page.status_code == 200
    assert f'lang="{"zh-Hans" if lang == "zh" else "en"}"' in page.text
    for item in client.get("/api/openapi.json").get_json()["paths"].values():
        for method, said in item.items():
            assert method == "parameters" or f'id="{said["operationId"]}"' in page.text
