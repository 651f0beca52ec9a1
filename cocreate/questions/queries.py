"""Reads of questions for lists, the question's page and the API. Those of answers are in ``questions.answers``."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal_column,
    select,
)
from sqlalchemy.orm import aliased, contains_eager

from cocreate.catalogue import about
from cocreate.catalogue.about import ModelName
from cocreate.comments.models import Follow
from cocreate.kernel import ids, paging
from cocreate.kernel.database import db, plain, read, written
from cocreate.kernel.paging import Page
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.members.queries import Person
from cocreate.notices.models import Mute
from cocreate.posts.access import Sight, audiences, listed, listed_for, seen_with, sight_of, written_by
from cocreate.posts.models import Audience, Post, PostKind, PostState
from cocreate.posts.pictures.models import Picture
from cocreate.posts.pictures.queries import COLUMNS as PICTURE
from cocreate.posts.pictures.queries import PictureView
from cocreate.posts.search import narrowing
from cocreate.questions.models import Answer, Question, QuestionModel

PAGE = 20


class QuestionRow(NamedTuple):
    """A question as it stands in a list. `official`: one of its answers is the brand's. `following` and `muted` are
    read of single questions only.
    """

    public_id: str
    url: str
    title: str
    excerpt: str
    language: str
    stage: str
    answers: int
    solved: bool
    official: bool
    author: Person
    published_at: datetime
    active_at: datetime
    models: tuple[ModelName, ...] = ()
    picture: PictureView | None = None
    following: bool = False
    muted: bool = False


@dataclass(frozen=True)
class Filter:
    """What of the questions a list shows, and in which order; empty strings leave everything in.

    `status` is ``unanswered``, ``answered`` (and not solved) or ``solved``; the rest is as for ideas.
    """

    sort: str = "activity"
    status: str = ""
    stage: str = ""
    model: str = ""
    tag: str = ""
    q: str = ""


STATUSES = ("unanswered", "answered", "solved")
# Each order with the columns that make it total; all descend.
SORTS: dict[str, tuple[Any, ...]] = {
    "activity": (Question.active_at, Question.id),
    "new": (Post.published_at, Post.id),
}
# For each part of the filter, the condition its value sets.
_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "unanswered": Question.answers == literal_column("0"),
    "answered": and_(Question.answers > literal_column("0"), Question.accepted_id.is_(None)),
    "solved": Question.accepted_id.is_not(None),
    "stage": Question.stage == narrowing.value("stage"),
    **narrowing.conditions(Question.id, QuestionModel.question_id),
}


def page(
    chosen: Filter, reader: Member | None, locale: str, cursor: str | None = None, limit: int = PAGE
) -> Page[QuestionRow]:
    """The questions of `chosen` that `reader` may see, after `cursor`. One statement, as ``ideas.queries.page``."""
    after = paging.decode(cursor, datetime, int) if cursor else ()
    conditions, values = _narrowed(chosen)
    query = _page_query(chosen.sort, conditions, bool(after), audiences(reader))
    rows = read(query, values | paging.after(after) | {"limit": limit + 1}).all()
    return paging.cut(rows, limit, lambda row: tuple(row[-2:])).map(lambda row: _row(row, locale))


def by_author(author: Member, reader: Member | None, locale: str, cursor: str | None) -> Page[QuestionRow]:
    """The questions of `author` that `reader` may see, the newest first."""
    query = _rows().where(written_by(author, reader)).add_columns(Question.id.label("page_key"))
    if cursor:
        query = query.where(Question.id < paging.decode(cursor, int)[0])
    rows = read(query.order_by(Question.id.desc()).limit(PAGE + 1)).all()
    return paging.cut(rows, PAGE, lambda row: (row.page_key,)).map(lambda row: _row(row, locale))


def of_ids(wanted: Collection[int], reader: Member | None, locale: str) -> dict[int, QuestionRow]:
    """Those of `wanted` that `reader` finds in lists, by their keys. One statement."""
    query = _rows().add_columns(Question.id.label("key")).where(Question.id.in_(wanted), listed_for(reader))
    return {row.key: _row(row, locale) for row in read(query)} if wanted else {}


def by_public_id(public_id: str, reader: Member | None) -> Question | None:
    """The question with `public_id` if `reader` may see it; post and author loaded."""
    query = _whole_question(sight_of(reader), reader is not None)
    return db.session.scalar(query, {"public_id": public_id, **_reading(reader)})


def row(question: Question, reader: Member | None, locale: str) -> QuestionRow:
    """One `question` as a row of a list, and whether `reader` follows it."""
    found = read(_one_row(reader is not None), {"question_id": question.id, **_reading(reader)}).one()
    return _row(found, locale)._replace(following=found.following, muted=found.muted)


def url(public_id: str, title: str) -> str:
    """The address of a question's page."""
    return f"/questions/{ids.with_slug(public_id, title)}"


def newest_addresses(limit: int) -> list[tuple[str, datetime]]:
    """Addresses and last changes of the newest public questions, for the site map."""
    changed = func.greatest(Question.active_at, Post.edited_at)
    query = select(Post.public_id, Post.title, changed).join(Question, Question.id == Post.id).where(listed_for(None))
    rows = db.session.execute(query.order_by(Post.published_at.desc(), Post.id.desc()).limit(limit))
    return [(url(public_id, title or ""), at) for public_id, title, at in rows]


def _narrowed(chosen: Filter) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The names of the conditions that narrow a list to `chosen`, and the values they take."""
    names, values = narrowing.asked(chosen.tag, chosen.model, chosen.q)
    if chosen.stage:
        names, values["stage"] = (*names, "stage"), chosen.stage
    return (*names, chosen.status) if chosen.status else names, values


@cache
def _page_query(
    sort: str, narrowed: tuple[str, ...], goes_on: bool, meant_for: tuple[Audience, ...]
) -> Select[*tuple[Any, ...]]:
    """The statement behind `page`. Its shapes are few; building one anew costs more than the database takes for it."""
    order = SORTS[sort]
    conditions = (listed(meant_for), Post.kind == written(PostKind.QUESTION), *(_CONDITIONS[name] for name in narrowed))
    return paging.ordered(_rows().where(*conditions), order, goes_on).limit(narrowing.LIMIT)


@cache
def _whole_question(sight: Sight, signed_in: bool) -> Select[Question]:
    seen = seen_with(sight, bindparam("reader_id", type_=BigInteger) if signed_in else None)
    query = select(Question).join(Question.post).options(contains_eager(Question.post).joinedload(Post.author))
    return query.where(Post.public_id == bindparam("public_id"), seen)


@cache
def _one_row(signed_in: bool) -> Select[*tuple[Any, ...]]:
    following: ColumnElement[bool] = false()
    muted: ColumnElement[bool] = false()
    if signed_in:
        following = exists().where(Follow.post_id == Question.id, Follow.member_id == bindparam("reader_id"))
        muted = exists().where(Mute.post_id == Question.id, Mute.member_id == bindparam("reader_id"))
    query = _rows().where(Question.id == bindparam("question_id"))
    return query.add_columns(following.label("following"), muted.label("muted"))


@cache
def _rows() -> Select[*tuple[Any, ...]]:
    """The columns a `QuestionRow` is made of, in the order of `_row`."""
    said, root = aliased(Answer), aliased(Post)
    official = exists().where(
        said.question_id == Question.id, said.official, root.id == said.id,
        root.state == written(PostState.VISIBLE),
    )  # fmt: skip
    return (
        select(
            Post.public_id, Post.title, Post.excerpt, Post.language, plain(Question.stage),
            Question.answers, Question.accepted_id.is_not(None), official.correlate(Question),
            *members.columns(), func.coalesce(Post.published_at, Post.created_at), Question.active_at,
            about.told(QuestionModel.question_id, Question.id).label("models"), *PICTURE,
        )
        .select_from(Question)
        .join(Post, Post.id == Question.id)
        .join(Member, Member.id == Post.author_id)
        .outerjoin(Picture, and_(Picture.post_id == Question.id, Picture.position == literal_column("0")))
    )  # fmt: skip


def _reading(reader: Member | None) -> dict[str, int]:
    return {} if reader is None else {"reader_id": reader.id}


def _row(found: Any, locale: str) -> QuestionRow:
    (
        public_id, title, excerpt, language, stage, answers, solved, official,
        author_id, author_name, affiliation, state, is_owner, published_at, active_at, models,
        picture_id, alt, width, height, placeholder, *_rest,
    ) = found  # fmt: skip
    return QuestionRow(
        public_id=public_id,
        url=url(public_id, title),
        title=title,
        excerpt=excerpt,
        language=language,
        stage=stage,
        answers=answers,
        solved=solved,
        official=official,
        author=Person(author_id, author_name, affiliation, state, is_owner),
        published_at=published_at,
        active_at=active_at,
        models=about.heard(models, locale),
        picture=PictureView(picture_id, alt, width, height, placeholder) if picture_id else None,
    )
