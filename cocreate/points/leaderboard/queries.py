"""Who stands on the leaderboard, and where."""

from datetime import timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Select, and_, cast, exists, func, or_, select

from cocreate.kernel import clock, paging
from cocreate.kernel.database import read
from cocreate.kernel.paging import Page
from cocreate.ledger.models import Account, AccountKind, Unit
from cocreate.members import queries as members
from cocreate.members.models import Affiliation, Member, MemberState, RoleGrant
from cocreate.members.queries import Person
from cocreate.points.leaderboard.models import Absence
from cocreate.points.models import Award

PAGE = 50
LATELY = timedelta(days=90)
# A place behind so many others is not counted any farther.
COUNTED = 1000


class Period(StrEnum):
    """Of which time contribution counts."""

    ALL = "all"
    LATELY = "lately"


class Place(NamedTuple):
    """A member on the leaderboard; those with as much share a `rank`."""

    rank: int
    person: Person
    contribution: int


class Own(NamedTuple):
    """Where a member stands. `rank` is ``None`` for whoever is not listed, or stands behind `COUNTED` others."""

    is_absent: bool
    contribution: int
    rank: int | None


def places(period: Period, cursor: str | None = None, limit: int = PAGE) -> Page[Place]:
    """The leaderboard, most contribution first. One statement.

    The cursor holds the last row's contribution, its member's key, its rank, and how many rows there were so far.
    """
    sums = _sums(period).subquery()
    query = select(*members.columns(), sums.c.total, Member.id).join(Member, Member.id == sums.c.member_id)
    total, key, rank, number = paging.decode(cursor, int, int, int, int) if cursor else (None, 0, 0, 0)
    if total is not None:
        query = query.where(sums.c.total <= total, or_(sums.c.total < total, Member.id > key))
    rows = list(read(query.where(is_listed()).order_by(sums.c.total.desc(), Member.id).limit(limit + 1)))
    found: list[tuple[Place, int, int]] = []
    for row in rows:
        number += 1
        rank = rank if row.total == total else number
        total = row.total
        found.append((Place(rank, Person(*row[:5]), row.total), row.id, number))
    page = paging.cut(found, limit, lambda one: (one[0].contribution, one[1], one[0].rank, one[2]))
    return page.map(lambda one: one[0])


def own(member: Member, period: Period) -> Own:
    """Where `member` stands. Two or three statements."""
    sums = _sums(period).subquery()
    mine = read(select(sums.c.total).where(sums.c.member_id == member.id)).scalar() or 0
    shown = (Member.id == member.id, is_listed())
    listed, absent = read(select(exists().where(*shown), exists().where(Absence.member_id == member.id))).one()
    if not listed or not mine:
        return Own(absent, mine, None)
    ahead = select(sums.c.member_id).join(Member, Member.id == sums.c.member_id)
    counted = ahead.where(sums.c.total > mine, is_listed()).limit(COUNTED).subquery()
    before = read(select(func.count()).select_from(counted)).scalar_one()
    return Own(absent, mine, before + 1 if before < COUNTED else None)


def is_listed() -> ColumnElement[bool]:
    """The condition that a member stands on it: who did not leave it, and is neither of the team, nor barred, nor
    about to go."""
    suspended = and_(Member.suspended_until.is_not(None), Member.suspended_until > clock.now())
    return and_(
        Member.state == MemberState.ACTIVE,
        Member.affiliation == Affiliation.NONE,
        Member.banned_at.is_(None),
        ~suspended,
        Member.leaves_at.is_(None),
        ~exists().where(RoleGrant.member_id == Member.id).correlate(Member),
        ~exists().where(Absence.member_id == Member.id).correlate(Member),
    )


def _sums(period: Period) -> Select[*tuple[Any, ...]]:
    """Each member's contribution: the wallet's, or what was earned of late and not taken back."""
    if period is Period.ALL:
        wallet = (Account.unit == Unit.CONTRIBUTION, Account.kind == AccountKind.WALLET, Account.balance > 0)
        return select(Account.holder_id.label("member_id"), Account.balance.label("total")).where(*wallet)
    lately = (Award.at >= clock.now() - LATELY, Award.contribution > 0, Award.revoked_at.is_(None))
    total = cast(func.sum(Award.contribution), BigInteger).label("total")
    return select(Award.member_id.label("member_id"), total).where(*lately).group_by(Award.member_id)
