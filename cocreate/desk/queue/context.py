"""What a moderator reads of a case before deciding: the post in its thread, the reports, the record of its author."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from markupsafe import Markup
from sqlalchemy import Select, Text, and_, func, literal_column, select, union_all
from sqlalchemy.orm import aliased

from cocreate.accounts.record import queries as record
from cocreate.accounts.record.queries import Entry, Standing
from cocreate.comments.models import Comment
from cocreate.kernel import clock
from cocreate.kernel.database import db, plain, read, written
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.members.queries import Person
from cocreate.moderation.reports.models import Outcome, Report
from cocreate.posts import queries as posts
from cocreate.posts.models import Post, PostKind, PostState
from cocreate.posts.pictures import queries as pictures
from cocreate.posts.pictures.queries import PictureView
from cocreate.questions.models import Answer
from cocreate.screening.models import Case

REPORTS = 20
AROUND = 2  # comments or answers before it, and after it


class Said(NamedTuple):
    """A post of the thread around the one a case is about. `place` is "root", "answered", "before" or "after"."""

    place: str
    url: str
    title: str
    person: Person
    html: Markup
    language: str
    at: datetime


class ReportView(NamedTuple):
    """A report with who made it, and what came of those they made before."""

    person: Person
    reason: str
    note: str | None
    at: datetime
    settled: int
    upheld: int


@dataclass(frozen=True)
class Context:
    """A case as it is decided upon. `post` is missing where it is about a member, who is `member` either way."""

    case: Case
    holder: Person | None
    mine: bool
    post: Post | None
    html: Markup
    pictures: list[PictureView]
    around: list[Said]
    member: Member
    standing: Standing
    reports: list[ReportView]
    decisions: list[Entry]

    @property
    def causes(self) -> list[str]:
        """Why somebody should look, each once."""
        return list(dict.fromkeys(self.case.causes))

    @property
    def reason(self) -> str:
        """What most of the reports say is wrong; nothing if there are none."""
        said = [report.reason for report in self.reports]
        return max(said, key=said.count, default="")

    @property
    def url(self) -> str:
        """Where its post is read, or the page of the member."""
        return f"/{self.post.kind.value}s/{self.post.public_id}" if self.post else members.url(self.member.public_id)

    def around_at(self, *places: str) -> list[Said]:
        """The posts of the thread at `places`."""
        return [said for said in self.around if said.place in places]


def of(case: Case, reader: Member, appeal_time: timedelta) -> Context:
    """Everything about `case`, in as many statements whatever there is."""
    post = db.session.get(Post, case.post_id) if case.post_id is not None else None
    member = subject(case)
    holder = _holder(case)
    return Context(
        case=case,
        holder=holder,
        mine=holder is not None and case.claimed_by == reader.id,
        post=post,
        html=posts.html(post) if post else Markup(""),
        pictures=pictures.of(post) if post else [],
        around=_around(post) if post else [],
        member=member,
        standing=record.standing(member),
        reports=_reports(case),
        decisions=record.entries(member, appeal_time, limit=5).items,
    )


def by_public_id(public_id: str) -> Case | None:
    """The case called so."""
    return db.session.scalar(select(Case).where(Case.public_id == public_id))


def subject(case: Case) -> Member:
    """Whom `case` is about: the author of its post, where it is about one; roles loaded."""
    post = db.session.get(Post, case.post_id) if case.post_id is not None else None
    return members.by_id(post.author_id if post else case.member_id or 0)


def _holder(case: Case) -> Person | None:
    """Who has claimed `case` now."""
    if case.claimed_until is None or case.claimed_until <= clock.now():
        return None
    return members.person(db.session.get_one(Member, case.claimed_by))


def _reports(case: Case) -> list[ReportView]:
    """The reports nothing came of yet, the first one first."""
    of_it = Report.post_id == case.post_id if case.post_id is not None else Report.member_id == case.member_id
    earlier = aliased(Report)
    settled = select(func.count()).where(earlier.reporter_id == Report.reporter_id, earlier.outcome.is_not(None))
    upheld = settled.where(earlier.outcome == written(Outcome.UPHELD))
    query = (
        select(
            *members.columns(), plain(Report.reason).label("reason"), Report.note, Report.at,
            settled.scalar_subquery().label("settled"), upheld.scalar_subquery().label("upheld"),
        )
        .join(Member, Member.id == Report.reporter_id)
        .where(Report.outcome.is_(None), of_it)
        .order_by(Report.id)
        .limit(REPORTS)
    )  # fmt: skip
    return [ReportView(Person(*row[:5]), *row[5:]) for row in read(query)]


def _around(post: Post) -> list[Said]:
    """What `post` stands under and answers, and the visible ones beside it, in order of time. At most one statement."""
    if post.kind is PostKind.COMMENT:
        return _told(_around_comment(post.id))
    return _told(_around_answer(post.id)) if post.kind is PostKind.ANSWER else []


def _around_comment(comment_id: int) -> list[Select[Any, Any]]:
    here = aliased(Comment)
    of_it = select(here.thread_id).where(here.id == comment_id).scalar_subquery()
    answered = select(here.parent_id).where(here.id == comment_id).scalar_subquery()
    others = Comment.id.is_distinct_from(answered)  # a comment under the post itself answers none
    seen = and_(Comment.thread_id == of_it, Post.state == written(PostState.VISIBLE), others)
    beside = select(Comment.id).join(Post, Post.id == Comment.id).where(seen)
    return [
        select(of_it.label("id"), _word("root")),
        select(answered.label("id"), _word("answered")),
        _some(beside.where(Comment.id < comment_id).order_by(Comment.id.desc()), "before"),
        _some(beside.where(Comment.id > comment_id).order_by(Comment.id), "after"),
    ]


def _around_answer(answer_id: int) -> list[Select[Any, Any]]:
    here = aliased(Answer)
    question = select(here.question_id).where(here.id == answer_id).scalar_subquery()
    seen = and_(Answer.question_id == question, Post.state == written(PostState.VISIBLE))
    beside = select(Answer.id).join(Post, Post.id == Answer.id).where(seen)
    return [
        select(question.label("id"), _word("root")),
        _some(beside.where(Answer.id < answer_id).order_by(Answer.id.desc()), "before"),
        _some(beside.where(Answer.id > answer_id).order_by(Answer.id), "after"),
    ]


def _told(keys: list[Select[Any, Any]]) -> list[Said]:
    """The posts that the selections of `keys` and places find."""
    found = union_all(*keys).subquery()
    query = (
        select(
            *members.columns(), found.c.place, Post.public_id.label("post"), plain(Post.kind).label("kind"),
            Post.title, Post.body, Post.html, Post.html_version, Post.mentions, Post.language, Post.created_at,
        )
        .join(found, found.c.id == Post.id)
        .join(Member, Member.id == Post.author_id)
        .order_by(Post.id)
    )  # fmt: skip
    return [
        Said(
            row.place, f"/{row.kind}s/{row.post}", row.title or "", Person(*row[:5]), posts.html(row), row.language,
            row.created_at,
        )
        for row in read(query)
    ]  # fmt: skip


def _some(posts: Select[int], place: str) -> Select[Any, Any]:
    """At most `AROUND` of `posts`, named after their `place`."""
    some = posts.limit(AROUND).subquery()
    return select(some.c.id, _word(place))


def _word(place: str) -> Any:
    return literal_column(f"'{place}'", Text()).label("place")
