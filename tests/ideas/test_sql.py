"""How many statements a page costs: few, and as many at 2,000 rows as at 10."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, text

from cocreate.catalogue.stages import Stage
from cocreate.comments.models import Comment
from cocreate.ideas import queries
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.ideas.queries import Filter
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.posts.models import REPLIES, Post, PostKind
from tests import make
from tests.support.browser import Client

SIZES = (10, 2000)


def posts(author: Member, kind: PostKind, number: int) -> list[int]:
    """So many posts at once; the table takes 10 rows a statement as readily as 2,000."""
    title = None if kind in REPLIES else "An idea"
    one = {
        "kind": kind, "author_id": author.id, "language": "en", "title": title, "body": "Words.",
        "html": "<p>Words.</p>", "excerpt": "Words.", "html_version": 1, "published_at": clock.now(),
    }  # fmt: skip
    return list(db.session.scalars(insert(Post).returning(Post.id), [dict(one) for _number in range(number)]))


def ideas(author: Member, number: int) -> None:
    rows = [
        {
            "id": post,
            "kind": IdeaKind.WISH,
            "stage": Stage.DRIVING,
            "score": float(post),
            "status_changed_at": clock.now(),
        }
        for post in posts(author, PostKind.IDEA, number)
    ]
    db.session.execute(insert(Idea), rows)


def comments(author: Member, thread: Idea, number: int) -> None:
    """A third at the top, the others beneath the first."""
    made = posts(author, PostKind.COMMENT, number)
    top = made[0]
    rows = [
        {"id": post, "thread_id": thread.id, "parent_id": top if post % 3 and post != top else None}
        for post in made
    ]  # fmt: skip
    db.session.execute(insert(Comment), [{**row, "top_id": row["parent_id"] or row["id"]} for row in rows])
    db.session.execute(text("UPDATE posts SET comments = comments + :n WHERE id = :id"), {"n": number, "id": thread.id})


def cost(client: Client, statements: Callable[[], Any], address: str) -> list[str]:
    """The statements of one request, after a first one that warms what a process keeps."""
    assert client.get(address).status_code == 200
    with statements() as seen:
        assert client.get(address).status_code == 200
    return [statement for statement in seen if not statement.startswith("RELEASE")]


@pytest.mark.parametrize(("signed_in", "most"), [(False, 6), (True, 9)])
def test_the_list(client: Client, statements: Callable[[], Any], signed_in: bool, most: int) -> None:
    author = make.member()
    if signed_in:
        client.sign_in(make.member())
    counts: dict[str, list[int]] = {"": [], "?sort=top&kind=wish": [], "?sort=new&stage=driving&status=new&tag=x": []}
    for size in SIZES:
        ideas(author, size)
        for query, told in counts.items():
            told.append(len(cost(client, statements, f"/ideas{query}")))
    for few, many in counts.values():
        assert few == many <= most, counts


@pytest.mark.parametrize("role", [None, "member", "product"])
def test_an_ideas_page(client: Client, statements: Callable[[], Any], role: str | None) -> None:
    author = make.member()
    idea = make.idea(author, supporters=3, tags=["one", "two"], status="reviewing")
    address = f"/ideas/{idea.post.public_id}"
    if role:
        client.sign_in(make.member(roles=[role] if role != "member" else []))
    counts = []
    for size in SIZES:
        comments(author, idea, size)
        counts.append(len(cost(client, statements, address)))
    assert counts[0] == counts[1] <= 12, counts


@pytest.mark.parametrize("address", ["/", "/roadmap", "/me", "/me?tab=supports", "/me?tab=comments", "/sitemap.xml"])
def test_other_pages_cost_the_same_whatever_there_is(
    client: Client, statements: Callable[[], Any], address: str
) -> None:
    member = make.member()
    client.sign_in(member)
    counts = []
    for size in (10, 200):
        ideas(member, size)
        counts.append(len(cost(client, statements, address)))
    assert counts[0] == counts[1] <= 12, counts


def test_giving_support_costs_little(app: Flask, client: Client, statements: Callable[[], Any]) -> None:
    idea = make.idea()
    address = f"/ideas/{idea.post.public_id}/support"
    client.sign_in(make.member())
    with statements() as seen:
        assert client.post(address, headers={"HX-Request": "true"}).status_code == 200
    assert len(seen) <= 15, seen


@pytest.mark.parametrize("status", ["'; DROP TABLE ideas; --", "%(x)s", "100%", "\\' OR true", ":name"])
def test_a_filter_that_means_harm_matches_nothing(client: Client, status: str) -> None:
    make.idea()
    for _turn in range(2):
        assert client.get("/ideas", query_string={"status": status}).status_code == 200
    assert queries.page(Filter(status=status), None, "en").items == []
    assert len(queries.page(Filter(), None, "en").items) == 1
