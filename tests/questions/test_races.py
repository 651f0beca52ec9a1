"""Acceptance and helpful votes under threads on real connections."""

from collections.abc import Callable

from sqlalchemy.orm import joinedload

from cocreate.comments import audit as comments_audit
from cocreate.comments.helpful import rules as helpful
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.members import queries as members
from cocreate.posts import standing
from cocreate.posts.models import Post, PostState
from cocreate.questions import audit, rules
from cocreate.questions.models import Answer, Question
from tests import make
from tests.make import questions
from tests.support.race import Real


def _set_up(real: Real, number: int) -> tuple[int, list[int]]:
    """A question with so many answers: their keys."""

    def build() -> tuple[int, list[int]]:
        question = questions.question()
        return question.id, [questions.answer(question).id for _number in range(number)]

    return real.commit(build)


def _accepting(question_id: int, answer_id: int) -> Callable[[], bool]:
    def accept() -> bool:
        question = db.session.get_one(Question, question_id, options=[joinedload(Question.post)])
        answer = db.session.get_one(Answer, answer_id, options=[joinedload(Answer.post)])
        return rules.accept(members.by_id(question.post.author_id), question, answer)

    return accept


def _state(real: Real, question_id: int) -> tuple[int | None, int, list[str]]:
    def read() -> tuple[int | None, int, list[str]]:
        question = db.session.get_one(Question, question_id)
        return question.accepted_id, question.answers, [*audit.check(), *comments_audit.check()]

    return real.commit(read)


def test_of_many_acceptances_at_once_one_stands(real: Real) -> None:
    question, answers = _set_up(real, 4)
    told = real.together([_accepting(question, answer) for answer in answers * 3])
    assert all(isinstance(answer, bool) for answer in told), told
    accepted, _number, found = _state(real, question)
    assert accepted in answers
    assert found == []


def test_an_answer_that_goes_while_it_is_accepted_is_not_accepted(real: Real) -> None:
    question, (answer, *others) = _set_up(real, 3)

    def hide() -> None:
        standing.move(standing.lock([answer])[answer], PostState.HIDDEN)

    verbs = [_accepting(question, answer), hide, _accepting(question, answer), _accepting(question, answer)]
    told = real.together(verbs)
    assert all(one is None or isinstance(one, bool | Refused) for one in told), told
    accepted, number, found = _state(real, question)
    assert (accepted, number, found) == (None, len(others), [])


def test_ten_who_find_an_answer_helpful_twice_each_are_ten(real: Real) -> None:
    _question, (answer,) = _set_up(real, 1)
    people = real.commit(lambda: [make.member().id for _number in range(10)])

    def vote(member_id: int) -> Callable[[], bool]:
        return lambda: helpful.vote(members.by_id(member_id), db.session.get_one(Post, answer))

    told = real.together([vote(member) for member in people * 2])
    assert told.count(True) == 10
    assert real.commit(lambda: (db.session.get_one(Post, answer).helpful, list(comments_audit.check()))) == (10, [])
