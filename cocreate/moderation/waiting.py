"""Open cases, for programs: the heaviest first."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, or_, select, tuple_

from cocreate.kernel import clock, paging
from cocreate.kernel.database import db
from cocreate.kernel.paging import Page
from cocreate.members.models import Member
from cocreate.moderation.reports.models import Report
from cocreate.posts.models import Post
from cocreate.screening.models import Case


class Waiting(NamedTuple):
    """A case with what it is about, and how many have reported that. `member` is the author where there is a post."""

    case: Case
    post: Post | None
    member: Member
    reports: int


def cases(reader: Member, cursor: str | None, limit: int) -> Page[Waiting]:
    """The open cases but those about `reader`, by weight and then by age. Three statements."""
    query = (
        select(Case, Post, Member)
        .outerjoin(Post, Post.id == Case.post_id)
        .join(Member, Member.id == func.coalesce(Post.author_id, Case.member_id))
        .where(Case.closed_at.is_(None), Member.id != reader.id)
        .order_by(Case.weight.desc(), Case.opened_at, Case.id)
        .limit(limit + 1)
    )
    if cursor:
        weight, opened_at, key = paging.decode(cursor, float, datetime, int)
        later = tuple_(Case.opened_at, Case.id) > tuple_(opened_at, key)
        query = query.where(or_(Case.weight < weight, (Case.weight == weight) & later))
    rows = db.session.execute(query).all()
    page = paging.cut(rows, limit, lambda row: (row[0].weight, row[0].opened_at, row[0].id))
    reported = _reported([row[0] for row in page.items])
    return page.map(lambda row: Waiting(row[0], row[1], row[2], reported.get(row[0].id, 0)))


def is_claimed(case: Case) -> bool:
    """Whether somebody looks at `case` now."""
    return case.claimed_until is not None and clock.now() < case.claimed_until


def _reported(found: Sequence[Case]) -> Mapping[int, int]:
    """How many open reports there are of each case."""
    same = or_(Report.post_id == Case.post_id, Report.member_id == Case.member_id)
    query = select(Case.id, func.count().label("number")).join(Report, same).where(Report.outcome.is_(None))
    query = query.where(Case.id.in_([case.id for case in found])).group_by(Case.id)
    return {row.id: row.number for row in db.session.execute(query)}
