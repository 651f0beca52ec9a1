"""Makers of questions and answers."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count

from sqlalchemy import select

from cocreate.catalogue.stages import Stage
from cocreate.kernel.database import db
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.posts.models import Post
from cocreate.questions import rules
from cocreate.questions.models import Answer, Question
from tests import make

_numbers = count(1)


def question(
    asker: Member | None = None,
    title: str | None = None,
    *,
    body: str = "I have tried everything the manual says.",
    stage: Stage = Stage.DRIVING,
    tags: Sequence[str] = (),
    models: Sequence[str] = (),
    at: datetime | None = None,
) -> Question:
    """A published question."""
    asker = members.by_id(asker.id) if asker else make.member()
    title = title or f"How does it work, number {next(_numbers)}?"
    return rules.ask(asker, title, body, stage, tags, models=models, at=at or make.unhurried(asker))


def answer(to: Question | None = None, author: Member | None = None, body: str = "Like this.") -> Answer:
    """An answer to a question."""
    author = author or make.member()
    return rules.answer(author, to or question(), body, at=make.unhurried(author))


def accepted(author: Member | None = None) -> tuple[Question, Answer]:
    """A question, and the answer that its asker has accepted."""
    asked = question()
    given = answer(asked, author)
    rules.accept(asked.post.author, asked, given)
    return asked, given


def public_id(post_id: int) -> str:
    """The public id of the post with this key."""
    return db.session.scalars(select(Post.public_id).where(Post.id == post_id)).one()
