"""The author's word on an answered problem."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from cocreate.comments import rules as comments
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.ideas.responses import access, audit, figures, queries, verdicts
from cocreate.ideas.responses.models import Verdict
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.members.models import Member
from cocreate.posts.models import PostState
from tests import make
from tests.make.answers import answer, problem


@pytest.fixture(autouse=True)
def _site(app: Flask) -> None:
    """Every test here works on the site's database."""


def judge(idea: Idea, solved: bool) -> Verdict:
    """Have the author of `idea` say whether it is solved."""
    return verdicts.give(db.session.get_one(Member, idea.post.author_id), idea, solved)


def given(idea: Idea) -> list[bool]:
    return list(db.session.scalars(select(Verdict.solved).where(Verdict.idea_id == idea.id).order_by(Verdict.id)))


def waiting() -> list[str]:
    return [row.public_id for row in queries.reopened(make.member(roles=["product"]), "en", 10)]


def test_not_solved_keeps_the_status_and_puts_it_before_the_team_until_it_is_answered() -> None:
    idea = problem()
    product = answer(idea)
    ideas.change_status(product, idea, "declined", "We could not reproduce it.")
    judge(idea, solved=False)
    assert (idea.status_key, waiting()) == ("declined", [idea.post.public_id])
    answer(idea, product)
    assert (idea.reopened_at, waiting()) == (None, [])
    judge(idea, solved=False)
    assert (given(idea), waiting()) == ([False, False], [idea.post.public_id])
    assert list(audit.check()) == []


def test_the_author_may_change_their_mind_and_every_word_is_kept() -> None:
    idea = problem()
    answer(idea)
    for solved in (True, True, False, False, True):
        judge(idea, solved=solved)
    assert given(idea) == [True, False, True]
    assert idea.reopened_at is None


@pytest.mark.parametrize("kind", [IdeaKind.WISH, IdeaKind.PRAISE])
def test_only_problems_are_solved(kind: IdeaKind) -> None:
    idea = make.idea(kind=kind)
    answer(idea)
    with pytest.raises(Refused) as refused:
        judge(idea, solved=True)
    assert refused.value.code == "not-a-problem"


def test_there_is_nothing_to_judge_before_an_answer_or_after_it_was_taken_away() -> None:
    idea, staff = problem(), make.member(roles=["product"])
    said = ideas.comment(staff, idea, "We are on it.")
    comments.remove(staff, said)
    with pytest.raises(Refused) as refused:
        judge(idea, solved=True)
    assert refused.value.code == "not-answered"


def test_the_reason_of_a_status_is_an_answer_to_judge() -> None:
    idea = problem()
    ideas.change_status(make.member(roles=["product"]), idea, "to_service", "The workshop calls you.")
    assert judge(idea, solved=True).solved


def test_nobody_judges_but_the_author_while_it_is_visible() -> None:
    idea = problem()
    author = idea.post.author
    assert access.may_judge(author, idea)
    assert not access.may_judge(None, idea)
    assert not access.may_judge(make.member(roles=["admin", "product"]), idea)
    assert not access.may_judge(author, make.idea(author))
    idea.post.state = PostState.HIDDEN
    assert not access.may_judge(author, idea)


def test_what_is_no_problem_any_more_waits_for_nobody() -> None:
    idea = problem()
    answer(idea)
    judge(idea, solved=False)
    ideas.edit(make.member(roles=["moderator"]), idea, "A wish after all", "As it is.", idea.stage, IdeaKind.WISH)
    assert waiting() == []


def test_the_share_solved_counts_last_words_of_what_everybody_sees() -> None:
    solved, not_solved, hidden = problem(), problem(), problem()
    for idea, words in ((solved, (False, True)), (not_solved, (False,)), (hidden, (True,))):
        answer(idea)
        for word in words:
            judge(idea, solved=word)
    hidden.post.state = PostState.HIDDEN
    db.session.flush()
    share = figures.read("en").solved
    assert share is not None
    assert (share.count, share.of) == (1, 2)


def test_verdicts_are_not_rewritten() -> None:
    idea = problem()
    answer(idea)
    judge(idea, solved=True)
    for statement in ("UPDATE verdicts SET solved = false", "DELETE FROM verdicts"):
        nested = db.session.begin_nested()
        with pytest.raises(IntegrityError, match="append-only"):
            db.session.execute(text(statement))
        nested.rollback()


def test_audit_finds_a_problem_that_was_reopened_by_nobody() -> None:
    idea = problem()
    answer(idea)
    verdict = judge(idea, solved=False)
    assert list(audit.check()) == []
    idea.reopened_at = verdict.at + timedelta(hours=1)
    db.session.flush()
    assert "last word" in next(iter(audit.check()))
