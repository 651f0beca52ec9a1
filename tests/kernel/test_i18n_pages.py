"""Choosing a language by address, cookie, member and site."""

from cocreate.kernel.database import db
from tests import make
from tests.support.browser import Client


def spoken(client: Client, address: str = "/ideas", **headers: str) -> str:
    page = client.get(address, headers=headers).text
    return "zh" if '<html lang="zh-Hans"' in page else "en" if '<html lang="en"' in page else "?"


def test_pages_are_chinese_until_somebody_chooses(client: Client) -> None:
    assert spoken(client) == "zh"
    assert spoken(client, **{"Accept-Language": "en-GB,en;q=0.9"}) == "zh"


def test_a_language_in_the_address_answers_at_once_and_is_remembered(client: Client) -> None:
    assert spoken(client, "/ideas?lang=en") == "en"
    assert spoken(client) == "en"
    assert spoken(client, "/ideas?lang=zh") == "zh"
    assert spoken(client) == "zh"


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    assert spoken(client, "/ideas?lang=tlh") == "zh"


def test_a_member_reads_in_their_own_language_unless_they_chose_another_here(client: Client) -> None:
    member = make.member(locale="en")
    db.session.flush()
    client.sign_in(member)
    assert spoken(client) == "en"
    assert spoken(client, "/ideas?lang=zh") == "zh"
    assert spoken(client) == "zh"


def test_a_page_names_its_address_in_both_languages(client: Client) -> None:
    page = client.get("/ideas?sort=new").text
    assert 'hreflang="en" href="http://localhost/ideas?sort=new&amp;lang=en"' in page
    assert 'hreflang="zh-Hans" href="http://localhost/ideas?sort=new&amp;lang=zh"' in page


def test_colours_are_remembered_the_same_way(client: Client) -> None:
    assert 'data-theme="auto"' in client.get("/ideas").text
    assert 'data-theme="dark"' in client.get("/ideas?theme=dark").text
    assert 'data-theme="dark"' in client.get("/ideas").text
