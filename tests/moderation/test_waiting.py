"""What waits, and what was taken away: seen by its author and the moderators, and by nobody else."""

from unittest.mock import patch

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.comments.models import Comment
from cocreate.ideas.models import Idea
from cocreate.ideas.responses.models import Response
from cocreate.kernel.database import db
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.decisions.rules import decide
from cocreate.moderation.models import Reason
from cocreate.posts import rules as posts
from cocreate.posts.models import Post, PostState
from tests import make
from tests.support.browser import Client
from tests.support.program import Program


@pytest.fixture
def browsers(app: Flask, moderator: Member) -> dict[str, Client]:
    """Browsers of an author, a moderator, another member and a visitor."""
    people = {"author": make.member("Author"), "moderator": moderator, "other": make.member(), "visitor": None}
    found = {}
    for name, member in people.items():
        client = app.test_client()
        assert isinstance(client, Client)
        client.set_cookie("lang", "en")
        found[name] = client.sign_in(member) if member else client
    return found


def latest(kind: type[Idea] | type[Comment]) -> Post:
    newest = select(Post).join(kind, kind.id == Post.id).order_by(Post.id.desc()).limit(1)
    return db.session.scalars(newest).one()


def test_an_idea_that_waits(browsers: dict[str, Client], moderator: Member) -> None:
    said = {"title": "Warm the battery", "body": "On the way home.", "stage": "driving", "kind": "wish"}
    with patch.object(posts, "screen", make.holding):
        answer = browsers["author"].post("/ideas", data=said, follow_redirects=True)
    assert "Your idea waits until somebody has looked at it" in answer.text
    post = latest(Idea)
    assert post.state is PostState.HELD
    seen = {name: browser.get(f"/ideas/{post.public_id}") for name, browser in browsers.items()}
    assert {name: page.status_code for name, page in seen.items()} == {
        "author": 200, "moderator": 200, "other": 404, "visitor": 404,
    }  # fmt: skip
    assert "This idea waits until somebody has looked at it." in seen["author"].text
    assert db.session.scalars(select(Response)).all() == []

    decider = members.by_public_id(moderator.public_id)
    assert decider is not None
    decide(decider, Action.APPROVE, posts=[latest(Idea)])
    assert len(db.session.scalars(select(Response)).all()) == 2  # an answer and a decision are owed from now on
    assert browsers["visitor"].get(f"/ideas/{post.public_id}").status_code == 200


def test_an_idea_that_is_hidden_tells_its_author_why(client: Client, moderator: Member) -> None:
    author = make.member()
    post = make.idea(author).post
    address = f"/ideas/{post.public_id}"
    decide(moderator, Action.HIDE, posts=[post], reason=Reason.OFF_TOPIC, note="This is about another brand.")
    client.set_cookie("lang", "en")
    page = client.sign_in(author).get(address).text
    assert "Reason: Off topic." in page
    assert "This is about another brand." in page
    assert 'href="/me/record"' in page
    assert client.get(f"{address}/edit").status_code == 200


def test_a_comment_that_waits(browsers: dict[str, Client], client: Client) -> None:
    idea = make.idea()
    address, member = f"/ideas/{idea.post.public_id}", make.member()
    program = Program(client, member)
    with patch.object(posts, "screen", make.holding):
        answer = browsers["author"].post(f"{address}/comments", data={"body": "Wait for me."}, follow_redirects=True)
        sent = program(f"POST {address}/comments", {"body": "And for me."})
    assert "Your comment waits until somebody has looked at it" in answer.text
    assert (sent.status_code, sent.json["state"]) == (201, "held")
    shown = {name: browser.get(address).text for name, browser in browsers.items()}
    assert {name: "Wait for me." in page for name, page in shown.items()} == {
        "author": True, "moderator": True, "other": False, "visitor": False,
    }  # fmt: skip
    assert "Waiting for somebody to look" in shown["author"]
    assert "And for me." not in shown["author"]
    listed = program(f"GET {address}/comments").json["items"]
    assert [(item["body"], item["state"]) for item in listed] == [("And for me.", "held")]
    assert program(f"GET {address}").json["comments"] == 0
