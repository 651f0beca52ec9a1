"""Search for programs."""

import pytest
from sqlalchemy import update

from cocreate.kernel.database import db
from cocreate.posts.models import Post, PostState
from tests import make
from tests.support.program import Program


def test_a_hit_tells_what_it_is_and_where(anybody: Program) -> None:
    author = make.member("Lin")
    idea = make.idea(author, title="Warm seats", body="Heat the <seats>.", supporters=2, status="reviewing")
    comment, key = make.comment(idea, author, "A heat pump.").post.public_id, idea.post.public_id
    at = idea.post.created_at.isoformat()
    lin = {"id": author.public_id, "name": "Lin", "affiliation": "none", "state": "active", "is_owner": False}
    found = anybody("GET /search?q=seats&kind=idea").json
    status = {"key": "reviewing", "category": "open", "name": found["items"][0]["status"]["name"]}
    assert found == {
        "items": [
            {
                "id": key,
                "url": f"http://localhost/ideas/{key}-warm-seats",
                "kind": "idea",
                "title": "Warm seats",
                "title_html": "Warm <mark>seats</mark>",
                "excerpt_html": "Heat the &lt;<mark>seats</mark>&gt;.",
                "language": "en",
                "idea_kind": "wish",
                "status": status,
                "supports": 2,
                "comments": 1,
                "answers": None,
                "solved": None,
                "author": lin,
                "published_at": at,
            }
        ],
        "next_cursor": None,
    }
    [said] = anybody("GET /search?q=pump").json["items"]
    assert (said["id"], said["kind"], said["title"]) == (comment, "comment", "Warm seats")
    assert said["url"].endswith(f"#c-{comment}")


def test_pages_go_on_to_the_end(anybody: Program) -> None:
    kept = {make.idea(title=f"Seat {number}").post.public_id for number in range(7)}
    seen: list[str] = []
    cursor = ""
    for _page in range(3):
        found = anybody(f"GET /search?q=seat&limit=3{cursor}").json
        seen += [item["id"] for item in found["items"]]
        cursor = f"&cursor={found['next_cursor']}"
    assert found["next_cursor"] is None
    assert (len(seen), set(seen)) == (7, kept)


def test_without_words_there_is_nothing_to_find_but_a_kind(anybody: Program) -> None:
    make.idea(title="Warm seats")
    assert anybody("GET /search").json == {"items": [], "next_cursor": None}
    assert len(anybody("GET /search?kind=idea").json["items"]) == 1
    assert anybody("GET /search?kind=comment").json["items"] == []


def test_what_is_hidden_is_not_found(anybody: Program) -> None:
    idea = make.idea(title="Warm seats")
    db.session.execute(update(Post).where(Post.id == idea.id).values(state=PostState.HIDDEN))
    assert anybody("GET /search?q=seat").json == {"items": [], "next_cursor": None}
    assert anybody("GET /ideas?q=seat").json == {"items": [], "next_cursor": None}


@pytest.mark.parametrize("query", ["q=", f"q={'x' * 201}", "q=a&kind=car", "q=a&cursor=x", "q=a&limit=0"])
def test_what_cannot_be_taken_is_refused(anybody: Program, query: str) -> None:
    assert anybody(f"GET /search?{query}").status_code == 422


def test_ideas_are_narrowed_by_words(anybody: Program) -> None:
    warm = make.idea(title="Warm seats", tags=["winter"]).post.public_id
    make.idea(title="Warm wheel")
    assert [item["id"] for item in anybody("GET /ideas?q=warm%20seat").json["items"]] == [warm]
    assert [item["id"] for item in anybody("GET /ideas?q=tag:winter").json["items"]] == [warm]
    assert len(anybody("GET /ideas?q=warm").json["items"]) == 2
