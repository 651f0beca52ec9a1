"""Reads of answers, for the page of their question, the API and the lists of who gave them."""

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from markupsafe import Markup
from sqlalchemy import (
    Integer,
    Select,
    bindparam,
    cast,
    func,
    select,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload

from cocreate.comments import beneath
from cocreate.comments.helpful.rules import may_vote
from cocreate.kernel import paging
from cocreate.kernel.database import db, plain, read
from cocreate.kernel.paging import Page
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.members.queries import Person
from cocreate.posts import queries as posts
from cocreate.posts.access import may_see
from cocreate.posts.models import Post, PostState
from cocreate.questions import access
from cocreate.questions.models import Answer, Question
from cocreate.questions.queries import url

PAGE = 20


class AnswerView(NamedTuple):
    """An answer as shown. One in the `state` "held" or "hidden" is shown to its author and to moderators alone.

    `helpful` counts who found it so, the reader among them where they `helped` to count. `put_right`: somebody else has
    changed its words last.
    """

    public_id: str
    author: Person
    html: Markup
    body: str
    language: str
    official: bool
    accepted: bool
    accepted_at: datetime | None
    published_at: datetime
    edited_at: datetime | None
    state: str
    helpful: int
    helped: bool
    may_vote: bool
    may_edit: bool
    may_withdraw: bool
    put_right: bool

    @property
    def anchor(self) -> str:
        """Its id within the page."""
        return _anchor(self.public_id)


class GivenAnswer(NamedTuple):
    """An answer in the list of who gave it, with the question it answers."""

    url: str
    title: str
    language: str
    excerpt: str
    said_in: str
    accepted: bool
    official: bool
    helpful: int
    at: datetime


def under(question: Question, reader: Member | None, cursor: str | None = None, limit: int = PAGE) -> Page[AnswerView]:
    """The answers to `question` after `cursor`: the accepted one first, then the brand's, then by how many found them
    helpful, then in order of time. One statement.
    """
    after = paging.decode(cursor, int, int, int, int) if cursor else ()
    values = {"question": question.id, "limit": limit + 1, **beneath.reading(reader)}
    rows = read(_page(bool(after)), values | paging.after(after)).all()
    return paging.cut(rows, limit, lambda row: tuple(row[-4:])).map(lambda row: _view(row, reader))


def view(answer: Answer, reader: Member | None) -> AnswerView:
    """`answer` as `reader` sees it. One statement."""
    found = read(_rows().where(Answer.id == bindparam("id")), {"id": answer.id, **beneath.reading(reader)}).one()
    return _view(found, reader)


def by_public_id(public_id: str, question: Question | None = None) -> Answer | None:
    """The answer with `public_id` (to `question`, if given), whatever its state; post and author loaded."""
    author = contains_eager(Answer.post).joinedload(Post.author)
    query = select(Answer).join(Answer.post).options(author).where(Post.public_id == public_id)
    if question is not None:
        query = query.where(Answer.question_id == question.id)
    return db.session.scalar(query)


def seen_by(reader: Member | None, public_id: str) -> tuple[Answer, Question] | None:
    """The answer with `public_id` and its question, if `reader` sees both, be it no longer visible to others."""
    answer = by_public_id(public_id)
    if answer is None or not may_see(reader, answer.post):
        return None
    loaded = joinedload(Question.post).joinedload(Post.author)
    question = db.session.scalars(select(Question).where(Question.id == answer.question_id).options(loaded)).one()
    return (answer, question) if may_see(reader, question.post) else None


def by_author(member: Member, cursor: str | None, limit: int = PAGE) -> Page[GivenAnswer]:
    """The visible answers of `member` to questions that everybody sees, the newest first. One statement."""
    thread = aliased(Post)
    query = (
        select(
            thread.public_id, thread.title, thread.language, Post.public_id.label("answer"), Post.excerpt,
            Post.language.label("said_in"), (Question.accepted_id == Answer.id).label("accepted"), Answer.official,
            Post.helpful, Post.published_at, Answer.id,
        )
        .select_from(Answer)
        .join(Post, Post.id == Answer.id)
        .join(Question, Question.id == Answer.question_id)
        .join(thread, thread.id == Question.id)
        .where(*beneath.public_of(member, thread))
        .order_by(Answer.id.desc())
        .limit(limit + 1)
    )  # fmt: skip
    if cursor:
        query = query.where(Answer.id < paging.decode(cursor, int)[0])
    return paging.cut(read(query).all(), limit, lambda row: (row.id,)).map(_given)


def counts_of(member: Member) -> tuple[int, int]:
    """How many answers `by_author` lists in all, and how many of them are accepted."""
    thread = aliased(Post)
    accepted = func.count().filter(Question.accepted_id == Answer.id)
    query = select(func.count(), accepted).select_from(Answer).join(Post, Post.id == Answer.id)
    query = query.join(Question, Question.id == Answer.question_id).join(thread, thread.id == Question.id)
    given, helped = db.session.execute(query.where(*beneath.public_of(member, thread))).one()
    return given, helped


def address(question_id: str, title: str, public_id: str) -> str:
    """Where the answer called so stands within the page of the question with that public id and `title`, which shows it
    wherever it is in the order.
    """
    return f"{url(question_id, title)}?answer={public_id}#{_anchor(public_id)}"


def address_under(question: Post, public_id: str) -> str:
    """Where the answer called so stands within the page of `question`."""
    return address(question.public_id, question.title or "", public_id)


def _anchor(public_id: str) -> str:
    return f"a-{public_id}"


@cache
def _page(goes_on: bool) -> Select[*tuple[Any, ...]]:
    accepted = func.coalesce(Question.accepted_id == Answer.id, False)
    order = (cast(accepted, Integer), cast(Answer.official, Integer), Post.helpful, -Answer.id)
    query = _rows().where(Answer.question_id == bindparam("question"), beneath.seen())
    return paging.ordered(query, order, goes_on).limit(bindparam("limit", type_=Integer))


@cache
def _rows() -> Select[*tuple[Any, ...]]:
    """Answers as `_view` takes them: first the author, as `Person` takes them, the rest by name."""
    return (
        select(
            *members.columns(), Answer.official, Answer.accepted_at,
            func.coalesce(Question.accepted_id == Answer.id, False).label("accepted"),
            Post.public_id.label("post"), plain(Post.state).label("post_state"), Post.author_id, Post.language,
            Post.body, Post.mentions, Post.html, Post.html_version, Post.created_at, Post.published_at,
            Post.edited_at, Post.edited_by_id, Post.helpful, beneath.helped(),
        )
        .select_from(Answer)
        .join(Question, Question.id == Answer.question_id)
        .join(Post, Post.id == Answer.id)
        .join(Member, Member.id == Post.author_id)
    )  # fmt: skip


def _view(found: Any, reader: Member | None) -> AnswerView:
    """The answer of a row of `_rows` as `reader` sees it."""
    return AnswerView(
        public_id=found.post,
        author=Person(*found[:5]),
        html=posts.html(found),
        body=found.body,
        language=found.language,
        official=found.official,
        accepted=found.accepted,
        accepted_at=found.accepted_at if found.accepted else None,
        published_at=found.published_at or found.created_at,
        edited_at=found.edited_at,
        state=found.post_state,
        helpful=found.helpful,
        helped=found.helped,
        may_vote=may_vote(reader, found.author_id, found.post_state == PostState.VISIBLE),
        may_edit=access.may_edit_answer(reader, found.author_id, found.post_state),
        may_withdraw=access.may_withdraw(reader, found.author_id, found.post_state),
        put_right=found.edited_by_id not in (None, found.author_id),
    )


def _given(row: Any) -> GivenAnswer:
    accepted, where = bool(row.accepted), address(row.public_id, row.title, row.answer)
    return GivenAnswer(
        where, row.title, row.language, row.excerpt, row.said_in, accepted, row.official, row.helpful,
        row.published_at,
    )  # fmt: skip
