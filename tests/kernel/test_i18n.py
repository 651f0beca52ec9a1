"""Which language an answer is in."""

import pytest
from flask import Flask
from flask_babel import gettext

from cocreate.ideas import rules
from cocreate.kernel import i18n
from cocreate.kernel.errors import Invalid
from tests.support.browser import Client

WORDS = {"en": 'lang="en"', "zh": 'lang="zh-Hans"'}


def language(client: Client, path: str = "/ideas", **headers: str) -> str:
    page = client.get(path, headers=headers).text
    (found,) = [name for name, mark in WORDS.items() if f"<html {mark}" in page]
    return found


def test_a_language_that_is_not_spoken_changes_nothing(client: Client) -> None:
    for wrong in ("de", "", "zh-Hans", "../en"):
        assert client.get("/ideas", query_string={"lang": wrong}).status_code == 200
        client.set_cookie("lang", wrong)
        assert language(client) == "zh"


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "//evil.example/ideas"])
def test_choosing_a_language_leads_nowhere_else(client: Client, path: str) -> None:
    answer = client.get("/", environ_overrides={"PATH_INFO": path, "QUERY_STRING": "lang=en"})
    assert "evil.example" not in (answer.location or "")
    assert (answer.location or "/").startswith(("/", "http://localhost/"))


def test_programs_say_their_language_and_have_no_cookie(client: Client) -> None:
    client.set_cookie("lang", "en")
    titles = {
        header: client.get("/api/v1/me", headers={"Accept-Language": header}).get_json()["title"]
        for header in ("en-GB,en;q=0.8", "zh-CN", "fr", "*")
    }
    assert titles["en-GB,en;q=0.8"] == "Please sign in"
    assert titles["zh-CN"] != "Please sign in"
    assert titles["fr"] == titles["zh-CN"]


def test_outside_a_request_the_language_is_that_of_the_site(shared_app: Flask) -> None:
    with shared_app.app_context():
        assert gettext("Ideas") == i18n.catalogue(i18n.Tongue("zh")).gettext("Ideas") != "Ideas"
        with pytest.raises(Invalid) as caught:
            rules._check_text("x", "", [])  # noqa: SLF001 - a rule as commands meet it
        assert caught.value.field == "title"


def test_a_letter_to_somebody_is_in_their_language_and_the_page_in_its_own(app: Flask) -> None:
    before = i18n.locale()
    with i18n.speaking("en"):
        assert (i18n.locale(), gettext("Ideas")) == ("en", "Ideas")
    assert i18n.locale() == before == "zh"
