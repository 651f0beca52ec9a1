"""Who hears of answers and of what helped, in which words, and how often."""

import pytest
from flask import Flask

from cocreate.comments import rules as comments
from cocreate.kernel.i18n import speaking
from cocreate.members.models import Member
from cocreate.notices import queries, words
from cocreate.notices.models import Cause
from cocreate.questions import rules
from cocreate.questions.models import Question
from tests import make
from tests.make import questions

CAUSES = (Cause.ANSWER, Cause.OFFICIAL, Cause.STATUS)
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def question(app: Flask) -> Question:
    return questions.question()


@pytest.fixture
def follower(question: Question) -> Member:
    member = make.member()
    comments.follow(member, question.post)
    return member


def said_to(member: Member) -> list[str]:
    """Every line `member` reads of answers, the newest first; what they earn is told apart."""
    with speaking("en"):
        heard = [notice for notice in queries.flat(member).items if notice.cause in CAUSES]
        sections = words.sections(heard, words.sayings(heard, "en"))
    return [words.unmarked(line.saying.line) for section in sections for line in section.lines]


def test_the_asker_hears_of_answers_in_one_line(question: Question, follower: Member) -> None:
    asker = question.post.author
    questions.answer(question, make.member("Ann"))
    questions.answer(question, make.member("Bea"))
    questions.answer(question, asker)
    assert said_to(asker) == ["Bea and Ann answered your question"]
    assert said_to(follower) == []


def test_everybody_concerned_hears_once_of_an_official_answer(question: Question, follower: Member) -> None:
    questions.answer(question, make.member(roles=["product"]))
    assert said_to(question.post.author) == ["Your question has an official answer"]
    assert said_to(follower) == ["A question you follow has an official answer"]


def test_who_helped_hears_of_it_once(question: Question, follower: Member) -> None:
    expert, asker = make.member(), question.post.author
    answer = questions.answer(question, expert)
    for _turn in range(2):
        rules.accept(asker, question, answer)
        rules.unaccept(asker, question)
    rules.accept(asker, question, answer)
    assert said_to(expert) == ["Your answer was chosen as the best one"]
    assert said_to(follower) == ["A question you follow is solved: it has a best answer"]


def test_the_asker_hears_of_what_a_moderator_chose(question: Question) -> None:
    rules.accept(make.member(roles=["moderator"]), question, questions.answer(question))
    assert "An answer to your question was chosen as the best one" in said_to(question.post.author)
