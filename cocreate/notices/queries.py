"""Reads of notices: the badge, a member's groups, everything in a row."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    SQLColumnExpression,
    Subquery,
    Text,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from cocreate.journal.models import JournalEntry
from cocreate.kernel import ids, paging
from cocreate.kernel.database import db, plain, read
from cocreate.kernel.paging import Page
from cocreate.members import queries as members
from cocreate.members.models import Identity, IdentityKind, Member
from cocreate.members.queries import Person
from cocreate.notices import words
from cocreate.notices.models import Broadcast, BroadcastRead, Cause, Channel, Choice, Mute, Notice, Pace, Why
from cocreate.notices.words import Said, Sayings, Section, Subject, Told
from cocreate.posts.access import visible_to, visible_to_each
from cocreate.posts.models import Post

PAGE = 20
# Notices of one group that are read; what comes before them is a number.
SHOWN = 12
# The badge counts so far and no farther.
MOST_COUNTED = 99


class Group(NamedTuple):
    """A section of a member's notices: `earlier` ones are not shown, what is read is read up to the one `up_to`."""

    section: Section
    earlier: int
    unread: int
    up_to: int
    muted: bool


def unread(member: Member) -> int:
    """How many notices `member` has not read, up to one more than `MOST_COUNTED`. One statement."""
    return int(read(_unread(), {"member_id": member.id}).scalar_one())


def groups(member: Member, locale: str, cursor: str | None = None, limit: int = PAGE, key: str = "") -> Page[Group]:
    """What `member` was told, by what it is about; what there is news of first. Two statements and those of words.

    With a `key` that group alone.
    """
    heard = _heard()
    muted = exists().where(Mute.member_id == bindparam("member_id"), Mute.post_id == heard.c.about_id)
    last = func.max(heard.c.id)
    query = (
        select(
            heard.c.about_id,
            _own(heard).label("own"),
            last.label("last"),
            func.count().label("number"),
            func.count().filter(heard.c.unread).label("unread"),
            muted.correlate(heard).label("muted"),
        )
        .group_by(heard.c.about_id, _own(heard))
        .order_by(last.desc())
        .limit(limit + 1)
    )
    if cursor:
        query = query.having(last < paging.decode(cursor, int)[0])
    if key:
        post = select(Post.id).where(Post.public_id == key).scalar_subquery()
        query = query.where(or_(heard.c.about_id == post, _own(heard) == key))
    page = paging.cut(read(query, {"member_id": member.id}).all(), limit, lambda row: (row.last,))
    found = _of_groups(member, page.items)
    said = words.sayings([notice for notices in found.values() for notice in notices], locale)
    return page.map(lambda row: _group(row, found[row.about_id, row.own], said))


def group(member: Member, locale: str, key: str) -> Group | None:
    """The group of `member` named `key`."""
    return next(iter(groups(member, locale, limit=1, key=key).items), None)


def flat(member: Member, cursor: str | None = None, limit: int = PAGE) -> Page[Told]:
    """Every notice of `member` on the site, the newest first. One statement."""
    heard = _heard()
    query = told(heard).order_by(heard.c.id.desc()).limit(limit + 1)
    if cursor:
        query = query.where(heard.c.id < paging.decode(cursor, int)[0])
    rows = read(query, {"member_id": member.id}).all()
    return paging.cut(rows, limit, lambda row: (row.id,)).map(notice)


def has_address(member: Member) -> bool:
    """Whether letters reach `member`."""
    theirs = (Identity.member_id == member.id, Identity.kind == IdentityKind.EMAIL)
    return bool(db.session.scalar(select(exists().where(*theirs))))


def muted(member: Member) -> list[Subject]:
    """The posts `member` hears nothing about and still sees, the one muted last first."""
    query = (
        select(Post.public_id.label("about"), plain(Post.kind).label("kind"), Post.title)
        .add_columns(Post.language.label("about_language"))
        .join(Mute, Mute.post_id == Post.id)
        .where(Mute.member_id == member.id, visible_to(member), Post.title.is_not(None))
        .order_by(Mute.at.desc(), Post.id.desc())
    )
    return [_subject(row) for row in read(query)]


def told(heard: Subquery) -> Select[*tuple[Any, ...]]:
    """The rows `notice` makes notices of, for those `heard`: a selection of the columns of `columns`."""
    about, said = aliased(Post), aliased(Post)
    return (
        select(
            *members.columns(),
            heard.c.id, heard.c.member_id, heard.c.cause, heard.c.why, heard.c.at, heard.c.unread,
            heard.c.about_id, JournalEntry.verb, JournalEntry.subject_id, JournalEntry.data,
            about.public_id.label("about"), plain(about.kind).label("kind"), about.title,
            about.language.label("about_language"),
            said.public_id.label("said"), plain(said.kind).label("said_kind"), said.excerpt,
            said.language.label("said_language"),
        )
        .select_from(heard)
        .join(JournalEntry, JournalEntry.id == heard.c.id)
        .outerjoin(Member, Member.id == JournalEntry.actor_id)
        .outerjoin(about, about.id == heard.c.about_id)
        .outerjoin(said, said.id == heard.c.said_id)
    )  # fmt: skip


def notice(row: Any) -> Told:
    """The notice of a row of `told`."""
    return Told(
        id=row.id,
        member_id=row.member_id,
        cause=Cause(row.cause),
        why=Why(row.why),
        at=row.at,
        unread=row.unread,
        verb=row.verb,
        subject_id=row.subject_id,
        data=row.data,
        actor=Person(*row[:5]) if row[0] and row.said else None,
        about=_subject(row) if row.about else None,
        said=Said(row.excerpt, row.said_language, f"/{row.said_kind}s/{row.said}") if row.said else None,
    )


def columns() -> tuple[SQLColumnExpression[Any], ...]:
    """What `told` takes of each of the notices."""
    return (
        Notice.entry_id.label("id"), Notice.member_id, plain(Notice.cause).label("cause"),
        plain(Notice.why).label("why"), Notice.about_id, Notice.said_id, Notice.at,
        Notice.read_at.is_(None).label("unread"),
    )  # fmt: skip


def is_seen() -> ColumnElement[bool]:
    """The condition that the member of a notice sees, by now, what it is about and whose words it tells."""
    return and_(
        *(or_(column.is_(None), _sees(Notice.member_id, column)) for column in (Notice.about_id, Notice.said_id))
    )


def _heard() -> Subquery:
    """All that the member ``member_id`` was told on the site and still sees."""
    own = select(*columns()).where(Notice.member_id == bindparam("member_id"), Notice.on_site, is_seen())
    everybody = select(
        Broadcast.entry_id,
        Member.id,
        plain(Broadcast.cause),
        literal(Why.EVERYONE.value, Text),
        Broadcast.about_id,
        literal(None, BigInteger),
        Broadcast.at,
        ~_has_read(),
    )
    return union_all(own, everybody.select_from(Broadcast).join(Member, true()).where(_reaches())).subquery()


@cache
def _unread() -> Select[int]:
    """The statement behind `unread`: however many there are, it looks at little more than it counts."""
    limit = MOST_COUNTED + 1
    one = literal(1)
    waiting = (Notice.member_id == bindparam("member_id"), Notice.read_at.is_(None), Notice.on_site, is_seen())
    own = select(one).select_from(Notice).where(*waiting).limit(limit).subquery()
    broadcast = select(one).select_from(Broadcast).join(Member, true())
    everybody = broadcast.where(_reaches(), ~_has_read()).limit(limit).subquery()
    counts = (select(func.count()).select_from(each).scalar_subquery() for each in (own, everybody))
    return select(func.least(limit, sum(counts, literal(0))))


def _reaches() -> ColumnElement[bool]:
    """The condition that a broadcast is for the member ``member_id``, beside whose row it stands: it came after they
    did, they see what it is about, and want to hear of its cause and of that post.
    """
    off = exists().where(
        Choice.member_id == Member.id,
        Choice.cause == Broadcast.cause,
        Choice.channel == Channel.SITE,
        Choice.pace == Pace.OFF,
    )
    muted = exists().where(Mute.member_id == Member.id, Mute.post_id == Broadcast.about_id)
    reader = (Member.id == bindparam("member_id"), Broadcast.at >= Member.joined_at)
    return and_(*reader, ~off, ~muted, _sees(Member.id, Broadcast.about_id))


def _has_read() -> ColumnElement[bool]:
    return exists().where(BroadcastRead.member_id == Member.id, BroadcastRead.entry_id == Broadcast.entry_id)


def _sees(member_id: SQLColumnExpression[int], post_id: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    return exists().where(Post.id == post_id, visible_to_each(member_id)).correlate_except(Post)


def _own(heard: Subquery) -> ColumnElement[str | None]:
    """The cause of what is about no post, by which it is grouped."""
    return case((heard.c.about_id.is_(None), heard.c.cause))


def _of_groups(member: Member, rows: list[Any]) -> dict[tuple[int | None, str | None], list[Told]]:
    """The latest notices of each of the groups in `rows`, by what names a group. One statement."""
    found: dict[tuple[int | None, str | None], list[Told]] = {(row.about_id, row.own): [] for row in rows}
    if not found:
        return found
    heard = _heard()
    place = func.row_number().over(partition_by=(heard.c.about_id, _own(heard)), order_by=heard.c.id.desc())
    abouts, owns = [row.about_id for row in rows], [row.own for row in rows if row.own]
    wanted = or_(heard.c.about_id.in_(abouts), and_(heard.c.about_id.is_(None), heard.c.cause.in_(owns)))
    latest = select(heard, place.label("place")).where(wanted).subquery()
    query = told(latest).where(latest.c.place <= SHOWN).order_by(latest.c.id.desc())
    for row in read(query, {"member_id": member.id}):
        found[row.about_id, None if row.about_id else row.cause].append(notice(row))
    return found


def _group(row: Any, notices: list[Told], said: Sayings) -> Group:
    (section,) = words.sections(notices, said)
    return Group(section, row.number - len(notices), row.unread, row.last, row.muted)


def _subject(row: Any) -> Subject:
    url = f"/{row.kind}s/{ids.with_slug(row.about, row.title)}"
    return Subject(row.about, row.kind, row.title, row.about_language, url)
