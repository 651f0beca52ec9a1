"""Changing what an idea says: quiet at first, announced from ten supports on, and nothing where nothing changes."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from cocreate.catalogue.stages import Stage
from cocreate.ideas import rules
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.ideas.rules import REVISED_FROM
from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db
from cocreate.members import queries as members
from cocreate.posts.models import Post, PostRevision, PostState, PostTag
from tests import make
from tests.support.browser import Client

BEFORE = "Warm the battery on the way home."
AFTER = "Warm the whole battery on the way home."


def change(idea: Idea, **said: Any) -> bool:
    """Change `idea` in what is `said`, and in nothing else."""
    now: dict[str, Any] = {
        "title": "Seats",
        "body": BEFORE,
        "stage": Stage.DRIVING,
        "kind": IdeaKind.WISH,
        "tags": ["x"],
    }
    author = members.by_id(db.session.get_one(Post, idea.id).author_id)
    return rules.edit(author, idea, **{**now, **said})


def written(supporters: int = 0) -> Idea:
    return make.idea(title="Seats", body=BEFORE, tags=["x"], supporters=supporters)


def noted(idea: Idea) -> list[tuple[str, dict[str, Any]]]:
    """What the journal says of changes of `idea`."""
    query = select(JournalEntry).where(JournalEntry.subject_id == idea.id, JournalEntry.verb.in_(["edit", "revise"]))
    return [(entry.verb, entry.data) for entry in db.session.scalars(query.order_by(JournalEntry.id))]


def test_an_edit_that_changes_nothing_is_nothing(app: Flask) -> None:
    idea = written(supporters=REVISED_FROM)
    tags = db.session.scalars(select(PostTag)).all()
    assert not change(idea)
    assert not change(idea, tags=["X"])
    assert noted(idea) == []
    assert db.session.scalar(select(func.count()).select_from(PostRevision)) == 0
    assert idea.post.edited_at is None
    assert db.session.scalars(select(PostTag)).all() == tags


@pytest.mark.parametrize(
    "said", [{"stage": Stage.SALES}, {"kind": IdeaKind.PROBLEM}, {"tags": ["x", "y"]}, {"tags": []}, {"body": AFTER}]
)
def test_a_change_of_anything_is_noted(app: Flask, said: dict[str, Any]) -> None:
    idea = written()
    assert change(idea, **said)
    assert noted(idea) == [("edit", {})]


@pytest.mark.parametrize(
    ("supporters", "entry"),
    [
        (REVISED_FROM - 1, ("edit", {})),
        (REVISED_FROM, ("revise", {"revision": 2, "supports": REVISED_FROM})),
    ],
)
def test_from_ten_supports_on_a_change_of_the_text_is_a_revision(
    app: Flask, supporters: int, entry: tuple[str, dict[str, Any]]
) -> None:
    idea = written(supporters)
    assert change(idea, body=AFTER)
    assert noted(idea) == [entry]
    kept = db.session.scalars(select(PostRevision)).one()
    assert (kept.body, kept.supports) == (BEFORE, supporters)


def test_other_tags_are_no_revision_of_the_text(app: Flask) -> None:
    idea = written(supporters=REVISED_FROM)
    assert change(idea, tags=["x", "y"])
    assert noted(idea) == [("edit", {})]


def test_supports_of_a_revision_are_not_negative(app: Flask) -> None:
    idea = written()
    change(idea, body=AFTER)
    db.session.scalars(select(PostRevision)).one().supports = -1
    with pytest.raises(IntegrityError, match="supports_not_negative"):
        db.session.flush()


def test_a_quiet_change_is_called_edited(client: Client) -> None:
    idea = written(supporters=1)
    address = f"/ideas/{idea.post.public_id}"
    change(idea, body=AFTER)
    page = client.get(f"{address}?lang=en").text
    assert "Edited" in page
    assert "Changed after" not in page
    history = client.get(f"{address}/history").text
    assert "Changed after" not in history
    assert BEFORE in history


def test_an_announced_change_says_after_how_many_supports_and_shows_what_changed(client: Client) -> None:
    idea = written(supporters=REVISED_FROM)
    address = f"/ideas/{idea.post.public_id}"
    change(idea, body=AFTER)
    change(idea, title="Seats, warm", body=AFTER)
    page = client.get(f"{address}?lang=en").text
    assert f'href="{address}/history#version-3"' in page
    assert f"Changed after {REVISED_FROM} supports" in page
    history = client.get(f"{address}/history").text
    added = history.split("<ins>")[1].split("</ins>")[0]
    assert "Added:" in added
    assert ", warm" in added
    assert "whole " in history.split("<ins>")[2].split("</ins>")[0]
    assert "<del>" not in history
    assert f"获得{REVISED_FROM}个支持后有修改" in client.get(f"{address}?lang=zh").text


def test_what_was_typed_stays_text_in_a_difference(client: Client) -> None:
    idea = written(supporters=REVISED_FROM)
    change(idea, body="<script>alert(1)</script> & **bold**")
    history = client.get(f"/ideas/{idea.post.public_id}/history").text
    assert "<script>alert" not in history
    assert "&lt;" in history


def test_programs_read_the_texts(client: Client) -> None:
    idea = written(supporters=REVISED_FROM)
    change(idea, body=AFTER)
    address = f"/api/v1/ideas/{idea.post.public_id}/revisions"
    first = client.get(f"{address}?limit=1").json
    assert first is not None
    assert [(text["number"], text["body"], text["supports"]) for text in first["items"]] == [(2, AFTER, REVISED_FROM)]
    second = client.get(f"{address}?limit=1&cursor={first['next_cursor']}").json
    assert second is not None
    assert [(text["number"], text["body"], text["supports"]) for text in second["items"]] == [(1, BEFORE, None)]
    assert second["next_cursor"] is None
    db.session.get_one(Post, idea.id).state = PostState.HIDDEN
    db.session.flush()
    assert client.get(address).status_code == 404
