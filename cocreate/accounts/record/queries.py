"""Reads of a member's record."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from cocreate.kernel import clock, paging
from cocreate.kernel.database import plain, read, written
from cocreate.kernel.paging import Page
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.members.queries import Person
from cocreate.moderation.appeals.models import Appeal
from cocreate.moderation.decisions import marks
from cocreate.moderation.decisions.models import APPROVING, UNREASONED, Action, Decision, DecisionNote
from cocreate.moderation.decisions.telling import APPEALABLE
from cocreate.moderation.reports.models import Outcome, Report
from cocreate.posts import queries as posts
from cocreate.posts.access import visible_to
from cocreate.posts.models import Post, PostState
from cocreate.screening.models import Case

ENTRIES = 20
_WEIGHTS = (Action.BAN, Action.SUSPEND, Action.SILENCE)


class About(NamedTuple):
    """The post a decision or report is about. `html` is its text: what its author keeps of one that was removed."""

    id: str
    kind: str
    title: str
    language: str
    state: str
    html: Markup

    @property
    def url(self) -> str:
        """Where it is read."""
        return f"/{self.kind}s/{self.id}"


class AppealView(NamedTuple):
    """An appeal against a decision, and what was answered."""

    id: str
    text: str | None
    at: datetime
    state: str
    decided_at: datetime | None
    answer: str | None


@dataclass(frozen=True)
class Entry:
    """A decision about a `person`. `actor` is who decided, for moderators; `undone_at`: it stands no more; `undoes`:
    what a restoration took back; `parts`: how many posts were removed with it. `appeal_until` is set as long as it can
    be appealed against. `about` is left out where the reader may not read it.
    """

    id: str
    action: str
    reason: str | None
    note: str | None
    until: datetime | None
    at: datetime
    actor: Person | None
    person: Person
    about: About | None
    undone_at: datetime | None
    undoes: str | None
    parts: int
    appeal: AppealView | None
    appeal_until: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether it has run out."""
        return self.until is not None and self.until <= clock.now()


class Reported(NamedTuple):
    """What a member reported, and what came of it: "upheld", "not_upheld", or nothing yet; where nobody `is_to_look`
    any more, whoever it was about has left.
    """

    reason: str
    note: str | None
    at: datetime
    outcome: str | None
    about: About | None
    person: Person | None
    is_to_look: bool


@dataclass(frozen=True)
class Standing:
    """How a member stands, in numbers: their posts by state, decisions against them that stand, reports they made."""

    joined_at: datetime
    trust: int
    silenced_until: datetime | None
    suspended_until: datetime | None
    banned_at: datetime | None
    is_silenced: bool
    is_suspended: bool
    seen: int
    kept_back: int
    taken_away: int
    decisions: int
    reports_settled: int
    reports_upheld: int


def entries(member: Member, appeal_time: timedelta, cursor: str | None = None, limit: int = ENTRIES) -> Page[Entry]:
    """What was decided about `member` and their posts, the latest first; removals that are part of a ban within it.

    That somebody looked and changed nothing is told to nobody, and of what others wrote, which `member` had supported,
    no more than they still see. One statement.
    """
    is_read = or_(Post.author_id == member.id, visible_to(member)).label("is_read")
    concerning = (Decision.member_id == member.id, Decision.part_of_id.is_(None), _changed_something())
    query = _entries().add_columns(is_read).where(*concerning)
    if cursor:
        query = query.where(Decision.id < paging.decode(cursor, int)[0])
    rows = read(query.order_by(Decision.id.desc()).limit(limit + 1)).all()
    return paging.cut(rows, limit, lambda row: (row.key,)).map(lambda row: _own_entry(row, appeal_time))


def active(member: Member, appeal_time: timedelta) -> list[Entry]:
    """The decisions by which `member` is banned, suspended or silenced now, the weightiest first. One statement."""
    weighty = Decision.action.in_([written(action) for action in _WEIGHTS])
    holds = (weighty, or_(Decision.until.is_(None), Decision.until > clock.now()), marks.stands())
    last = distinct_on(Decision.action)
    query = _entries().ext(last).where(Decision.member_id == member.id, *holds)
    rows = read(query.order_by(Decision.action, Decision.id.desc())).all()
    return [_entry(row, appeal_time) for row in sorted(rows, key=lambda row: _WEIGHTS.index(row.action))]


def latest(appeal_time: timedelta, cursor: str | None = None, limit: int = ENTRIES) -> Page[Entry]:
    """What was decided about anybody, the latest first. One statement."""
    query = _entries().where(Decision.part_of_id.is_(None))
    if cursor:
        query = query.where(Decision.id < paging.decode(cursor, int)[0])
    rows = read(query.order_by(Decision.id.desc()).limit(limit + 1)).all()
    return paging.cut(rows, limit, lambda row: (row.key,)).map(lambda row: _entry(row, appeal_time))


def one(public_id: str, appeal_time: timedelta) -> Entry | None:
    """The decision called so."""
    row = read(_entries().where(Decision.public_id == public_id)).one_or_none()
    return _entry(row, appeal_time) if row else None


def reported(member: Member, limit: int = ENTRIES) -> list[Reported]:
    """What `member` reported last, and what came of it. One statement.

    Of a post the words are told only where everybody reads them: it may have been hidden since for a good reason.
    """
    told = aliased(Member)
    same = or_(Case.post_id == Report.post_id, Case.member_id == Report.member_id)
    is_to_look = exists().where(Case.closed_at.is_(None), same)
    query = (
        select(
            *members.columns(told), Report.reason, Report.note, Report.at, plain(Report.outcome).label("outcome"),
            is_to_look.label("is_to_look"),
            *_post_columns(),
        )
        .select_from(Report)
        .outerjoin(Post, Post.id == Report.post_id)
        .outerjoin(told, told.id == Report.member_id)
        .where(Report.reporter_id == member.id)
        .order_by(Report.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [_reported(row) for row in read(query)]


def standing(member: Member) -> Standing:
    """How `member` stands. One statement."""

    def of_posts(*states: PostState) -> ColumnElement[int]:
        count = select(func.count()).select_from(Post).where(Post.author_id == member.id)
        return count.where(Post.state.in_([written(state) for state in states])).scalar_subquery()

    def of_reports(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
        return (
            select(func.count())
            .select_from(Report)
            .where(Report.reporter_id == member.id, *conditions)
            .scalar_subquery()
        )

    undoing = aliased(Decision)
    undone = exists().where(undoing.undoes_id == Decision.id)
    harmless = [written(action) for action in (*UNREASONED, Action.HOLD)]
    against = (
        select(func.count())
        .select_from(Decision)
        .where(
            Decision.member_id == member.id, Decision.part_of_id.is_(None), Decision.action.not_in(harmless), ~undone
        )
    )
    seen, kept_back, taken_away, decisions, settled, upheld = read(
        select(
            of_posts(PostState.VISIBLE),
            of_posts(PostState.HELD),
            of_posts(PostState.HIDDEN, PostState.REMOVED),
            against.scalar_subquery(),
            of_reports(Report.outcome.is_not(None)),
            of_reports(Report.outcome == written(Outcome.UPHELD)),
        )
    ).one()
    is_suspended = member.suspended_until is not None and clock.now() < member.suspended_until
    return Standing(
        member.joined_at, int(member.trust), member.silenced_until, member.suspended_until, member.banned_at,
        member.is_silenced, is_suspended, seen, kept_back, taken_away, decisions, settled, upheld,
    )  # fmt: skip


def _changed_something() -> ColumnElement[bool]:
    approvals = [written(action) for action in APPROVING]
    return or_(Decision.action.not_in(approvals), Decision.from_state.is_not(None))


def _post_columns() -> tuple[Any, ...]:
    return (
        Post.public_id.label("post"), plain(Post.kind).label("kind"), Post.title, Post.excerpt, Post.language,
        plain(Post.state).label("standing"), Post.html, Post.html_version, Post.body, Post.mentions,
    )  # fmt: skip


def _entries() -> Select[*tuple[Any, ...]]:
    actor, undoing, undone, part = aliased(Member), aliased(Decision), aliased(Decision), aliased(Decision)
    whom = aliased(Member)
    parts = select(func.count()).where(part.part_of_id == Decision.id).scalar_subquery()
    return (
        select(
            *members.columns(actor), *members.columns(whom), Decision.id.label("key"),
            Decision.public_id.label("decision"), plain(Decision.action).label("action"),
            plain(Decision.reason).label("reason"), DecisionNote.text.label("note"), Decision.until, Decision.at,
            Decision.actor_id, Decision.part_of_id, undoing.at.label("undone_at"), plain(undone.action).label("undoes"),
            parts.label("parts"), Appeal.public_id.label("appeal"), Appeal.text.label("appeal_text"),
            Appeal.at.label("appealed_at"), plain(Appeal.state).label("appeal_state"), Appeal.decided_at, Appeal.answer,
            *_post_columns(),
        )
        .select_from(Decision)
        .outerjoin(actor, actor.id == Decision.actor_id)
        .join(whom, whom.id == Decision.member_id)
        .outerjoin(DecisionNote, DecisionNote.decision_id == Decision.id)
        .outerjoin(Post, Post.id == Decision.post_id)
        .outerjoin(undoing, undoing.undoes_id == Decision.id)
        .outerjoin(undone, undone.id == Decision.undoes_id)
        .outerjoin(Appeal, and_(Appeal.decision_id == Decision.id))
    )  # fmt: skip


def _entry(row: Any, appeal_time: timedelta) -> Entry:
    until = row.at + appeal_time
    can_be_appealed = (
        row.action in APPEALABLE
        and row.part_of_id is None
        and row.undone_at is None
        and row.appeal is None
        and clock.now() < until
    )
    return Entry(
        id=row.decision,
        action=row.action,
        reason=row.reason,
        note=row.note,
        until=row.until,
        at=row.at,
        actor=Person(*row[:5]) if row.actor_id is not None else None,
        person=Person(*row[5:10]),
        about=_about(row) if row.post is not None else None,
        undone_at=row.undone_at,
        undoes=row.undoes,
        parts=row.parts,
        appeal=_appeal(row) if row.appeal is not None else None,
        appeal_until=until if can_be_appealed else None,
    )


def _own_entry(row: Any, appeal_time: timedelta) -> Entry:
    entry = _entry(row, appeal_time)
    return entry if row.is_read else replace(entry, about=None)


def _appeal(row: Any) -> AppealView:
    return AppealView(row.appeal, row.appeal_text, row.appealed_at, row.appeal_state, row.decided_at, row.answer)


def _about(row: Any) -> About:
    return About(row.post, row.kind, row.title or row.excerpt, row.language, row.standing, posts.html(row))


def _reported(row: Any) -> Reported:
    is_post = row.post is not None
    about = _about(row) if is_post else None
    if about is not None and about.state != PostState.VISIBLE:
        about = about._replace(title="", html=Markup(""))
    person = None if is_post else Person(*row[:5])
    return Reported(row.reason, row.note, row.at, row.outcome, about, person, row.is_to_look)
