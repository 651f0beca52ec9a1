"""Ideas for programs: each call's contract."""

from typing import Any

import pytest

from cocreate.catalogue.stages import Stage
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.posts.models import PostState
from tests import make
from tests.api.conftest import Start
from tests.support.program import Program

SAID = {"title": "A hook for bags", "body": "In the **back**.", "stage": "design"}


def path(idea: Idea, rest: str = "") -> str:
    return f"/ideas/{idea.post.public_id}{rest}"


def test_an_item_tells_everything_of_an_idea(anybody: Program) -> None:
    author = make.member("Lin")
    idea = make.idea(author, title="Warm seats", body="Now, **please**.", tags=["seat", "winter"], supporters=3)
    at = idea.post.created_at.isoformat()
    expected = {
        "id": idea.post.public_id,
        "url": f"http://localhost/ideas/{idea.post.public_id}-warm-seats",
        "kind": "wish",
        "title": "Warm seats",
        "body": "Now, **please**.",
        "html": "<p>Now, <strong>please</strong>.</p>\n",
        "language": "en",
        "stage": "driving",
        "models": [],
        "tags": ["seat", "winter"],
        "pictures": [],
        "status": {"key": "new", "category": "open", "name": "New"},
        "target": None,
        "safety": False,
        "supports": {"all": 3, "owners": 0, "recorded": 0, "elsewhere": 0, "elsewhere_label": None},
        "supported_by_me": False,
        "comments": 0,
        "author": {"id": author.public_id, "name": "Lin", "affiliation": "none", "state": "active", "is_owner": False},
        "co_authors": [],
        "merged_into": None,
        "created_at": at,
        "published_at": at,
        "edited_at": None,
        "state": "visible",
    }
    assert anybody(f"GET {path(idea)}").json == expected
    assert anybody("GET /ideas").json == {"items": [expected], "next_cursor": None}


def test_pages_of_a_list_join_without_gap_or_double(anybody: Program) -> None:
    made = [make.idea(supporters=number % 3).post.public_id for number in range(7)]
    for sort in ("trending", "top", "new"):
        seen: list[str] = []
        query = f"?sort={sort}&limit=3"
        while query:
            page = anybody(f"GET /ideas{query}").json
            assert len(page["items"]) <= 3
            seen += [item["id"] for item in page["items"]]
            query = f"?sort={sort}&limit=3&cursor={page['next_cursor']}" if page["next_cursor"] else ""
        assert sorted(seen) == sorted(made)
        assert len(seen) == len(made)


@pytest.mark.parametrize(
    "query", ["kind=problem", "stage=repair", "status=declined", "tag=Seat", "kind=problem&stage=repair"]
)
def test_the_list_is_filtered(anybody: Program, query: str) -> None:
    make.idea()
    wanted = make.idea(kind=IdeaKind.PROBLEM, stage=Stage.REPAIR, tags=["seat"], status="declined")
    public_id = wanted.post.public_id
    assert [item["id"] for item in anybody(f"GET /ideas?{query}").json["items"]] == [public_id]


def test_publishing_answers_201_with_its_address(program: Start) -> None:
    mine = program(make.member())
    answer = mine("POST /ideas", {**SAID, "kind": "problem", "tags": ["boot"]})
    assert answer.status_code == 201
    assert answer.json["kind"] == "problem"
    assert answer.json["tags"] == ["boot"]
    assert answer.headers["Location"] == f"http://localhost/api/v1/ideas/{answer.json['id']}"
    assert mine(f"GET /ideas/{answer.json['id']}").json == answer.json


def test_an_idea_is_a_wish_unless_said_otherwise(program: Start) -> None:
    assert program(make.member())("POST /ideas", SAID).json["kind"] == "wish"


def test_a_change_leaves_what_it_does_not_name(program: Start) -> None:
    author = make.member()
    call = f"PATCH {path(make.idea(author, title='Warm seats', body='Please.', tags=['seat']))}"
    mine = program(author)
    changed = mine(call, {"body": "Now."}).json
    assert (changed["title"], changed["body"], changed["tags"]) == ("Warm seats", "Now.", ["seat"])
    assert changed["edited_at"] is not None
    assert mine(call, {"tags": []}).json["tags"] == []


def test_support_is_put_once_and_taken_back(program: Start) -> None:
    support, mine = path(make.idea(supporters=2), "/support"), program(make.member())
    counted = {"all": 3, "owners": 0, "recorded": 0, "elsewhere": 0, "elsewhere_label": None}
    for _again in range(2):
        answer = mine(f"PUT {support}")
        assert (answer.status_code, answer.json) == (200, {"supports": counted, "supported_by_me": True})
    assert mine("GET /ideas").json["items"][0]["supported_by_me"] is True
    for _again in range(2):
        answer = mine(f"DELETE {support}")
        assert answer.json == {"supports": {**counted, "all": 2}, "supported_by_me": False}


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_closed_idea_takes_no_support_and_gives_none_back(program: Start, method: str) -> None:
    answer = program(make.member())(f"{method} {path(make.idea(status='declined'), '/support')}")
    assert answer.status_code == 409
    assert answer.json["type"] == "urn:cocreate:takes-no-supports"


def test_the_product_team_moves_an_idea_along_and_history_keeps_it(program: Start, anybody: Program) -> None:
    idea, team = path(make.idea()), program(make.member("Qin", roles=["product"]))
    assert team(f"PUT {idea}/status", {"status": "reviewing", "reason": "We look."}).status_code == 200
    answer = team(f"PUT {idea}/status", {"status": "adopted", "reason": "We **do** it."})
    assert answer.json["status"] == {"key": "adopted", "category": "active", "name": "Adopted"}
    first, second = anybody(f"GET {idea}/history").json["items"]
    assert [first["from_status"]["key"], first["to_status"]["key"]] == ["new", "reviewing"]
    assert second["html"] == "<p>We <strong>do</strong> it.</p>\n"
    assert (second["actor"]["name"], second["actor_role"]) == ("Qin", "product")


def test_history_is_read_in_pages(program: Start, anybody: Program) -> None:
    idea, team = path(make.idea()), program(make.member(roles=["product"]))
    for status in ("reviewing", "adopted", "in_progress"):
        team(f"PUT {idea}/status", {"status": status, "reason": "On."})
    first = anybody(f"GET {idea}/history?limit=2").json
    rest = anybody(f"GET {idea}/history?limit=2&cursor={first['next_cursor']}").json
    assert [step["to_status"]["key"] for step in first["items"]] == ["reviewing", "adopted"]
    assert ([step["to_status"]["key"] for step in rest["items"]], rest["next_cursor"]) == (["in_progress"], None)


@pytest.mark.parametrize("status", ["new", "shipped", "merged"])
def test_a_transition_that_is_not_allowed_is_a_conflict(program: Start, status: str) -> None:
    team = program(make.member(roles=["product"]))
    answer = team(f"PUT {path(make.idea(), '/status')}", {"status": status, "reason": "Because."})
    assert answer.status_code == 409
    assert answer.json["type"] == "urn:cocreate:transition-not-allowed"


def test_an_unknown_status_is_bad_input(program: Start) -> None:
    team = program(make.member(roles=["product"]))
    answer = team(f"PUT {path(make.idea(), '/status')}", {"status": "lost", "reason": "Because."})
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["status"])


def test_the_roadmap_stands_in_columns(anybody: Program) -> None:
    adopted = make.idea(status="adopted").post.public_id
    make.idea()
    columns: list[dict[str, Any]] = anybody("GET /roadmap").json["columns"]
    assert [column["status"]["key"] for column in columns] == ["adopted", "in_progress", "partly_shipped", "shipped"]
    assert [[item["id"] for item in column["items"]] for column in columns] == [[adopted], [], [], []]
    assert columns[0]["more"] is False


def test_what_one_may_not_see_is_not_there(program: Start, anybody: Program) -> None:
    author = make.member()
    idea = make.idea(author)
    idea.post.state = PostState.HIDDEN
    address, mine, others = path(idea), program(author), program(make.member())
    for call in (f"GET {address}", f"GET {address}/comments", f"GET {address}/history"):
        assert [who(call).status_code for who in (anybody, others, mine)] == [404, 404, 200]
    assert others(f"PUT {address}/support").status_code == 404
    assert anybody("GET /ideas").json["items"] == []
