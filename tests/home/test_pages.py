"""The front page: what happened to mine, what was made, what moves, what rises."""

from datetime import timedelta

import pytest

from cocreate.comments import rules as talk
from cocreate.home import queries
from cocreate.ideas import rules
from cocreate.ideas.models import Idea
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.posts.models import PostState
from tests import make
from tests.support.browser import Client


@pytest.fixture
def english(client: Client) -> Client:
    client.set_cookie("lang", "en")
    return client


def move(idea: Idea, status: str = "reviewing", reason: str = "We look at it.", actor: Member | None = None) -> None:
    rules.change_status(actor or make.member(roles=["product"]), idea, status, reason)


def test_a_stranger_reads_what_this_place_is(english: Client) -> None:
    page = english.get("/").text
    assert "Building better cars with the people who drive them" in page
    assert "Nobody has posted anything yet" in page


def test_a_member_reads_first_what_became_of_what_is_theirs(english: Client) -> None:
    author, follower, other = make.member(), make.member(), make.member()
    idea = make.idea(author, title="My own idea")
    talk.follow(follower, idea.post)
    move(idea, reason="We **measure** it.")
    assert "News about your ideas" in english.sign_in(author).get("/").text
    assert "News about ideas you care about" in english.sign_in(follower).get("/").text
    assert "News about" not in english.sign_in(other).get("/").text
    assert "We measure it." in english.sign_in(author).get("/").text


def test_news_are_the_latest_and_not_my_own_doing(english: Client) -> None:
    author, actor = make.member(), make.member(roles=["product"])
    idea, own = make.idea(author), make.idea(actor)
    move(own, actor=actor)
    assert queries.news(actor, "en") == []
    steps = ["reviewing", "adopted", "in_progress", "adopted", "in_progress", "shipped"]
    for status in steps:
        move(idea, status, f"Now {status}.")
    news = queries.news(author, "en")
    assert [item.status.key for item in news] == steps[:0:-1]
    assert all(item.own for item in news)


def test_what_is_hidden_makes_no_news(english: Client) -> None:
    author = make.member()
    idea = make.idea(author)
    move(idea)
    idea.post.state = PostState.HIDDEN
    db.session.flush()
    assert queries.news(author, "en") == []


def test_the_front_page_shows_each_idea_where_it_stands(english: Client) -> None:
    at = clock.now() - timedelta(days=30)
    for title, status in (("Fresh", "new"), ("Taken on", "adopted"), ("Turned down", "declined")):
        make.idea(title=f"{title} idea", status=status, at=at)
    shipped = make.idea(title="Finished idea", status="adopted")
    move(shipped, "shipped")
    page = english.get("/").text
    order = [page.index(words) for words in ("Finished idea", "Taken on idea", "Fresh idea")]
    assert order == sorted(order)
    assert "Turned down idea" not in page
