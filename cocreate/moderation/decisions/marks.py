"""What decisions make of a member: silenced until, suspended until, banned since; and whose addresses sign up no more.

A decision that was undone counts no more. Of several that silence or suspend somebody the last one counts.
"""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from cocreate.comments.helpful import voters
from cocreate.kernel import clock, sealing
from cocreate.kernel.database import db
from cocreate.members.models import MARKS, BarredIdentity, Identity, Member
from cocreate.members.queries import same_box
from cocreate.moderation.decisions.models import Action, Decision


def stands(decision: type[Decision] = Decision) -> ColumnElement[bool]:
    """The condition that nobody has undone a decision."""
    undoing = aliased(Decision)
    return ~exists().where(undoing.undoes_id == decision.id)


def settle(members: Collection[Member]) -> None:
    """Bring the marks of the locked `members` to what the decisions upon them say, and bar or free their addresses."""
    if not members:
        return
    by_id = {member.id: member for member in members}
    for row in db.session.execute(_marks().where(Member.id.in_(by_id))):
        member = by_id[row.id]
        before = member.suspended_until, member.banned_at
        for name in MARKS:
            setattr(member, name, getattr(row, name))
        _bar(member)
        if before != (member.suspended_until, member.banned_at):
            voters.barred(member.id, member.suspended_until)
    db.session.flush()


def sanctions_of(member_ids: Collection[int]) -> list[Decision]:
    """The decisions by which these members are silenced, suspended or banned now, the first one first."""
    lasting = or_(Decision.action == Action.BAN, Decision.until > clock.now())
    kinds = Decision.action.in_((Action.SILENCE, Action.SUSPEND, Action.BAN))
    query = select(Decision).where(Decision.member_id.in_(member_ids), kinds, lasting, stands()).order_by(Decision.id)
    return list(db.session.scalars(query))


def differences() -> Iterable[str]:
    """Members whose marks are not those of the decisions upon them, or whose addresses are barred without a ban."""
    made = _marks().subquery()
    differing = or_(*(getattr(Member, name).is_distinct_from(made.c[name]) for name in MARKS))
    query = select(Member.id, *(made.c[name] for name in MARKS)).join(made, made.c.id == Member.id).where(differing)
    for row in db.session.execute(query.order_by(Member.id)):
        yield f"member {row.id}: by the decisions they are {_said(row)}"
    freed = select(BarredIdentity.member_id).join(Member, Member.id == BarredIdentity.member_id)
    for member_id in db.session.scalars(freed.where(Member.banned_at.is_(None)).distinct()):
        yield f"member {member_id}: their addresses are barred, they are not banned"


def _marks() -> Select[Any]:
    """The marks of each member, made anew of the decisions."""
    made = [
        _until(Action.SILENCE).label("silenced_until"),
        _until(Action.SUSPEND).label("suspended_until"),
        select(func.min(Decision.at)).where(_upon(Action.BAN)).scalar_subquery().label("banned_at"),
    ]
    return select(Member.id, *made)


def _until(action: Action) -> ColumnElement[Any]:
    return select(Decision.until).where(_upon(action)).order_by(Decision.id.desc()).limit(1).scalar_subquery()


def _upon(action: Action) -> ColumnElement[bool]:
    return and_(Decision.member_id == Member.id, Decision.action == action, stands())


def _bar(member: Member) -> None:
    if member.banned_at is None:
        db.session.execute(delete(BarredIdentity).where(BarredIdentity.member_id == member.id))
        return
    theirs = db.session.execute(select(Identity.kind, Identity.sealed).where(Identity.member_id == member.id))
    rows = [
        {"kind": kind, "lookup": sealing.lookup(value), "member_id": member.id, "at": clock.now()}
        for kind, sealed in theirs
        for value in same_box(sealing.unseal(sealed))
    ]
    if rows:
        db.session.execute(insert(BarredIdentity).values(rows).on_conflict_do_nothing())


def _said(row: Any) -> str:
    return ", ".join(f"{name} {getattr(row, name)}" for name in MARKS)
