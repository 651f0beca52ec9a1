"""Whether somebody is protected now."""

from collections.abc import Collection

from sqlalchemy import exists, select

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.screening.protection.models import Protection


def lasting(member: Member) -> Protection | None:
    """The protection of `member` that lasts now."""
    now = (Protection.member_id == member.id, Protection.ended_at.is_(None), Protection.until > clock.now())
    return db.session.scalar(select(Protection).where(*now))


def is_any_protected(members: Collection[int]) -> bool:
    """Whether one of the members with these keys is protected now."""
    now = (Protection.member_id.in_(members), Protection.ended_at.is_(None), Protection.until > clock.now())
    return bool(members) and bool(db.session.scalar(select(exists().where(*now))))
