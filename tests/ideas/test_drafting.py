"""Drafts on the pages of ideas: by htmx, without a script, and for nobody but their member."""

import re

import pytest
from sqlalchemy import select

from cocreate.ideas.models import Idea
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.posts.drafts import queries, rules
from cocreate.posts.drafts.models import Draft
from tests import make
from tests.support.browser import Client
from tests.support.page import Form, Page

SAID = {"title": "Warm the battery", "body": "On the way **home**.", "stage": "driving", "kind": "problem", "tags": "x"}
HTMX = {"HX-Request": "true"}
SECRET = "Nobody else reads this"


@pytest.fixture
def english(client: Client) -> Client:
    client.get("/?lang=en")
    return client


def path(idea: Idea, rest: str = "") -> str:
    return f"/ideas/{idea.post.public_id}{rest}"


def form_at(client: Client, address: str, with_field: str = "title") -> Form:
    form = Page(client.get(address).text).form(with_field)
    form.values.pop("picture_files", None)  # a browser sends files as files
    return form


def keys(member: Member) -> list[str]:
    return [draft.key for draft in queries.all_of(member)]


def stamp_in(fragment: str) -> str:
    found = re.search(r'name="draft_stamp" value="([^"]*)"', fragment)
    assert found
    return found[1]


def test_what_is_typed_is_kept_and_stands_there_again(english: Client) -> None:
    member = make.member()
    english.sign_in(member)
    note = english.post("/ideas/new/draft", data={**SAID, "draft_stamp": ""}, headers=HTMX)
    assert note.status_code == 200
    assert re.search(r"Draft saved <time [^>]*>\d\d:\d\d</time>", note.text)
    assert "<form" not in note.text
    page = english.get("/ideas/new?theme=dark")
    form = Page(page.text).form("title")
    assert {name: form.values[name] for name in SAID} == SAID
    assert form.values["draft_stamp"] == stamp_in(note.text)
    assert "Your draft, kept" in page.text


def test_the_stamp_of_the_last_note_is_good_for_the_next_save(english: Client) -> None:
    member = make.member()
    english.sign_in(member)
    note = english.post("/ideas/new/draft", data=SAID, headers=HTMX).text
    shorter = {**SAID, "body": "", "draft_stamp": stamp_in(note)}
    note = english.post("/ideas/new/draft", data=shorter, headers=HTMX).text
    assert "Draft saved" in note
    assert form_at(english, "/ideas/new").values["body"] == ""


def test_without_a_script_a_button_keeps_the_draft(english: Client) -> None:
    english.sign_in(make.member())
    form = form_at(english, "/ideas/new")
    answer = english.post("/ideas/new/draft", data={**form.values, **SAID})
    assert (answer.status_code, answer.location) == (303, "/ideas/new")
    page = english.get(answer.location).text
    assert "The draft is saved." in page
    assert Page(page).form("title").values["body"] == SAID["body"]


def test_a_form_without_a_word_is_no_draft(english: Client) -> None:
    member = make.member()
    english.sign_in(member)
    note = english.post("/ideas/new/draft", data={"kind": "praise", "title": " ", "stage": "sales"}, headers=HTMX)
    assert "Draft saved" not in note.text
    assert keys(member) == []


def test_another_window_with_a_longer_text_is_told_of(english: Client) -> None:
    member = make.member()
    english.sign_in(member)
    english.post("/ideas/new/draft", data=SAID, headers=HTMX)
    other = {**SAID, "body": "Short", "draft_stamp": ""}
    note = english.post("/ideas/new/draft", data=other, headers=HTMX).text
    assert "A longer text of yours was kept from another window; it stays." in note
    assert 'href="/ideas/new"' in note
    page = english.post("/ideas/new/draft", data=other)
    assert page.status_code == 409
    assert Page(page.text).form("title").values["body"] == "Short"
    assert form_at(english, "/ideas/new").values["body"] == SAID["body"]
    english.post("/ideas/new/draft", data={**other, "draft_insist": "1"}, headers=HTMX)
    assert form_at(english, "/ideas/new").values["body"] == "Short"


@pytest.mark.parametrize("words", ["a\x00b", "x" * 70_000])
def test_what_cannot_be_kept_stays_in_the_form(english: Client, words: str) -> None:
    english.sign_in(make.member())
    answer = english.post("/ideas/new/draft", data={**SAID, "body": words})
    assert answer.status_code == 422
    assert Page(answer.text).form("title").values["body"] == words
    assert db.session.scalars(select(Draft)).all() == []


def test_a_published_idea_leaves_no_draft(english: Client) -> None:
    member = make.member()
    english.sign_in(member)
    note = english.post("/ideas/new/draft", data=SAID, headers=HTMX).text
    form = form_at(english, "/ideas/new")
    assert english.post("/ideas", data={**form.values, "draft_stamp": stamp_in(note)}).status_code == 303
    assert keys(member) == []
    # What htmx had still under way when the form was sent does not make it a draft again.
    late = english.post("/ideas/new/draft", data=form.values, headers=HTMX)
    assert late.status_code == 200
    assert keys(member) == []


def test_a_refused_idea_keeps_its_draft(english: Client) -> None:
    member = make.member()
    english.sign_in(member)
    english.post("/ideas/new/draft", data={**SAID, "stage": ""}, headers=HTMX)
    refused = english.post("/ideas", data=form_at(english, "/ideas/new").values)
    assert refused.status_code == 422
    assert Page(refused.text).form("title").values["draft_stamp"]
    assert keys(member) == ["ideas/new"]


def test_a_draft_is_discarded(english: Client) -> None:
    member = make.member()
    english.sign_in(member)
    english.post("/ideas/new/draft", data=SAID, headers=HTMX)
    form = form_at(english, "/ideas/new", "key")
    assert form.action == "/drafts/discard"
    answer = english.post(form.action, data=form.values)
    assert answer.status_code == 303
    assert form_at(english, "/ideas/new").values["title"] == ""
    assert english.post(form.action, data=form.values).status_code == 303


def test_a_change_is_kept_and_says_when_the_idea_was_changed_since(english: Client) -> None:
    idea = make.idea(title="Before", body="As it was.")
    author, edit = idea.post.author, path(idea, "/edit")
    english.sign_in(author)
    form = form_at(english, edit)
    english.post(f"{edit}/draft", data={**form.values, "body": "As I want it, at length."}, headers=HTMX)
    page = english.get(edit).text
    assert Page(page).form("title").values["body"] == "As I want it, at length."
    assert "was changed since" not in page
    editor = make.member(roles=["moderator"])
    english.sign_in(editor)
    english.post(edit, data={**form_at(english, edit).values, "title": "Mended"})
    english.sign_in(author)
    page = english.get(edit).text
    assert "The text was changed since by somebody else" in page
    form = form_at(english, edit)
    assert form.values["title"] == "Before"
    assert english.post(edit, data=form.values).status_code == 303
    assert keys(author) == []


def test_a_comment_is_kept_with_what_it_answers(english: Client) -> None:
    idea, member = make.idea(), make.member()
    answered, address = make.comment(idea).post.public_id, path(idea)
    english.sign_in(member)
    said = {"body": "Half a comment", "reply_to": answered}
    english.post(f"{address}/comment/draft", data=said, headers=HTMX)
    led = english.get(f"{address}/comment")
    assert led.status_code == 303
    form = form_at(english, led.location, "reply_to")
    assert (form.values["body"], form.values["reply_to"]) == ("Half a comment", answered)
    assert english.post(f"{address}/comments", data=form.values).status_code == 303
    assert keys(member) == []
    assert form_at(english, address, "body").values["body"] == ""


def test_what_is_recorded_for_somebody_is_kept_with_where_they_were_met(english: Client) -> None:
    actor = make.member(roles=["service"])
    english.sign_in(actor)
    met = {"source": "phone", "met_on": "2026-05-03", "reference": "T-1001", "note": "Calls again"}
    form = form_at(english, "/desk/record")
    english.post("/desk/record/draft", data={**form.values, **SAID, **met}, headers=HTMX)
    page = english.get("/desk/record").text
    assert "Your draft, kept" in page
    assert 'hx-post="/desk/record/draft"' in page
    assert form_at(english, "/desk/record").values.items() >= {**SAID, **met}.items()
    assert 'href="/desk/record"' in english.get("/me?tab=drafts").text
    refused = english.post("/desk/record", data={**form_at(english, "/desk/record").values, "reference": ""})
    assert refused.status_code == 422
    assert keys(actor) == ["desk/record"]
    answer = english.post("/desk/record", data=form_at(english, "/desk/record").values)
    assert answer.status_code == 303
    assert keys(actor) == []


def test_the_button_keeps_what_is_recorded_and_a_member_records_nothing(english: Client) -> None:
    english.sign_in(make.member())
    assert english.post("/desk/record/draft", data=SAID).status_code == 403
    english.sign_in(make.member(roles=["product"]))
    answer = english.post("/desk/record/draft", data={**form_at(english, "/desk/record").values, **SAID})
    assert (answer.status_code, answer.location) == (303, "/desk/record")
    assert "The draft is saved." in english.get(answer.location).text


def test_a_closed_idea_takes_no_draft_of_a_comment(english: Client) -> None:
    idea = make.idea()
    english.sign_in(make.member())
    idea.status.may_comment = False
    db.session.flush()
    assert english.post(path(idea, "/comment/draft"), data={"body": "Words"}, headers=HTMX).status_code == 403


def test_mine_are_listed_under_me(english: Client) -> None:
    address, member = path(make.idea()), make.member()
    english.sign_in(member)
    assert "You have no drafts" in english.get("/me?tab=drafts").text
    english.post("/ideas/new/draft", data=SAID, headers=HTMX)
    english.post(f"{address}/comment/draft", data={"body": "Half a **comment**"}, headers=HTMX)
    page = english.get("/me?tab=drafts").text
    for words in ("Warm the battery", 'href="/ideas/new"', "Half a comment", f'href="{address}/comment"'):
        assert words in page
    assert "<html" not in english.get("/me?tab=drafts", headers=HTMX).text


@pytest.mark.parametrize("who", ["visitor", "other", "moderator", "admin", "author"])
def test_nobody_else_comes_by_a_draft(english: Client, who: str) -> None:
    idea, owner = make.idea(), make.member()
    for key in ("ideas/new", f"ideas/{idea.post.public_id}/comment", f"ideas/{idea.post.public_id}/edit"):
        rules.save(owner, key, {"title": [SECRET], "body": [SECRET]})
    if who == "author":
        english.sign_in(idea.post.author)
    elif who != "visitor":
        english.sign_in(make.member(roles=[] if who == "other" else [who]))
    places = ["/ideas/new", path(idea), path(idea, "/edit"), "/me?tab=drafts", f"/members/{owner.public_id}", "/"]
    for place in [*places, "/ideas.atom", "/api/v1/ideas", f"/api/v1/ideas/{idea.post.public_id}/comments"]:
        assert SECRET not in english.get(place, follow_redirects=True).text
    english.post("/drafts/discard", data={"key": "ideas/new"})
    assert len(keys(owner)) == 3


@pytest.mark.parametrize(("who", "status"), [("visitor", 303), ("other", 404), ("author", 200)])
def test_only_who_may_see_and_change_an_idea_keeps_drafts_of_it(english: Client, who: str, status: int) -> None:
    idea = make.idea()
    idea.post.state = type(idea.post.state).HIDDEN
    db.session.flush()
    address, author = path(idea, "/edit/draft"), idea.post.author
    if who != "visitor":
        english.sign_in(author if who == "author" else make.member())
    headers = {} if who == "visitor" else HTMX
    assert english.post(address, data=SAID, headers=headers).status_code == status
    visible = path(make.idea(), "/edit/draft")
    if who == "other":
        assert english.post(visible, data=SAID, headers=HTMX).status_code == 403


def test_chinese_pages_speak_of_drafts_in_chinese(client: Client) -> None:
    client.get("/?lang=zh")
    client.sign_in(make.member(locale=None))
    note = client.post("/ideas/new/draft", data=SAID, headers=HTMX).text
    assert "草稿已保存：" in note
    assert "保存草稿" in client.get("/ideas/new").text


@pytest.mark.parametrize("kind", ["idea", "comment"])
def test_what_was_on_its_way_when_its_form_was_sent_is_no_draft(english: Client, kind: str) -> None:
    member, idea = make.member(), make.idea()
    english.sign_in(member)
    at, to, draft = ("/ideas/new", "/ideas", "/ideas/new/draft")
    if kind == "comment":
        at, to, draft = path(idea), path(idea, "/comments"), path(idea, "/comment/draft")
    sent = form_at(english, at, "body").values | (SAID if kind == "idea" else {"body": "We look at it."})
    assert english.post(to, data=sent).status_code == 303
    assert english.post("/ideas/preview", data=sent, headers=HTMX).status_code == 200
    late = english.post(draft, data=sent, headers=HTMX)
    assert late.status_code == 200
    assert "published or discarded" in late.text
    assert keys(member) == []
    english.post(draft, data={**sent, "draft_insist": "1"}, headers=HTMX)
    assert len(keys(member)) == 1
