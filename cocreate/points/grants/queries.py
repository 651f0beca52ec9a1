"""Reads of grants."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Select, cast, func, select
from sqlalchemy.orm import aliased

from cocreate.kernel import paging
from cocreate.kernel.database import db
from cocreate.kernel.paging import Page
from cocreate.members.models import Member
from cocreate.members.queries import Person, person
from cocreate.points import wallets
from cocreate.points.earning.models import EarningChange, Field
from cocreate.points.grants.models import Grant, GrantState

PAGE = 20
# Within which what one administrator gives counts together, and a limit that was raised does not hold yet.
WITHIN = timedelta(days=30)
ALL_MEMBERS = 10  # so many times what somebody may give one member alone, they may give alone in all


class Limits(NamedTuple):
    """What one administrator may give alone within the last days: to `each` member, and to all of them `together`."""

    each: int
    together: int


@dataclass(frozen=True)
class Row:
    """A grant with everybody it names."""

    grant: Grant
    member: Person
    by: Person
    decided_by: Person | None
    revoked_by: Person | None


def page(cursor: str | None = None, limit: int = PAGE, *, state: GrantState | None = None) -> Page[Row]:
    """All grants, or those in `state`, the last first. One statement."""
    query = _rows().order_by(Grant.id.desc()).limit(limit + 1)
    if state is not None:
        query = query.where(Grant.state == state)
    if cursor:
        query = query.where(Grant.id < paging.decode(cursor, int)[0])
    return paging.cut(db.session.execute(query).all(), limit, lambda row: (row[0].id,)).map(_row)


def by_public_id(public_id: str) -> Row | None:
    """The grant called so."""
    found = db.session.execute(_rows().where(Grant.public_id == public_id)).first()
    return None if found is None else _row(found)


def waiting() -> int:
    """How many grants wait for a second person."""
    return db.session.scalars(select(func.count()).where(Grant.state == GrantState.PENDING)).one()


def limits(at: datetime) -> Limits:
    """By the lowest limit that was in force within the days before `at`, so that nobody raises it for themselves.

    Two statements in this order: a change that comes between them is found by what was before it.
    """
    now = wallets.terms().grant_limit
    lately = (EarningChange.field == Field.GRANT_LIMIT, EarningChange.rule.is_(None), EarningChange.at > at - WITHIN)
    before = db.session.scalar(select(func.min(cast(EarningChange.before, BigInteger))).where(*lately))
    each = now if before is None else min(now, before)
    return Limits(each, each * ALL_MEMBERS)


def _rows() -> Select[*tuple[Any, ...]]:
    member, by, decided_by, revoked_by = (aliased(Member) for _who in range(4))
    return (
        select(Grant, member, by, decided_by, revoked_by)
        .join(member, member.id == Grant.member_id)
        .join(by, by.id == Grant.by_id)
        .outerjoin(decided_by, decided_by.id == Grant.decided_by_id)
        .outerjoin(revoked_by, revoked_by.id == Grant.revoked_by_id)
    )


def _row(found: Any) -> Row:
    grant, *people = found
    member, by, decided_by, revoked_by = (person(one) if one else None for one in people)
    return Row(grant, member, by, decided_by, revoked_by)  # type: ignore[arg-type]  # the first two are always there
