"""Which decisions can be appealed against, and who decides upon an appeal."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, exists, or_, select
from werkzeug.exceptions import Forbidden

from cocreate.kernel.database import db
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.moderation.appeals.models import Appeal
from cocreate.moderation.decisions.access import may_decide_upon
from cocreate.moderation.decisions.models import Decision
from cocreate.moderation.decisions.telling import APPEALABLE

Part = Callable[[int], ColumnElement[bool]]
_parts: list[Part] = []


def had_part(part: Part) -> Part:
    """Register the condition that the member with a key had part in the decision an `Appeal` is about."""
    _parts.append(part)
    return part


def is_outside(member_id: int) -> ColumnElement[bool]:
    """The condition that an `Appeal` is no matter of the member's own: not theirs, and not about what they decided, be
    it with others.
    """
    made = Appeal.against_id.is_not_distinct_from(member_id)
    return ~or_(Appeal.member_id == member_id, made, *(part(member_id) for part in _parts))


def is_appealable(decision: Decision) -> bool:
    """Whether the member `decision` concerns can appeal: it takes something away, and not as a part of a ban."""
    return decision.action in APPEALABLE and decision.part_of_id is None


def may_decide(actor: Member, appeal: Appeal) -> bool:
    """Whether `actor` decides upon `appeal`: anybody who decides upon the member, but who had part in the decision.

    Needs the roles of `actor` loaded.
    """
    if not may_decide_upon(actor, members.by_id(appeal.member_id)):
        return False
    return bool(db.session.scalar(select(exists().where(Appeal.id == appeal.id, is_outside(actor.id)))))


def check(actor: Member, appeal: Appeal) -> None:
    """Raise ``Forbidden`` unless `actor` decides upon `appeal`."""
    if not may_decide(actor, appeal):
        raise Forbidden
