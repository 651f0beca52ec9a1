"""Ideas for people: the list and its filters, reading, writing."""

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.catalogue.stages import Stage
from cocreate.ideas import queries
from cocreate.ideas.models import Idea, IdeaKind, StatusChange
from cocreate.ideas.queries import Filter
from cocreate.kernel.database import db
from cocreate.members.models import MemberState
from cocreate.posts.models import Post, PostState
from tests import make
from tests.support.browser import Client
from tests.support.page import Page

SAID = {
    "title": "Warm the battery on the way home",
    "body": "In winter the first ten minutes of charging are slow.",
    "kind": "problem",
    "stage": "driving",
    "tags": "battery, winter、#charging",
}


@pytest.fixture
def english(client: Client) -> Client:
    client.set_cookie("lang", "en")
    return client


def path(idea: Idea, rest: str = "") -> str:
    return f"/ideas/{idea.post.public_id}{rest}"


def titles(page: str) -> list[str]:
    return [unescape(title) for title in re.findall(r'class="row-title"[^>]*><a[^>]*>([^<]*)</a>', page)]


def newest() -> Idea:
    idea = db.session.scalars(select(Idea).order_by(Idea.id.desc()).limit(1)).one()
    db.session.refresh(idea, ["post", "status"])
    return idea


def walk(client: Client, address: str, meanwhile: bool = False) -> list[str]:
    """The titles of every page from `address` on, following the link to more."""
    found: list[str] = []
    following: str | None = address
    while following is not None:
        page = client.get(following).text
        found += titles(page)
        more = re.search(r'<li class="more"><a class="button" href="([^"]*)"', page)
        following = unescape(more.group(1)) if more else None
        if meanwhile:
            make.idea(title=f"Came meanwhile {len(found)}")
    return found


def test_an_empty_list_invites(english: Client) -> None:
    assert "Nobody has posted anything yet" in english.get("/ideas").text
    assert "Nothing matches this choice" in english.get("/ideas?kind=praise").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=problem", {"b"}),
        ("stage=design", {"a"}),
        ("status=reviewing", {"c"}),
        ("tag=ＨＥＡＴ", {"a", "b"}),
        ("tag=heat&stage=design", {"a"}),
        ("kind=praise", set()),
        ("status=dreamt", set()),
        ("kind=nonsense&stage=nowhere&sort=sideways", {"a", "b", "c"}),
    ],
)
def test_a_filter_stands_in_the_address(client: Client, query: str, found: set[str]) -> None:
    make.idea(title="aa", stage=Stage.DESIGN, tags=["heat"])
    make.idea(title="bb", kind=IdeaKind.PROBLEM, tags=["Heat", "other"])
    make.idea(title="cc", status="reviewing")
    assert {title[0] for title in titles(client.get(f"/ideas?{query}").text)} == found


def test_every_choice_leads_to_the_list_with_the_other_choices_kept(client: Client) -> None:
    page = client.get("/ideas?kind=problem&sort=new").text
    assert 'href="/ideas?sort=new&amp;kind=problem&amp;stage=design"' in page
    assert 'href="/ideas?sort=new"' in page


def test_a_tag_is_taken_away_by_itself(client: Client) -> None:
    page = client.get("/ideas?tag=heat&kind=problem&sort=new").text
    assert '<a class="filter-tag" href="/ideas?sort=new&amp;kind=problem"' in page


@pytest.mark.parametrize("sort", ["trending", "top", "new"])
def test_walking_the_list_meets_each_idea_once_while_others_come(client: Client, sort: str) -> None:
    expected = {f"Number {number:02}" for number in range(47)}
    for number in range(47):
        make.idea(title=f"Number {number:02}", supporters=number % 3)
    met = [title for title in walk(client, f"/ideas?sort={sort}", meanwhile=True) if title.startswith("Number")]
    assert sorted(met) == sorted(expected)


@pytest.mark.parametrize("sort", ["trending", "top", "new"])
def test_ideas_that_are_equal_in_every_way_are_each_met_once(app: Flask, sort: str) -> None:
    at = make.idea().post.created_at
    expected = {make.idea(at=at).post.public_id for _number in range(9)}
    met: list[str] = []
    cursor = None
    while True:
        page = queries.page(Filter(sort=sort), None, "en", cursor, 2)
        met += [row.public_id for row in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(met) == 10
    assert expected < set(met)


def test_more_rows_come_alone_when_htmx_asks(client: Client) -> None:
    for _number in range(21):
        make.idea()
    page = client.get("/ideas").text
    (more,) = re.findall(r'hx-get="([^"]*)"', page)
    rows = client.get(unescape(more), headers={"HX-Request": "true"}).text
    assert "<html" not in rows
    assert len(titles(rows)) == 1


@pytest.mark.parametrize("cursor", ["x", "bm9uc2Vuc2U", "WzEsMiwzXQ", "%F0%9F%98%80", "W10"])
def test_a_cursor_of_another_list_is_refused(client: Client, cursor: str) -> None:
    assert client.get(f"/ideas?cursor={cursor}").status_code == 422


@pytest.mark.parametrize("state", [PostState.HELD, PostState.HIDDEN, PostState.REMOVED, PostState.DRAFT])
def test_what_is_not_visible_stands_in_no_list(client: Client, state: PostState) -> None:
    idea = make.idea(title="Not for everybody", status="adopted", supporters=2)
    idea.post.state = state
    address = path(idea)
    db.session.flush()
    for page in ("/", "/ideas", "/ideas?sort=top", "/ideas?sort=new", "/roadmap", "/sitemap.xml"):
        assert "Not for everybody" not in client.get(page).text
    for rest in ("", "/history"):
        assert client.get(address + rest).status_code == 404
    client.sign_in(make.member())
    for rest in ("/support", "/support/withdraw", "/follow", "/comments", "/edit"):
        assert client.post(address + rest).status_code == 404


def test_the_author_of_a_hidden_idea_still_reads_it(english: Client) -> None:
    idea = make.idea(title="Hidden for now")
    idea.post.state = PostState.HIDDEN
    address, author = path(idea), idea.post.author
    page = english.sign_in(author).get(address)
    assert page.status_code == 200
    assert "This idea was hidden by the moderators." in page.text


def test_an_idea_is_posted_and_read(english: Client) -> None:
    author = make.member(name="Lin")
    english.sign_in(author)
    answer = english.post("/ideas", data=SAID)
    idea = newest()
    assert answer.status_code == 303
    assert answer.location == path(idea, "-warm-the-battery-on-the-way-home")
    assert (idea.kind, idea.stage, idea.post.author_id) == (IdeaKind.PROBLEM, Stage.DRIVING, author.id)
    page = english.get(answer.location).text
    for words in ("Warm the battery on the way home", "Lin", "#battery", "#winter", "#charging", "Stop following"):
        assert words in page
    assert "Your idea is published" in page


def test_any_slug_leads_to_the_idea(client: Client) -> None:
    idea = make.idea(title="Seats")
    addresses = [path(idea, rest) for rest in ("", "-seats", "-anything", "-%E5%AD%97")]
    for address in addresses:
        page = client.get(address)
        assert page.status_code == 200
        assert f'<link rel="canonical" href="{addresses[1]}">' in page.text


@pytest.mark.parametrize(
    ("where", "words"),
    [
        *(("title", words) for words in ("", "x", "x" * 121, "\u202ea")),
        *(("body", words) for words in ("", " \u200b ", "a\x00b")),
        *(("stage", words) for words in ("", "space")),
        *(("tags", words) for words in ("a b c d e f", "x" * 31)),
        ("kind", "rant"),
    ],
)
def test_a_refused_idea_keeps_all_that_was_typed(english: Client, where: str, words: str) -> None:
    english.sign_in(make.member())
    said = {**SAID, where: words}
    answer = english.post("/ideas", data=said)
    assert answer.status_code == 422
    form = Page(answer.text).form("title")
    kept = {name: form.values.get(name, "") for name in ("title", "body", "tags")}
    assert kept == {name: said[name] if said[name].strip("\u200b ") else "" for name in kept}
    for choice in ("kind", "stage"):
        if choice != where:
            assert form.values[choice] == said[choice]
    assert f'id="{where}-error' in answer.text
    assert db.session.scalars(select(Idea)).all() == []


def test_an_unknown_field_is_refused(english: Client) -> None:
    english.sign_in(make.member())
    answer = english.post("/ideas", data={**SAID, "supports": "1000000"})
    assert answer.status_code == 422
    assert "no field called supports" in answer.text


def test_a_preview_shows_the_words_and_publishes_nothing(english: Client) -> None:
    english.sign_in(make.member())
    answer = english.post("/ideas", data={"title": "", "body": "A **bold** word", "preview": "1"})
    assert answer.status_code == 200
    assert "A <strong>bold</strong> word" in answer.text
    assert Page(answer.text).form("title").values["body"] == "A **bold** word"
    fragment = english.post("/ideas/preview", data={"body": "A **bold** word"}, headers={"HX-Request": "true"})
    assert fragment.text.strip() == '<div class="prose"><p>A <strong>bold</strong> word</p>\n</div>'
    assert english.post("/ideas/preview", data={"body": "a\x00b"}).status_code == 200
    assert db.session.scalars(select(Post)).all() == []


def test_an_edit_shows_its_history_to_everybody(english: Client) -> None:
    idea = make.idea(title="Before", body="As it was.", tags=["one", "two"])
    author, address = idea.post.author, path(idea)
    english.sign_in(author)
    form = Page(english.get(f"{address}/edit").text).form("title")
    assert (form.values["title"], form.values["body"], form.values["tags"]) == ("Before", "As it was.", "one two")
    changed = {**form.values, "title": "After", "body": "As it is."}
    assert english.post(f"{address}/edit", data=changed).status_code == 303
    page = english.get(f"{address}/history").text
    assert page.index("As it is.") < page.index("As it was.")
    assert "Version 2" in page
    assert "Edited" in english.get(address).text


def test_others_do_not_edit(client: Client) -> None:
    idea = make.idea()
    address = path(idea, "/edit")
    client.sign_in(make.member())
    assert client.get(address).status_code == 403
    assert client.post(address, data=SAID).status_code == 403


def test_an_idea_nobody_posted_is_not_there(client: Client) -> None:
    assert client.get("/ideas/23456789ab").status_code == 404


def test_names_and_titles_from_outside_are_shown_as_they_are(client: Client) -> None:
    hostile = "<script>alert(1)</script>"
    author = make.member(name=hostile)
    idea = make.idea(author, title=hostile, body=hostile, tags=["<b>"])
    make.comment(idea, author, body=hostile)
    address = path(idea)
    for page in ("/", "/ideas", address, f"{address}/history", f"/members/{author.public_id}", "/roadmap"):
        assert "<script>alert" not in client.get(page).text
        assert "<b>" not in client.get(page).text


def test_a_former_member_is_named_nowhere(english: Client) -> None:
    author = make.member(name="Somebody Gone")
    address = path(make.idea(author))
    author.state, author.name, author.name_folded = MemberState.ERASED, "-", "-"
    db.session.flush()
    gone = english.get(address).text
    assert "Somebody Gone" not in gone
    assert "Former member" in gone


def test_a_visitor_is_asked_to_sign_in_wherever_a_member_may_comment(english: Client) -> None:
    page = english.get(path(make.idea(status="declined"))).text
    assert "Sign in to comment" in page
    assert "closed for comments" not in page


def test_a_status_the_idea_can_no_longer_take_is_told_and_the_reason_kept(english: Client) -> None:
    address = path(make.idea(status="declined"))
    product = english.sign_in(make.member(roles=["product"]))
    form = next(form for form in Page(product.get(address).text).forms if form.action.endswith("/status"))
    sent = {**form.values, "status": "shipped", "reason": "Long words."}
    answer = product.post(f"{address}/status", data=sent)
    assert answer.status_code == 422
    assert "cannot go from its present status" in answer.text
    assert "Long words." in answer.text


def test_the_reason_of_a_status_is_kept_as_it_reads(client: Client) -> None:
    idea = make.idea()
    sent = {"status": "reviewing", "reason": "    We look at it.\r\n\r\nSoon.\r\n"}
    assert client.sign_in(make.member(roles=["product"])).post(f"{path(idea)}/status", data=sent).status_code == 303
    assert db.session.scalars(select(StatusChange.reason).where(StatusChange.idea_id == idea.id)).all()[-1] == (
        "We look at it.\n\nSoon."
    )
