"""Which decisions can be appealed against, and who decides upon an appeal."""

from werkzeug.exceptions import Forbidden

from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.moderation.appeals.models import Appeal
from cocreate.moderation.decisions.access import may_decide_upon
from cocreate.moderation.decisions.models import Decision
from cocreate.moderation.decisions.telling import APPEALABLE


def is_appealable(decision: Decision) -> bool:
    """Whether the member `decision` concerns can appeal: it takes something away, and not as a part of a ban."""
    return decision.action in APPEALABLE and decision.part_of_id is None


def may_decide(actor: Member, appeal: Appeal) -> bool:
    """Whether `actor` decides upon `appeal`: anybody who decides upon the member, but who made the decision.

    Needs the roles of `actor` loaded.
    """
    return actor.id != appeal.against_id and may_decide_upon(actor, members.by_id(appeal.member_id))


def check(actor: Member, appeal: Appeal) -> None:
    """Raise ``Forbidden`` unless `actor` decides upon `appeal`."""
    if not may_decide(actor, appeal):
        raise Forbidden
