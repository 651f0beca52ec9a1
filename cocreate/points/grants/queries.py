"""Reads of grants."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from cocreate.kernel import paging
from cocreate.kernel.database import db
from cocreate.kernel.paging import Page
from cocreate.members.models import Member
from cocreate.members.queries import Person, person
from cocreate.points.grants.models import Grant, GrantState

PAGE = 20


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
