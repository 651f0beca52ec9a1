"""How much the API asks of the database: the same for many rows as for few."""

from collections.abc import Callable
from typing import Any

import pytest

from cocreate.kernel.database import db
from tests import make
from tests.api.conftest import Start

Statements = Callable[[], Any]


@pytest.mark.parametrize("ideas", [10, 60])
def test_a_list_costs_the_same_for_many_as_for_few(program: Start, statements: Statements, ideas: int) -> None:
    author = make.member()
    for number in range(ideas):
        make.idea(author, tags=["seat"], title=f"Idea {number}")
    everybody, mine = program(), program(make.member())
    db.session.flush()
    counted = []
    for who in (everybody, mine):
        with statements() as seen:
            assert len(who("GET /ideas?limit=50").json["items"]) == min(ideas, 50)
        counted.append(len(seen))
    assert counted == [3, 4]


@pytest.mark.parametrize("comments", [10, 40])
def test_a_thread_costs_the_same_for_many_as_for_few(anybody: Any, statements: Statements, comments: int) -> None:
    idea, author = make.idea(), make.member()
    top = make.comment(idea, author)
    for _number in range(comments - 1):
        make.comment(idea, author, answers=top)
    call = f"GET /ideas/{idea.post.public_id}/comments?limit=100"
    db.session.flush()
    with statements() as seen:
        assert len(anybody(call).json["items"]) == comments
    assert len(seen) == 3


def test_a_support_costs_little(program: Start, statements: Statements) -> None:
    idea, mine = make.idea(supporters=5), program(make.member())
    call = f"PUT /ideas/{idea.post.public_id}/support"
    db.session.flush()
    with statements() as seen:
        assert mine(call).status_code == 200
    assert len(seen) <= 13  # two more than the support: its rates, and where it came from
