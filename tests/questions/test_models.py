"""Each constraint on questions and helpful votes, broken."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cocreate.comments.helpful import rules as helpful
from cocreate.kernel.database import db
from cocreate.questions import rules
from cocreate.questions.models import Answer, Question
from tests import make
from tests.make import questions

Breach = Callable[[Question, Answer], str]

BREACHES: dict[str, Breach] = {
    "fk_questions_accepted_id_id": lambda q, a: f"UPDATE questions SET accepted_id = {q.id} WHERE id = {q.id}",
    "uq_questions_accepted_id": lambda q, a: (
        "INSERT INTO questions (id, stage, active_at, answers, accepted_id) "
        f"SELECT id + 100000, stage, active_at, 1, accepted_id FROM questions WHERE id = {q.id}"
    ),
    "ck_questions_answers_not_negative": lambda q, a: (
        f"UPDATE questions SET accepted_id = NULL, answers = -1 WHERE id = {q.id}"
    ),
    "ck_questions_solved_has_answers": lambda q, a: f"UPDATE questions SET answers = 0 WHERE id = {q.id}",
    "ck_questions_stage": lambda q, a: f"UPDATE questions SET stage = 'space' WHERE id = {q.id}",
    "fk_answers_question_id": lambda q, a: f"UPDATE answers SET question_id = 0 WHERE id <> {a.id}",
    "ck_answers_accepted_by_somebody": lambda q, a: f"UPDATE answers SET accepted_by_id = NULL WHERE id = {a.id}",
    "uq_answers_one_accepted": lambda q, a: (
        f"UPDATE answers SET accepted_at = now(), accepted_by_id = {q.post.author_id}"
    ),
    "uq_question_models_question_id_series_id_model_year_id": lambda q, a: (
        "INSERT INTO question_models (question_id, series_id, model_year_id) "
        f"SELECT question_id, series_id, model_year_id FROM question_models WHERE question_id = {q.id}"
    ),
    "pk_helpful_votes": lambda q, a: "INSERT INTO helpful_votes SELECT * FROM helpful_votes",
    "ck_posts_helpful_not_negative": lambda q, a: f"UPDATE posts SET helpful = -1 WHERE id = {a.id}",
    "ck_posts_title_where_due": lambda q, a: f"UPDATE posts SET title = 'One' WHERE id = {a.id}",
}


@pytest.mark.parametrize("constraint", BREACHES)
def test_the_database_refuses(app: Flask, constraint: str) -> None:
    make.series("lan-5")
    question = questions.question(models=["lan-5"])
    answer = questions.answer(question)
    questions.answer(question)
    helpful.vote(make.member(), answer.post)
    rules.accept(question.post.author, question, answer)
    with pytest.raises(IntegrityError, match=constraint):
        db.session.execute(text(BREACHES[constraint](question, answer)))
