"""How many statements a page of questions costs: as many at 200 rows as at 10."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert, text

from cocreate.catalogue.stages import Stage
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.posts.models import PostKind
from cocreate.questions.models import Answer, Question
from tests import make
from tests.ideas.test_sql import cost, posts
from tests.make import questions
from tests.support.browser import Client


def ask(author: Member, number: int) -> None:
    rows = [
        {"id": key, "stage": Stage.DRIVING, "active_at": clock.now()}
        for key in posts(author, PostKind.QUESTION, number)
    ]
    db.session.execute(insert(Question), rows)


def answer(author: Member, question: Question, number: int) -> None:
    rows = [{"id": key, "question_id": question.id} for key in posts(author, PostKind.ANSWER, number)]
    db.session.execute(insert(Answer), rows)
    added = {"n": number, "id": question.id}
    db.session.execute(text("UPDATE questions SET answers = answers + :n WHERE id = :id"), added)


@pytest.mark.parametrize(("signed_in", "most"), [(False, 6), (True, 9)])
def test_the_list(client: Client, statements: Callable[[], Any], signed_in: bool, most: int) -> None:
    author = make.member()
    if signed_in:
        client.sign_in(make.member())
    counts: dict[str, list[int]] = {"": [], "?sort=new&status=unanswered&stage=driving&tag=x": []}
    for size in (10, 200):
        ask(author, size)
        for query, told in counts.items():
            told.append(len(cost(client, statements, f"/questions{query}")))
    for few, many in counts.values():
        assert few == many <= most, counts


@pytest.mark.parametrize("role", [None, "member", "moderator"])
def test_a_questions_page(client: Client, statements: Callable[[], Any], role: str | None) -> None:
    author = make.member()
    question = questions.question(author, tags=["one", "two"])
    address = f"/questions/{question.post.public_id}"
    if role:
        client.sign_in(make.member(roles=[role] if role != "member" else []))
    counts = []
    for size in (10, 200):
        answer(author, question, size)
        counts.append(len(cost(client, statements, address)))
    assert counts[0] == counts[1] <= 12, counts


@pytest.mark.parametrize("address", ["/me?tab=questions", "/me?tab=answers"])
def test_what_is_mine(client: Client, statements: Callable[[], Any], address: str) -> None:
    member, question = make.member(), questions.question()
    client.sign_in(member)
    counts = []
    for size in (10, 100):
        ask(member, size)
        answer(member, question, size)
        counts.append(len(cost(client, statements, address)))
    assert counts[0] == counts[1] <= 12, counts
