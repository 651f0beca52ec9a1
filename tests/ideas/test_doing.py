"""Doing something with an idea on its page: supporting, following, talking, moving it along."""

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.comments import rules as talk
from cocreate.ideas.models import Idea, Support
from cocreate.kernel.database import db
from tests import make
from tests.support.browser import Client
from tests.support.page import Page


@pytest.fixture
def english(client: Client) -> Client:
    client.set_cookie("lang", "en")
    return client


def path(idea: Idea, rest: str = "") -> str:
    return f"/ideas/{idea.post.public_id}{rest}"


def test_support_without_script_comes_back_to_the_page_it_was_given_on(client: Client) -> None:
    idea, member = make.idea(), make.member()
    address = path(idea)
    client.sign_in(member)
    answer = client.post(f"{address}/support", headers={"Referer": "http://localhost/ideas?sort=top"})
    assert (answer.status_code, answer.location) == (303, "/ideas?sort=top")
    assert db.session.scalars(select(Support.member_id)).all() == [member.id]
    assert f'action="{address}/support/withdraw"' in client.get("/ideas").text
    answer = client.post(f"{address}/support/withdraw")
    assert answer.status_code == 303
    assert answer.location.startswith(address)
    assert db.session.scalars(select(Support)).all() == []


def test_support_with_htmx_answers_with_the_pill(client: Client) -> None:
    idea = make.idea(supporters=2)
    address = path(idea)
    client.sign_in(make.member())
    for verb, count, following in (("support", 3, "support/withdraw"), ("support/withdraw", 2, "support")):
        answer = client.post(f"{address}/{verb}", headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert "<html" not in answer.text
        assert f'<span class="pill-count">{count}</span>' in answer.text
        assert f'action="{address}/{following}"' in answer.text


def test_a_closed_idea_takes_no_support_and_says_so(english: Client) -> None:
    idea = make.idea(status="declined")
    address = path(idea)
    english.sign_in(make.member())
    answer = english.post(f"{address}/support")
    assert answer.status_code == 409
    assert "takes no more supports" in answer.text
    assert f'action="{address}/support"' not in english.get(address).text


def test_a_visitor_is_led_to_sign_in_by_the_pill(client: Client) -> None:
    idea = make.idea(title="Seats")
    assert f'href="/sign-in?next={path(idea)}-seats%23support"' in client.get("/ideas").text


def test_following_and_not_following(client: Client) -> None:
    idea, member = make.idea(), make.member()
    address, post = path(idea), idea.post
    client.sign_in(member)
    assert client.post(f"{address}/follow").status_code == 303
    assert f'action="{address}/follow/end"' in client.get(address).text
    client.post(f"{address}/follow/end")
    assert f'action="{address}/follow"' in client.get(address).text
    assert post.public_id in address


def test_a_comment_is_written_where_it_is_then_read(english: Client) -> None:
    idea = make.idea()
    address = path(idea)
    english.sign_in(make.member(name="Lin"))
    answer = english.post(f"{address}/comments", data={"body": "The **same** here."})
    assert answer.status_code == 303
    assert "?comment=" in answer.location
    assert "The <strong>same</strong> here." in english.get(answer.location.partition("#")[0]).text


def test_a_reply_is_written_under_what_it_answers(english: Client) -> None:
    top = make.comment(body="To be answered")
    idea = db.session.get_one(Idea, top.thread_id)
    db.session.refresh(idea, ["post", "status"])
    address, top_id = path(idea), top.post.public_id
    english.sign_in(make.member())
    page = english.get(f"{address}?comment={top_id}&reply_to={top_id}").text
    form = Page(page).form("reply_to")
    assert form.values["reply_to"] == top_id
    assert english.post(f"{address}/comments", data={**form.values, "body": "Answered."}).status_code == 303
    text = english.get(address).text
    assert text.index("To be answered") < text.index("Answered.")


@pytest.mark.parametrize("body", ["", "x" * 10_001, "a\x00b"])
def test_a_refused_comment_keeps_what_was_typed(english: Client, body: str) -> None:
    idea = make.idea()
    english.sign_in(make.member())
    answer = english.post(path(idea, "/comments"), data={"body": body})
    assert answer.status_code == 422
    assert Page(answer.text).form("body").values["body"] == body
    assert 'id="body-error' in answer.text


def test_a_reply_to_what_is_gone_keeps_the_words_and_can_be_sent_on_its_own(english: Client) -> None:
    top = make.comment()
    idea = db.session.get_one(Idea, top.thread_id)
    db.session.refresh(idea, ["post", "status"])
    address = path(idea)
    talk.remove(top.post.author, top)
    said = {"body": "Late to the talk.", "reply_to": top.post.public_id}
    english.sign_in(make.member())
    answer = english.post(f"{address}/comments", data=said)
    assert answer.status_code == 422
    assert "The comment you answer is no longer there." in answer.text
    form = Page(answer.text).form("body")
    assert form.values["body"] == "Late to the talk."
    assert english.post(f"{address}/comments", data=form.values).status_code == 303


def test_a_comment_has_an_address_while_it_is_shown(client: Client) -> None:
    top = make.comment(body="On top")
    idea = db.session.get_one(Idea, top.thread_id)
    db.session.refresh(idea, ["post", "status"])
    reply = make.comment(idea, body="Beneath", answers=top)
    alone = make.comment(idea)
    talk.remove(top.post.author, top)
    talk.remove(alone.post.author, alone)
    address, ids = path(idea), [comment.post.public_id for comment in (top, reply, alone)]
    page = client.get(f"{address}?comment={ids[0]}").text
    assert "Beneath" in page
    assert "On top" not in page
    assert client.get(f"{address}?comment={ids[1]}").status_code == 200
    for gone in (ids[2], "23456789ab", "x", ""):
        assert client.get(f"{address}?comment={gone}").status_code == 404
    other = path(make.idea())
    assert client.get(f"{other}?comment={ids[1]}").status_code == 404


def test_a_long_thread_is_read_page_by_page(client: Client) -> None:
    idea = make.idea()
    address = path(idea)
    for number in range(23):
        make.comment(idea, body=f"Number {number:02}")
    page = client.get(address).text
    (more,) = re.findall(r'hx-get="([^"]*comments)"', page)
    rest = client.get(unescape(more).partition("#")[0], headers={"HX-Request": "true"}).text
    assert "<html" not in rest
    assert re.findall(r"Number \d\d", page + rest) == [f"Number {number:02}" for number in range(23)]


@pytest.mark.parametrize("roles", [[], ["moderator"], ["service"], ["organiser"]])
def test_only_the_product_team_moves_an_idea(client: Client, roles: list[str]) -> None:
    idea = make.idea()
    address = path(idea)
    client.sign_in(make.member(roles=roles))
    assert 'action="' + address + '/status"' not in client.get(address).text
    answer = client.post(f"{address}/status", data={"status": "reviewing", "reason": "Because."})
    assert answer.status_code == 403


def test_a_status_changes_with_a_reason_everybody_reads(english: Client, app: Flask) -> None:
    idea = make.idea()
    address = path(idea)
    english.sign_in(make.member(name="Zhou", roles=["product"]))
    form = Page(english.get(address).text).form("reason")
    sent = {**form.values, "status": "reviewing", "reason": "We **measure** it this week."}
    assert english.post(f"{address}/status", data=sent).status_code == 303
    visitor = app.test_client()
    visitor.set_cookie("lang", "en")
    page = visitor.get(address).text
    for words in ("We <strong>measure</strong> it this week.", "Zhou", "Product team", "Under review"):
        assert words in page


@pytest.mark.parametrize(
    "wrong", [{"status": "shipped"}, {"status": "merged"}, {"status": ""}, {"reason": ""}, {"reason": "x" * 4001}]
)
def test_a_refused_status_keeps_what_was_typed(english: Client, wrong: dict[str, str]) -> None:
    idea = make.idea()
    address = path(idea)
    english.sign_in(make.member(roles=["product"]))
    sent = {"status": "reviewing", "reason": "We look at it.", **wrong}
    answer = english.post(f"{address}/status", data=sent)
    assert answer.status_code == 422
    form = Page(answer.text).form("status")
    assert form.values["reason"] == sent["reason"]
    if "status" not in wrong:
        assert form.values["status"] == "reviewing"
    assert "<details" in answer.text
    assert db.session.scalars(select(Idea.status_key)).all() == ["new"]


@pytest.mark.parametrize("query", ["reply_to=x", "reply_to=23456789ab", "reply_to=%00", "comment=&reply_to=x"])
def test_a_reply_to_nothing_is_no_error(client: Client, query: str) -> None:
    idea = make.idea()
    client.sign_in(make.member())
    assert client.get(path(idea, f"?{query}")).status_code in (200, 404)
