"""Protecting a member from new accounts, and ending that."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select, update

from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member
from cocreate.screening.protection.models import MAX_DAYS, MAX_REASON, Protection
from cocreate.screening.protection.queries import lasting


def protect(actor: Member, member: Member, days: int, reason: str) -> Protection:
    """Have `actor` protect `member` for so many `days` from now on, in place of what lasts already.

    Raises `Invalid` at ``days`` or ``reason``.
    """
    if not 1 <= days <= MAX_DAYS:
        raise Invalid("days", _("From 1 to %(most)s days, please.", most=MAX_DAYS))
    if not reason:
        raise Invalid("reason", _("Give the reason: the member and the team read it."))
    if len(reason) > MAX_REASON:
        raise Invalid("reason", _("At most %(count)s characters, please.", count=MAX_REASON))
    _end(actor, member)
    at = clock.now()
    made = Protection(member_id=member.id, until=at + timedelta(days=days), reason=reason, actor_id=actor.id, at=at)
    db.session.add(made)
    db.session.flush()
    journal.note(actor.id, "protect", "member", member.id, at=at, protection=made.id, days=days)
    return made


def end(actor: Member, member: Member) -> bool:
    """Have `actor` end the protection of `member`; ``False`` where none lasts."""
    found = lasting(member)
    if found is None:
        return False
    _end(actor, member)
    journal.note(actor.id, "end_protection", "member", member.id, protection=found.id)
    return True


def _end(actor: Member, member: Member) -> None:
    """End what lasts; the member is locked, so that of several at once one comes after the other."""
    db.session.execute(select(Member.id).where(Member.id == member.id).with_for_update(key_share=True))
    of_member = (Protection.member_id == member.id, Protection.ended_at.is_(None))
    db.session.execute(update(Protection).where(*of_member).values(ended_at=clock.now(), ended_by_id=actor.id))
