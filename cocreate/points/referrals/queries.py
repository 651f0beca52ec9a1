"""Reads of referrals."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, String, and_, cast, exists, func, select
from sqlalchemy.orm import aliased

from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock, paging
from cocreate.kernel.database import db, read
from cocreate.kernel.paging import Page
from cocreate.members import queries as people
from cocreate.members.models import Member
from cocreate.members.queries import Person, person
from cocreate.points.models import Award, RuleKey
from cocreate.points.referrals.models import Referral, ReferralCode, ReferralState
from cocreate.vehicles.models import Holding

# The rest of those who were brought along is counted.
SHOWN = 50


class Brought(NamedTuple):
    """What the referrer reads of somebody they brought along: neither who it is, nor what is known of them.

    `state` is whether it is on its way, rewarded (with so many `points`), refused (for a `reason`) or lapsed.
    """

    on: date
    state: ReferralState
    points: int
    reason: str


@dataclass(frozen=True)
class Review:
    """A referral that waits for a look, or was looked at, with everybody it names."""

    referral: Referral
    referrer: Person
    referred: Person
    decided_by: Person | None
    verified_at: datetime | None


class TermsChange(NamedTuple):
    """That somebody changed the terms: from what to what each of the fields went."""

    changed: dict[str, list[int]]
    actor: Person
    at: datetime


def is_known(code: str) -> bool:
    """Whether a member has this code."""
    return bool(db.session.scalar(select(exists().where(ReferralCode.code == code))))


def code_of(member_id: int) -> str | None:
    """The code of the member, if they have one."""
    return db.session.scalar(select(ReferralCode.code).where(ReferralCode.member_id == member_id))


def brought(member_id: int, cursor: str | None = None, limit: int = SHOWN) -> Page[Brought]:
    """Whom the member brought along, the last first. One statement.

    The cursor holds which of them in their order it was, so that nothing leads to whoever came.
    """
    given = and_(
        Award.rule == RuleKey.REFERRAL,
        Award.source == func.concat("referral:", cast(Referral.referred_id, String)),
        Award.member_id == Referral.referrer_id,
        Award.revoked_at.is_(None),
    )
    place = func.row_number().over(order_by=(Referral.at, Referral.referred_id)).label("place")
    columns = (Referral.at, Referral.state, Award.points, Referral.reason, place)
    theirs = select(*columns).outerjoin(Award, given).where(Referral.referrer_id == member_id).subquery()
    query = select(theirs).order_by(theirs.c.place.desc()).limit(limit + 1)
    if cursor:
        query = query.where(theirs.c.place < paging.decode(cursor, int)[0])
    return paging.cut(db.session.execute(query).all(), limit, lambda row: (row.place,)).map(_brought)


def number(member_id: int) -> int:
    """How many the member brought along."""
    return db.session.scalars(select(func.count()).where(Referral.referrer_id == member_id)).one()


def to_review() -> list[Review]:
    """The referrals that wait for a look, the longest waiting first. One statement."""
    query = _reviews().where(Referral.state == ReferralState.REVIEW).order_by(Referral.due_at, Referral.referred_id)
    return [_review(row) for row in db.session.execute(query.limit(SHOWN))]


def review(public_id: str) -> Review | None:
    """The referral of the referred member called so, if somebody had or has to look at it."""
    seen = Referral.state == ReferralState.REVIEW, Referral.decided_by_id.is_not(None)
    referred = select(Member.id).where(Member.public_id == public_id).scalar_subquery()
    found = db.session.execute(_reviews().where(Referral.referred_id == referred, seen[0] | seen[1])).first()
    return None if found is None else _review(found)


def terms_history(limit: int = 20) -> list[TermsChange]:
    """What was last done to the terms, the latest first. One statement."""
    noted = select(*people.columns(), JournalEntry.data, JournalEntry.at)
    noted = noted.join(Member, Member.id == JournalEntry.actor_id).where(JournalEntry.subject_kind == "referral_terms")
    rows = read(noted.where(JournalEntry.data.has_key("changed")).order_by(JournalEntry.id.desc()).limit(limit))
    return [TermsChange(row.data["changed"], Person(*row[:5]), row.at) for row in rows]


def _reviews() -> Select[*tuple[Any, ...]]:
    referrer, referred, decided_by = (aliased(Member) for _who in range(3))
    return (
        select(Referral, referrer, referred, decided_by, Holding.verified_at)
        .join(referrer, referrer.id == Referral.referrer_id)
        .join(referred, referred.id == Referral.referred_id)
        .outerjoin(decided_by, decided_by.id == Referral.decided_by_id)
        .outerjoin(Holding, Holding.id == Referral.holding_id)
    )


def _review(row: Any) -> Review:
    referral, referrer, referred, decided_by, verified_at = row
    return Review(referral, person(referrer), person(referred), person(decided_by) if decided_by else None, verified_at)


def _brought(row: Any) -> Brought:
    """Whether there is a car, or somebody looks at it, is a matter of the other member: until the end it is on its
    way."""
    ended = row.state in (ReferralState.REWARDED, ReferralState.REFUSED, ReferralState.LAPSED)
    state = row.state if ended else ReferralState.JOINED
    return Brought(clock.local_day(row.at), state, row.points or 0, row.reason or "")
