"""Changing and taking back a comment."""

import re

import pytest

from cocreate.comments import rules
from cocreate.comments.models import Comment
from cocreate.kernel.database import db
from cocreate.kernel.errors import TooMany
from cocreate.posts.drafts import queries as drafts
from cocreate.posts.models import Post, PostState
from tests import make
from tests.support.browser import Client
from tests.support.page import Page


@pytest.fixture
def english(client: Client) -> Client:
    client.set_cookie("lang", "en")
    return client


def path(comment: Comment, rest: str = "") -> str:
    return f"/comments/{comment.post.public_id}{rest}"


def thread(comment: Comment) -> Post:
    return db.session.get_one(Post, comment.thread_id)


def test_the_address_of_a_comment_leads_into_its_thread(client: Client) -> None:
    comment = make.comment()
    idea, public_id = thread(comment).public_id, comment.post.public_id
    answer = client.get(path(comment))
    assert (answer.status_code, answer.location) == (303, f"/ideas/{idea}?comment={public_id}#c-{public_id}")


def test_an_edit_is_read_in_the_thread_with_its_history(english: Client) -> None:
    comment = make.comment(body="As it was.")
    address, page = path(comment), f"/ideas/{thread(comment).public_id}"
    english.sign_in(comment.post.author)
    form = Page(english.get(f"{address}/edit").text).form("body")
    assert form.values["body"] == "As it was."
    assert english.post(f"{address}/edit", data={**form.values, "body": "As it is."}).status_code == 303
    assert "As it is." in english.get(page).text
    assert f'href="{address}/history"' in english.get(page).text
    history = english.get(f"{address}/history").text
    assert history.index("As it is.") < history.index("As it was.")
    assert "Show more" not in history
    for number in range(12):
        english.post(f"{address}/edit", data={"body": f"Text {number}."})
    history = english.get(f"{address}/history").text
    assert "As it was." not in history
    (older,) = re.findall(rf'href="({address}/history\?cursor=\w+)"', history)
    assert "As it was." in english.get(older).text


def test_a_change_is_kept_until_it_is_sent(english: Client) -> None:
    comment = make.comment(body="As it was.")
    address, shown, author = path(comment, "/edit"), path(comment), comment.post.author
    english.sign_in(author)
    form = Page(english.get(address).text).form("body")
    typed = {**form.values, "body": "As I want it."}
    typed.pop("picture_files", None)  # a browser sends files as files
    note = english.post(f"{address}/draft", data=typed, headers={"HX-Request": "true"}).text
    assert "Draft saved" in note
    page = english.get(address).text
    assert "Your draft, kept" in page
    assert f'hx-post="{address}/draft"' in page
    assert Page(page).form("body").values["body"] == "As I want it."
    assert f'href="{address}"' in english.get("/me?tab=drafts").text
    assert "As it was." in english.get(shown, follow_redirects=True).text
    typed = Page(page).form("body").values | {"body": ""}
    assert english.post(address, data=typed).status_code == 422
    assert drafts.of(author, address[1:])
    assert english.post(address, data=Page(page).form("body").values).status_code == 303
    assert drafts.of(author, address[1:]) is None


def test_only_who_may_change_a_comment_keeps_a_draft_of_it(english: Client) -> None:
    address = path(make.comment(), "/edit/draft")
    english.sign_in(make.member(roles=["moderator"]))
    assert english.post(address, data={"body": "Words"}).status_code == 403


def test_the_button_keeps_a_change_without_a_script(english: Client) -> None:
    comment = make.comment()
    address = path(comment, "/edit")
    english.sign_in(comment.post.author)
    answer = english.post(f"{address}/draft", data={"body": "Kept by hand"})
    assert (answer.status_code, answer.location) == (303, address)
    assert "The draft is saved." in english.get(address).text
    assert english.post(f"{address}/draft", data={"body": "Short", "draft_stamp": ""}).status_code == 409


@pytest.mark.parametrize("body", ["", "x" * 10_001, "a\x00b", "\u200b"])
def test_a_refused_edit_keeps_what_was_typed(english: Client, body: str) -> None:
    comment = make.comment(body="As it was.")
    post, address = comment.post, path(comment, "/edit")
    english.sign_in(post.author)
    answer = english.post(address, data={"body": body})
    assert answer.status_code == 422
    assert Page(answer.text).form("body").values["body"] == (body if body != "\u200b" else "")
    assert post.body == "As it was."


def test_taking_away_is_asked_first_and_done_once(english: Client) -> None:
    comment = make.comment(body="To be gone")
    post, address, page = comment.post, path(comment, "/remove"), f"/ideas/{thread(comment).public_id}"
    english.sign_in(post.author)
    asked = english.get(address)
    assert "To be gone" in asked.text
    form = Page(asked.text).form("csrf_token")
    for _press in range(2):
        answer = english.post(address, data=form.values)
        assert (answer.status_code, answer.location) == (303, page)
    assert post.state is PostState.REMOVED
    assert "To be gone" not in english.get(page).text


@pytest.mark.parametrize(
    ("who", "edit", "remove"),
    [("visitor", 303, 303), ("member", 403, 403), ("product", 403, 403), ("moderator", 403, 403), ("author", 200, 200)],
)
def test_who_may(client: Client, who: str, edit: int, remove: int) -> None:
    comment = make.comment()
    addresses = path(comment, "/edit"), path(comment, "/remove")
    if who == "author":
        client.sign_in(comment.post.author)
    elif who != "visitor":
        client.sign_in(make.member(roles=[who] if who != "member" else []))
    assert tuple(client.get(address).status_code for address in addresses) == (edit, remove)
    if (edit, remove) == (403, 403):
        assert client.post(addresses[0], data={"body": "Not mine."}).status_code == 403
        assert client.post(addresses[1]).status_code == 403


@pytest.mark.parametrize("gone", ["comment", "thread"])
def test_what_is_hidden_is_found_by_no_address(client: Client, gone: str) -> None:
    comment = make.comment()
    addresses = [path(comment, rest) for rest in ("", "/history", "/edit", "/remove")]
    hidden = comment.post if gone == "comment" else thread(comment)
    hidden.state = PostState.HIDDEN
    db.session.flush()
    client.sign_in(make.member())
    assert {client.get(address).status_code for address in addresses} == {404}


def test_the_author_does_not_change_what_was_removed(client: Client) -> None:
    comment = make.comment()
    rules.remove(make.member(roles=["moderator"]), comment)
    address = path(comment, "/edit")
    client.sign_in(comment.post.author)
    assert client.get(address).status_code == 404


def test_a_change_too_many_is_429_and_nothing_typed_is_lost(english: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_said: object) -> None:
        raise TooMany(60, "That was quick.")

    comment = make.comment(body="As it was.")
    address = path(comment, "/edit")
    english.sign_in(comment.post.author)
    monkeypatch.setattr(rules, "edit", refuse)
    answer = english.post(address, data={"body": "Typed with care."})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert "That was quick." in answer.text
    assert "Typed with care." in answer.text
