"""Pictures of ideas: in the form with and without a script, on the page, in lists, feeds and the API's items."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any, NoReturn

import pytest
from sqlalchemy import select

from cocreate.ideas.models import Idea
from cocreate.kernel.access import Barred
from cocreate.kernel.database import db
from cocreate.kernel.errors import TooMany
from cocreate.members.models import Member
from cocreate.posts import rules as posts
from cocreate.posts.drafts import rules as keeping
from cocreate.posts.models import Post
from cocreate.posts.pictures import queries, rules
from cocreate.posts.pictures.models import Picture
from tests import make
from tests.make.pictures import drawn
from tests.support.browser import Client
from tests.support.page import Page

SAID = {"title": "A shelf for the phone", "body": "It falls down in every bend.", "kind": "wish", "stage": "design"}
Files = list[tuple[BytesIO, str]]


@pytest.fixture
def member(client: Client) -> Member:
    client.set_cookie("lang", "en")
    member = make.member()
    client.sign_in(member)
    return member


def files(*contents: bytes) -> Files:
    return [(BytesIO(content), f"picture {number}.png") for number, content in enumerate(contents, 1)]


def named(page: str) -> list[str]:
    return re.findall(r'name="pictures" value="([^"]*)"', page)


def newest() -> Idea:
    idea = db.session.scalars(select(Idea).order_by(Idea.id.desc()).limit(1)).one()
    db.session.refresh(idea, ["post"])
    return idea


def pictured(member: Member, count: int = 1) -> Post:
    post = make.idea(member).post
    rules.attach(post, member, {rules.add(member, drawn()).public_id: f"seen {n}" for n in range(count)})
    return post


def test_an_idea_is_published_with_files_chosen_in_its_form(client: Client, member: Member) -> None:
    answer = client.post("/ideas", data={**SAID, "picture_files": files(drawn(), drawn(colour="blue"))})
    assert answer.status_code == 303
    assert len(queries.of(newest().post)) == 2


def test_a_refused_form_keeps_what_was_uploaded(client: Client, member: Member) -> None:
    refused = client.post("/ideas", data={**SAID, "title": "", "picture_files": files(drawn())})
    assert refused.status_code == 422
    (kept,) = named(refused.text)
    assert f"/pictures/{kept}/small" in refused.text
    assert client.get(f"/pictures/{kept}/small").status_code == 200
    answer = client.post("/ideas", data={**SAID, "pictures": [kept], "alts": ["A shelf"]})
    assert answer.status_code == 303
    (shown,) = queries.of(newest().post)
    assert (shown.public_id, shown.alt) == (kept, "A shelf")


def test_an_idea_that_a_rule_refuses_leaves_its_pictures_and_nothing_else(client: Client, member: Member) -> None:
    refused = client.post("/ideas", data={**SAID, "tags": "a b c d e f g", "picture_files": files(drawn())})
    assert refused.status_code == 422
    assert len(named(refused.text)) == 1
    assert db.session.scalar(select(Idea)) is None


def test_who_is_too_quick_loses_no_picture(client: Client, member: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_quick(*_said: object) -> NoReturn:
        raise TooMany(60)

    with monkeypatch.context() as hasty:
        hasty.setattr(posts, "screen", too_quick)
        refused = client.post("/ideas", data={**SAID, "picture_files": files(drawn())})
    assert (refused.status_code, db.session.scalar(select(Idea))) == (429, None)
    answer = client.post("/ideas", data={**SAID, "pictures": named(refused.text), "alts": ["A shelf"]})
    assert answer.status_code == 303
    assert len(queries.of(newest().post)) == 1


def test_who_is_barred_meanwhile_loses_no_picture(
    client: Client, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def barred(_member: Member) -> NoReturn:
        raise Barred

    monkeypatch.setattr(keeping, "hold", barred)
    found = make.idea().post
    refused = client.post(f"/ideas/{found.public_id}/instead", data={**SAID, "picture_files": files(drawn())})
    kept = db.session.scalars(select(Picture.public_id)).all()
    assert (refused.status_code, named(refused.text)) == (403, kept)
    assert len(kept) == 1


def test_a_file_that_is_no_picture_is_told_by_its_name_and_the_others_stay(client: Client, member: Member) -> None:
    refused = client.post("/ideas", data={**SAID, "picture_files": files(drawn(), b"<svg onload=alert(1)>")})
    assert refused.status_code == 422
    assert "picture 2.png: This is not a picture" in refused.text
    assert len(named(refused.text)) == 1
    assert db.session.scalar(select(Idea)) is None


def test_what_was_typed_about_a_picture_comes_back(client: Client, member: Member) -> None:
    picture = rules.add(member, drawn())
    said = {**SAID, "title": "", "pictures": [picture.public_id], "alts": ['<b>"seen"</b>']}
    refused = client.post("/ideas", data=said)
    assert 'value="&lt;b&gt;&#34;seen&#34;&lt;/b&gt;"' in refused.text
    long = client.post("/ideas", data={**SAID, "pictures": [picture.public_id], "alts": ["a" * 201]})
    assert long.status_code == 422
    assert "at most 200 characters" in long.text


def test_pictures_are_uploaded_moved_and_removed_by_buttons(client: Client, member: Member) -> None:
    page = client.post("/ideas", data={**SAID, "picture_upload": "1", "picture_files": files(drawn(), drawn())})
    assert page.status_code == 200
    first, second = named(page.text)
    said = {**SAID, "pictures": [first, second], "alts": ["one", "two"]}
    page = client.post("/ideas", data={**said, "picture_right": first})
    assert named(page.text) == [second, first]
    assert re.findall(r'name="alts" value="([^"]*)"', page.text) == ["two", "one"]
    page = client.post("/ideas", data={**said, "picture_left": first})
    assert named(page.text) == [first, second]
    page = client.post("/ideas", data={**said, "picture_remove": first})
    assert named(page.text) == [second]
    assert "A shelf for the phone" in page.text
    assert db.session.scalar(select(Idea)) is None


def test_a_seventh_file_is_refused_and_nothing_is_lost(client: Client, member: Member) -> None:
    refused = client.post("/ideas", data={**SAID, "picture_files": files(*[drawn(40, 40)] * 7)})
    assert refused.status_code == 422
    assert "At most 6 pictures" in refused.text
    assert len(named(refused.text)) == 7


def test_a_heap_of_files_is_not_read_to_its_end(client: Client, member: Member) -> None:
    refused = client.post("/ideas", data={**SAID, "picture_files": files(*[drawn(40, 40)] * 15)})
    assert "At most 6 pictures" in refused.text
    assert len(named(refused.text)) == 12


@pytest.mark.parametrize("wrong", ["2222222222", "'; DROP TABLE pictures", "\x00", ""])
def test_a_picture_that_is_not_there_is_refused_at_its_field(client: Client, member: Member, wrong: str) -> None:
    answer = client.post("/ideas", data={**SAID, "pictures": [wrong]})
    assert answer.status_code == 422
    assert named(answer.text) == []


def test_the_picture_of_another_is_neither_taken_nor_shown(client: Client, member: Member) -> None:
    foreign = rules.add(make.member(), drawn())
    answer = client.post("/ideas", data={**SAID, "pictures": [foreign.public_id]})
    assert answer.status_code == 422
    assert foreign.public_id not in answer.text


def test_the_edit_form_holds_the_pictures_and_changes_their_order(client: Client, member: Member) -> None:
    post = pictured(member, 2)
    address = f"/ideas/{post.public_id}/edit"
    form = Page(client.get(address).text).form("title")
    first, second = named(client.get(address).text)
    said = {**form.values, **SAID, "pictures": [second, first], "alts": ["b", "a"]}
    assert client.post(address, data=said).status_code == 303
    assert [(one.public_id, one.alt) for one in queries.of(post)] == [(second, "b"), (first, "a")]
    assert client.post(address, data={**SAID, "pictures": [first], "alts": ["a"]}).status_code == 303
    assert [one.public_id for one in queries.of(post)] == [first]


def test_the_page_shows_every_picture_and_the_list_the_first(client: Client, member: Member) -> None:
    post = pictured(member, 3)
    page, rows = client.get(f"/ideas/{post.public_id}").text, client.get("/ideas").text
    shown = queries.of(post)
    for picture in shown:
        assert f'href="{picture.large}"' in page
        assert f'alt="{picture.alt}"' in page
    assert shown[0].small in rows
    assert shown[1].small not in rows
    assert rows.count('loading="lazy"') == 1


def test_a_list_without_pictures_has_no_empty_frames(client: Client, member: Member) -> None:
    post = make.idea().post
    for address in ("/ideas", f"/ideas/{post.public_id}"):
        page = client.get(address).text
        assert 'class="shot' not in page
        assert "data-gallery" not in page


def test_feeds_carry_pictures(client: Client, member: Member) -> None:
    post = pictured(member, 2)
    feed = client.get("/ideas.atom").text
    for picture in queries.of(post):
        assert f'<link rel="enclosure" type="image/webp" href="http://localhost{picture.large}"' in feed


def test_a_page_with_pictures_costs_no_statement_more(
    client: Client, member: Member, statements: Callable[[], Any]
) -> None:
    plain, with_pictures = make.idea(member).post, pictured(member, 6)
    counts = []
    for post in (plain, with_pictures):
        client.get(f"/ideas/{post.public_id}")
        with statements() as seen:
            client.get(f"/ideas/{post.public_id}")
        counts.append(len(seen))
    assert counts[1] == counts[0]


def test_a_list_of_twenty_pictured_ideas_weighs_little(client: Client, member: Member) -> None:
    for _number in range(20):
        pictured(member)
    answer = client.get("/ideas", headers={"Accept-Encoding": "gzip"})
    assert len(answer.data) < 40_000


def test_forgotten_pictures_of_a_refused_form_are_their_uploaders(client: Client, member: Member) -> None:
    client.post("/ideas", data={**SAID, "title": "", "picture_files": files(drawn())})
    picture = db.session.scalars(select(Picture)).one()
    assert (picture.uploader_id, picture.post_id) == (member.id, None)


def test_a_draft_saved_without_a_script_keeps_the_files_chosen(client: Client, member: Member) -> None:
    said = {**SAID, "picture_files": files(drawn(), drawn(colour="blue"))}
    assert client.post("/ideas/new/draft", data=said).status_code == 303
    page = client.get("/ideas/new").text
    assert len(named(page)) == 2
    assert "A shelf for the phone" in page


def test_files_alone_are_a_draft(client: Client, member: Member) -> None:
    assert client.post("/ideas/new/draft", data={"kind": "wish", "picture_files": files(drawn())}).status_code == 303
    assert len(named(client.get("/ideas/new").text)) == 1


def test_a_draft_with_a_file_that_is_no_picture_is_kept_and_tells(client: Client, member: Member) -> None:
    answer = client.post("/ideas/new/draft", data={**SAID, "picture_files": files(drawn(), b"<svg/>")})
    assert answer.status_code == 422
    assert "picture 2.png: This is not a picture" in answer.text
    assert len(named(answer.text)) == 1
    page = client.get("/ideas/new").text
    assert "A shelf for the phone" in page
    assert len(named(page)) == 1


def test_a_draft_that_another_window_sent_loses_no_file(client: Client, member: Member) -> None:
    said = {**SAID, "draft_stamp": "2026-01-01T00:00:00+00:00", "picture_files": files(drawn())}
    refused = client.post("/ideas/new/draft", data=said)
    assert refused.status_code == 409
    (kept,) = named(refused.text)
    db.session.rollback()
    assert client.get(f"/pictures/{kept}/small").status_code == 200
