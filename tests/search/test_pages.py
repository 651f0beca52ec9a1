"""The search page as people see it."""

import re

import pytest
from sqlalchemy import update

from cocreate.catalogue.stages import Stage
from cocreate.ideas import queries as ideas
from cocreate.kernel.database import db
from cocreate.posts.models import Post, PostState
from cocreate.posts.search import pace
from cocreate.posts.search.pace import SEARCHES
from cocreate.roadmap.announcements import rules as announcements
from cocreate.roadmap.words import Words
from tests import make
from tests.make import groups
from tests.support.browser import Client

HIT = re.compile(r'<h2 class="hit-title"[^>]*><a href="([^"]+)">(.*?)</a>')


def hits(client: Client, **asked: str) -> list[tuple[str, str]]:
    """The addresses and titles of what the page shows for what is `asked`, in order."""
    answer = client.get("/search", query_string=asked)
    assert answer.status_code == 200
    return HIT.findall(answer.text)


def test_words_lead_to_what_was_said(client: Client) -> None:
    idea = make.idea(title="Warm seats", body="Please **heat** the <seats> in winter.")
    address = ideas.url(idea.post.public_id, "Warm seats")
    assert hits(client, q="seat heating") == [(address, "Warm <mark>seats</mark>")]
    page = client.get("/search?q=seat+heating").text
    assert "Please <mark>heat</mark> the &lt;<mark>seats</mark>&gt; in winter." in page


def test_a_comment_leads_to_its_place_in_the_thread(client: Client) -> None:
    idea = make.idea(title="Warm seats")
    key = make.comment(idea, body="A heat pump.").post.public_id
    [(address, title)] = hits(client, q="pumps")
    assert title == "Warm seats"
    assert f"comment={key}#c-{key}" in address
    assert client.get(address).status_code == 200


def test_an_announcement_is_shown_in_the_readers_language(client: Client) -> None:
    texts = {"zh": Words("新的路线图", "从今天起。"), "en": Words("A new roadmap", "From today on.")}
    announcements.announce(make.member(roles=["admin"]), texts, None)
    assert [title for _address, title in hits(client, q="kind:announcement", lang="en")] == ["A new roadmap"]
    assert [title for _address, title in hits(client, q="路线图", lang="en")] == ["新的<mark>路线图</mark>"]
    assert [title for _address, title in hits(client, q="kind:announcement", lang="zh")] == ["新的路线图"]


@pytest.mark.parametrize("part", [{"kind": "idea"}, {"stage": "driving"}, {"status": "reviewing"}, {"model": "lan-5"}])
def test_what_narrows_leaves_out_the_rest(client: Client, part: dict[str, str]) -> None:
    make.series("lan-5")
    key = make.idea(title="Warm seats", status="reviewing", models=["lan-5/2024"]).post.public_id
    make.comment(make.idea(title="Cold seats", stage=Stage.REPAIR), body="Seats.")
    shown = [title for _address, title in hits(client, q="seat", **part)]
    assert len(hits(client, q="seat")) == 3
    assert "Warm <mark>seats</mark>" in shown
    assert len(shown) == (2 if part == {"kind": "idea"} else 1)
    assert hits(client, q="seat", status="nonsense") == []
    assert any(key in address for address, _title in hits(client, **part))


def test_more_is_a_link_that_goes_on(client: Client) -> None:
    for number in range(45):
        make.idea(title=f"Seat {number}")
    seen: list[str] = []
    address: str | None = "/search?q=seat"
    while address:
        page = client.get(address).text
        seen += [found for found, _title in HIT.findall(page)]
        following = re.search(r'class="more"><a class="button" href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else None
    assert len(seen) == len(set(seen)) == 45


def test_htmx_gets_the_rows_alone(client: Client) -> None:
    make.idea(title="Warm seats")
    part = client.get("/search?q=seat", headers={"HX-Request": "true"}).text
    assert "hit-title" in part
    assert "<html" not in part


def test_nothing_found_leads_on(client: Client) -> None:
    make.idea(title="Warm seats")
    page = client.get("/search?q=seat&status=adopted").text
    assert 'href="/search?q=seat"' in page
    assert 'href="/ideas/new"' in page
    assert HIT.findall(page) == []


def test_what_was_not_found_becomes_the_title_of_an_idea(client: Client) -> None:
    page = client.get("/search", query_string={"q": '"zebra  crossing" lights -night kind:idea'}).get_data(as_text=True)
    assert 'href="/ideas/new?title=zebra+crossing+lights"' in page
    client.sign_in(make.member())
    assert 'value="zebra crossing lights"' in client.get("/ideas/new?title=zebra+crossing+lights").get_data(
        as_text=True
    )


def test_the_page_without_words_asks_for_some(client: Client) -> None:
    page = client.get("/search").text
    assert '<meta name="robots" content="noindex">' in page
    assert "status:adopted" in page or "状态：已采纳" in page


def test_not_even_a_count_tells_of_what_is_hidden(client: Client) -> None:
    author = make.member()
    kept, hidden = (make.idea(author, title=title).post.public_id for title in ("热泵", "热泵空调"))
    db.session.execute(update(Post).where(Post.public_id == hidden).values(state=PostState.HELD))
    for who in (None, author):
        if who:
            client.sign_in(who)
        page = client.get("/search?q=热泵&lang=en").text
        assert kept in page
        assert hidden not in page
        assert "1 post found" in page
        assert client.get("/ideas?q=热泵").text.count('class="row-title"') == 1


def test_too_many_searches_from_one_address_are_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "SEARCHES", SEARCHES.__class__(SEARCHES.name, 2, SEARCHES.per))
    assert [client.get("/search?q=a").status_code for _turn in range(3)] == [200, 200, 429]
    assert client.get("/ideas?q=a").status_code == 429
    assert client.get("/api/v1/search?q=a").status_code == 429
    assert client.get("/search").status_code == client.get("/ideas").status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "²", "9" * 30])
def test_pages_that_are_not_there_show_nothing_and_no_error(client: Client, page: str) -> None:
    make.idea(title="Warm seats")
    assert client.get("/search", query_string={"q": "seat", "page": page}).status_code == 200


def test_the_box_above_the_ideas_narrows_them(client: Client) -> None:
    make.series("lan-5")
    warm = make.idea(title="Warm seats", models=["lan-5"], tags=["seat"]).post.public_id
    make.idea(title="Warm wheel", models=["lan-5"])
    page = client.get("/ideas?q=warm+-wheel&model=lan-5&sort=new").text
    assert page.count('class="row-title"') == 1
    assert warm in page
    assert 'value="warm -wheel"' in page
    assert 'href="/ideas?sort=new&amp;model=lan-5"' in page  # takes the words away
    assert 'href="/ideas?model=lan-5&amp;q=warm+-wheel"' in page  # another order, the same words


def test_ideas_without_the_words_say_where_else_to_look(client: Client) -> None:
    make.idea(title="Warm seats")
    assert 'href="/search?q=' in client.get("/ideas?q=nowhere").text


def test_the_list_pages_through_what_has_the_words(client: Client) -> None:
    for number in range(25):
        make.idea(title=f"Seat {number}")
        make.idea(title=f"Wheel {number}")
    page = client.get("/ideas?q=seat&sort=new").text
    following = re.search(r'class="more"><a class="button" href="([^"]+)"', page)
    assert following is not None
    assert "q=seat" in following[1]
    rest = client.get(following[1].replace("&amp;", "&"), headers={"HX-Request": "true"}).text
    assert rest.count('class="row-title"') == 5


def test_a_comment_of_a_merged_idea_is_shown_with_the_idea_it_is_read_under(client: Client) -> None:
    target, source = make.idea(supporters=3), make.idea()
    make.comment(source, body="A heat pump.")
    groups.merged(source, target)

    def shown() -> tuple[str, int]:
        (found,) = client.get("/api/v1/search?q=pump").get_json()["items"]
        return found["status"]["key"], found["supports"]

    assert shown() == ("new", 3)
    db.session.execute(update(Post).where(Post.id == target.id).values(state=PostState.HIDDEN))
    assert shown() == ("merged", 0)
