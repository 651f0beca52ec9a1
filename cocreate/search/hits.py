"""Hits as the search page and the API show them."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from flask import url_for
from markupsafe import Markup
from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from cocreate.comments import queries as comments
from cocreate.ideas import queries as ideas
from cocreate.ideas.merging.models import Merge
from cocreate.ideas.models import Idea, Status
from cocreate.ideas.statuses import StatusView
from cocreate.kernel.database import plain, read
from cocreate.members.models import Member
from cocreate.members.queries import Person
from cocreate.members.queries import columns as person
from cocreate.posts.access import listed
from cocreate.posts.models import REPLIES, Audience, Post, PostKind
from cocreate.posts.search.excerpts import Wanted, excerpt, marked, says
from cocreate.posts.search.models import SearchEntry
from cocreate.questions import answers
from cocreate.questions import queries as questions
from cocreate.questions.models import Question
from cocreate.roadmap.announcements.models import Announcement
from cocreate.roadmap.releases.models import Release

_THREAD, _TARGET = aliased(Post), aliased(Post)


class Hit(NamedTuple):
    """A post that was found. `title` is that of the thread of a comment or answer.

    `idea_kind`, `status` and `supports` are those of the idea, or of the one the comment stands under: where that is
    merged into another, which is where the comment is read, of that other one. `answers` and `solved` are those of a
    question.
    """

    public_id: str
    kind: str
    url: str
    title: str
    title_html: Markup
    excerpt_html: Markup
    language: str
    thread_language: str
    idea_kind: str | None
    status: StatusView | None
    supports: int | None
    comments: int
    answers: int | None
    solved: bool | None
    author: Person
    published_at: datetime


def hits(post_ids: Sequence[int], words: Wanted, locale: str) -> list[Hit]:
    """The posts with these keys, in their order, with `words` marked. One statement."""
    found = {row.id: row for row in read(_rows(), {"ids": list(post_ids)})} if post_ids else {}
    return [_hit(found[post_id], words, locale) for post_id in post_ids if post_id in found]


@cache
def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Post.id, Post.public_id, plain(Post.kind).label("kind"), Post.title, Post.body, Post.language,
            Post.comments, Post.published_at, func.jsonb_build_array(*person()).label("author"),
            _THREAD.public_id.label("thread_id"), plain(_THREAD.kind).label("thread_kind"),
            _THREAD.title.label("thread_title"), _THREAD.language.label("thread_language"),
            plain(Idea.kind).label("idea_kind"), Idea.supports, Status.key, plain(Status.category).label("category"),
            Status.name_zh, Status.name_en, Question.answers, Question.accepted_id.is_not(None).label("solved"),
            func.coalesce(Announcement.title_en, Release.title_en).label("title_en"),
            func.coalesce(Announcement.body_en, Release.body_en).label("body_en"),
        )
        .select_from(Post)
        .join(SearchEntry, SearchEntry.post_id == Post.id)
        .join(_THREAD, _THREAD.id == SearchEntry.thread_id)
        .join(Member, Member.id == Post.author_id)
        .outerjoin(Merge, and_(Merge.idea_id == _THREAD.id, Merge.ended_at.is_(None)))
        .outerjoin(_TARGET, and_(_TARGET.id == Merge.into_id, listed((Audience.EVERYONE,), _TARGET)))
        .outerjoin(Idea, Idea.id == func.coalesce(_TARGET.id, _THREAD.id))
        .outerjoin(Status, Status.key == Idea.status_key)
        .outerjoin(Question, Question.id == Post.id)
        .outerjoin(Announcement, Announcement.id == Post.id)
        .outerjoin(Release, Release.id == Post.id)
        .where(Post.id == func.any(bindparam("ids")))
    )  # fmt: skip


def _hit(row: Any, words: Wanted, locale: str) -> Hit:
    title, body, language = _text(row, words, locale)
    status = StatusView(row.key, row.category, row.name_zh if locale == "zh" else row.name_en) if row.key else None
    return Hit(
        public_id=row.public_id,
        kind=row.kind,
        url=_url(row),
        title=title,
        title_html=Markup.escape(title) if row.kind in REPLIES else marked(title, words),
        excerpt_html=excerpt(body, words),
        language=language,
        thread_language=row.thread_language if row.kind in REPLIES else language,
        idea_kind=row.idea_kind,
        status=status,
        supports=row.supports,
        comments=row.comments,
        answers=row.answers,
        solved=row.solved if row.answers is not None else None,
        author=Person(*row.author),
        published_at=row.published_at,
    )


def _text(row: Any, words: Wanted, locale: str) -> tuple[str, str, str]:
    """Title, text and language of the hit: of two languages the reader's, unless only the other has the words."""
    first = (row.title or row.thread_title or "", row.body, row.language)
    if row.title_en is None:
        return first
    second = (row.title_en, row.body_en, "en")
    in_order = (second, first) if locale == "en" else (first, second)
    return next((one for one in in_order if says(f"{one[0]} {one[1]}", words)), in_order[0])


def _url(row: Any) -> str:
    if row.kind == PostKind.ANSWER:
        return answers.address(row.thread_id, row.thread_title or "", row.public_id)
    if row.kind == PostKind.QUESTION:
        return questions.url(row.public_id, row.title or "")
    if row.thread_kind == PostKind.IDEA:
        thread = ideas.url(row.thread_id, row.thread_title or "")
    else:
        thread = url_for(f"{row.thread_kind}s.show", public_id=row.thread_id)
    return comments.address(thread, row.public_id) if row.kind == PostKind.COMMENT else thread
