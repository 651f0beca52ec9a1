"""News begins where following began."""

from datetime import timedelta

from flask import Flask

from cocreate.comments import rules as comments
from cocreate.home import queries
from cocreate.ideas import rules as ideas
from cocreate.kernel import clock
from tests import make


def test_what_happened_before_one_followed_is_no_news(app: Flask) -> None:
    product, reader = make.member(roles=["product"]), make.member()
    idea = make.idea(at=clock.now() - timedelta(days=9))
    ideas.change_status(product, idea, "reviewing", "We look at it.", at=clock.now() - timedelta(days=5))
    comments.follow(reader, idea.post, at=clock.now() - timedelta(days=2))
    assert queries.news(reader, "en") == []
    ideas.change_status(product, idea, "adopted", "We take it on.")
    assert [item.status.key for item in queries.news(reader, "en")] == ["adopted"]
