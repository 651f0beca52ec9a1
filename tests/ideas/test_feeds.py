"""The feeds: well-formed, complete, and without what not everybody sees."""

from xml.etree import ElementTree as ET

import pytest

from cocreate.posts.models import PostState
from tests import make
from tests.support.browser import Client

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(client: Client, address: str) -> list[tuple[str, str]]:
    response = client.get(address)
    assert response.content_type == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(response.data)
    return [(e.findtext(f"{ATOM}title") or "", e.findtext(f"{ATOM}content") or "") for e in feed.iter(f"{ATOM}entry")]


def test_new_ideas_come_newest_first_with_their_html_escaped_once(client: Client) -> None:
    make.idea(title="The first & oldest")
    make.idea(title="Then <b>this</b>", body="Say it **loud** & clear.")
    assert entries(client, "/ideas.atom") == [
        ("Then <b>this</b>", "<p>Say it <strong>loud</strong> &amp; clear.</p>\n"),
        ("The first & oldest", "<p>It would make every day a little easier.</p>\n"),
    ]


def test_a_change_of_status_comes_with_its_reason(client: Client) -> None:
    make.idea(title="Quieter wipers", status="reviewing")
    ((title, content),) = entries(client, "/roadmap.atom")
    assert title == "Quieter wipers · 评估中"
    assert "Because the test says so." in content


def test_hidden_ideas_stand_in_no_feed(client: Client) -> None:
    hidden = make.idea(status="reviewing")
    hidden.post.state = PostState.HIDDEN
    assert entries(client, "/ideas.atom") == []
    assert entries(client, "/roadmap.atom") == []


@pytest.mark.parametrize(("address", "page"), [("/ideas.atom", "/ideas"), ("/roadmap.atom", "/roadmap")])
def test_a_feed_names_itself_and_its_page(client: Client, address: str, page: str) -> None:
    feed = ET.fromstring(client.get(address).data)
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    base = (links["alternate"] or "").removesuffix(page)
    assert base.startswith("http")
    assert links["self"] == feed.findtext(f"{ATOM}id") == f"{base}{address}"
