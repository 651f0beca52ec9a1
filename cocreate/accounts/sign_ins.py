"""Who came in, and who tried to in vain: so that a member sees whether somebody else was there."""

from datetime import datetime
from typing import NamedTuple

from flask import request
from sqlalchemy import ColumnElement, delete, insert, or_, select, union_all

from cocreate.accounts import sessions
from cocreate.accounts.models import SignIn, Way
from cocreate.kernel import bookkeeping, clock, limits, sealing
from cocreate.kernel.database import db
from cocreate.members.models import Identity, Member
from cocreate.points.referrals import rules as referrals

SHOWN = 10
TRIES_SHOWN = 5


class Seen(NamedTuple):
    """A sign-in as its member reads of it; `done` is false for a try in vain."""

    at: datetime
    done: bool
    way: str
    device: str
    network: str


def note(member: Member, way: Way) -> None:
    """Note that `member` has just signed in by this request, and for referrals from where."""
    db.session.add(SignIn(member_id=member.id, way=way, **_where()))
    referrals.came_in(member)


def note_failed(identity: str, way: Way) -> None:
    """Note that this request tried in vain to sign in as whoever has `identity` (normal form), be it nobody.

    On a connection of its own: the request is refused.
    """
    values = {"at": clock.now(), "lookup": sealing.lookup(identity), "way": way, **_where()}
    with bookkeeping.connection() as connection:
        connection.execute(insert(SignIn).values(values))


def latest(member: Member) -> list[Seen]:
    """The last `SHOWN` sign-ins of `member` and the last `TRIES_SHOWN` tries in vain, the latest first.

    Each by themselves: else whoever got in could hide it by some tries in vain.
    """
    latest_first = select(SignIn.id).order_by(SignIn.id.desc())
    done = latest_first.where(SignIn.member_id == member.id).limit(SHOWN)
    tried = latest_first.where(SignIn.lookup.in_(lookups_of(member))).limit(TRIES_SHOWN)
    shown = select(SignIn).where(SignIn.id.in_(union_all(done, tried))).order_by(SignIn.id.desc())
    found = db.session.scalars(shown)
    return [Seen(row.at, row.member_id is not None, row.way.value, row.device, row.ip_hint) for row in found]


def of(member: Member) -> ColumnElement[bool]:
    """The condition of what concerns `member`: what they did, and what was tried with an identity of theirs."""
    return or_(SignIn.member_id == member.id, SignIn.lookup.in_(lookups_of(member)))


def lookups_of(member: Member) -> list[str]:
    """Every keyed hash under which something may be kept of an identity of `member`, whichever key was new then."""
    sealed = db.session.scalars(select(Identity.sealed).where(Identity.member_id == member.id))
    return [lookup for value in sealed for lookup in sealing.lookups(sealing.unseal(value))]


def forget_old(before: datetime) -> None:
    """Forget what was before that instant."""
    db.session.execute(delete(SignIn).where(SignIn.at < before))


def _where() -> dict[str, str]:
    device = sessions.device_of(request.user_agent.string)
    return {"device": device, "ip_hint": sessions.network_of(limits.address())}
