"""Who hears of answers and of what helped, in which words, and how often."""

import pytest
from flask import Flask

from cocreate.comments import rules as comments
from cocreate.kernel.i18n import speaking
from cocreate.members.models import Member
from cocreate.notices import queries, words
from cocreate.notices.models import Cause
from cocreate.posts import rules as writing
from cocreate.posts import standing
from cocreate.posts.models import PostState
from cocreate.questions import rules
from cocreate.questions.models import Question
from tests import make
from tests.make import questions

CAUSES = (Cause.ANSWER, Cause.MENTION, Cause.OFFICIAL, Cause.STATUS)
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


def test_whom_an_answer_names_hears_of_it_once(question: Question) -> None:
    expert, named, later = make.member("Ann"), make.member("Bea"), make.member("Cleo")
    answer = questions.answer(question, expert, body="As @Bea wrote: warm it first.")
    assert "/members/" in answer.post.html
    for text in ("As @Bea and @Cleo wrote.", "As others wrote.", "As @Bea and @Cleo wrote."):
        rules.edit_answer(expert, answer, text)
    assert said_to(named) == said_to(later) == ["Ann mentioned you"]
    assert said_to(question.post.author) == ["Ann answered your question"]


def test_of_several_of_one_name_the_one_who_takes_part_is_named(question: Question) -> None:
    stranger, expert = make.member("Li Wei"), make.member("Li Wei")
    questions.answer(question, expert)
    questions.answer(question, make.member("Ann"), body="@LiWei has it right.")
    assert said_to(expert) == ["Ann mentioned you"]
    assert said_to(stranger) == []


def test_an_answer_that_was_held_tells_whom_it_names_when_it_is_seen(
    question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    named, later, expert = make.member("Bea"), make.member("Cleo"), make.member(roles=["product"])
    monkeypatch.setattr(writing, "screen", make.holding)
    answer = questions.answer(question, expert, body="As @Bea wrote.")
    assert said_to(named) == []
    standing.move(standing.lock([answer.id])[answer.id], PostState.VISIBLE)
    assert said_to(named) == [f"{expert.name} mentioned you"]
    standing.move(standing.lock([answer.id])[answer.id], PostState.HIDDEN)
    rules.edit_answer(expert, answer, "As @Cleo wrote.")
    assert said_to(later) == []
    standing.move(standing.lock([answer.id])[answer.id], PostState.VISIBLE)
    assert said_to(later) == [f"{expert.name} mentioned you"]


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
