"""Questions and answers as the API tells them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from cocreate.kernel.api import absolute
from cocreate.kernel.database import db
from cocreate.kernel.i18n import locale
from cocreate.members.models import Member
from cocreate.posts import topics
from cocreate.posts.models import Post
from cocreate.posts.pictures import queries as pictures
from cocreate.posts.pictures.api import item as picture_item
from cocreate.posts.pictures.queries import PictureView
from cocreate.posts.queries import tags_of
from cocreate.questions import queries
from cocreate.questions.answers import AnswerView
from cocreate.questions.models import Question
from cocreate.questions.queries import QuestionRow

Item = dict[str, Any]


def items(rows: Sequence[QuestionRow]) -> list[Item]:
    """The items of `rows`, in their order. At most three statements."""
    if not rows:
        return []
    accepted = aliased(Post)
    found = (
        select(Post, accepted.public_id)
        .join(Question, Question.id == Post.id)
        .outerjoin(accepted, accepted.id == Question.accepted_id)
        .where(Post.public_id.in_([row.public_id for row in rows]))
    )
    known = {post.public_id: (post, best) for post, best in db.session.execute(found)}
    posts = [known[row.public_id][0] for row in rows]
    tagged, pictured = tags_of(posts), pictures.of_each([post.id for post in posts])
    return [_item(row, *known[row.public_id], tagged, pictured) for row in rows]


def item(question: Question, reader: Member | None) -> Item:
    """The item of one `question`, read afresh."""
    return items([queries.row(question, reader, locale())])[0]


def answers(views: Sequence[AnswerView]) -> list[Item]:
    """The items of answers; their pictures are read in one statement."""
    pictured = pictures.of_all([view.public_id for view in views])
    return [_answer(view, pictured.get(view.public_id, ())) for view in views]


def _item(
    row: QuestionRow,
    post: Post,
    accepted: str | None,
    tagged: dict[int, list[str]],
    pictured: dict[int, list[PictureView]],
) -> Item:
    return {
        "id": row.public_id,
        "url": absolute(row.url),
        "title": row.title,
        "language": row.language,
        "stage": row.stage,
        "models": [model.key for model in row.models],
        **topics.told(post, tagged[post.id], pictured[post.id]),
        "answers": row.answers,
        "accepted": accepted,
        "author": row.author,
        "active_at": row.active_at,
    }


def _answer(view: AnswerView, shown: Sequence[PictureView]) -> Item:
    return {
        "id": view.public_id,
        "url": absolute(f"/answers/{view.public_id}"),
        "body": view.body,
        "html": str(view.html),
        "language": view.language,
        "author": view.author,
        "official": view.official,
        "accepted": view.accepted,
        "helpful": view.helpful,
        "helpful_to_me": view.helped,
        "pictures": [picture_item(picture) for picture in shown],
        "state": view.state,
        "published_at": view.published_at,
        "edited_at": view.edited_at,
    }
