"""What questions and answers tell the search of themselves."""

from collections.abc import Collection

from sqlalchemy import select

from cocreate.kernel.database import db
from cocreate.posts.models import Post, PostKind
from cocreate.posts.search import rules
from cocreate.posts.search.labels import label, of_models
from cocreate.posts.search.sources import Told, tells
from cocreate.questions.models import Answer, Question, QuestionModel


def index(post: Post) -> None:
    """Bring the entry of the question or answer of `post` to what it is."""
    rules.index([post.id])


def lock(post: Post) -> None:
    """Hold what `index` will lock, before anything is written to it."""
    rules.lock([post.id])


@tells(PostKind.QUESTION)
def tell(question_ids: Collection[int]) -> dict[int, Told]:
    """The stage and the models of each."""
    models = of_models(QuestionModel.question_id, question_ids)
    query = select(Question.id, Question.stage).where(Question.id.in_(question_ids))
    return {row.id: Told(labels=(label("stage", row.stage), *models[row.id])) for row in db.session.execute(query)}


@tells(PostKind.ANSWER)
def tell_of_answers(answer_ids: Collection[int]) -> dict[int, Told]:
    """The question of each."""
    query = select(Answer.id, Answer.question_id).where(Answer.id.in_(answer_ids))
    return {row.id: Told(thread_id=row.question_id) for row in db.session.execute(query)}
