"""Who may set the safety mark by themselves, and who decides on a proposal."""

from cocreate.ideas.access import may_change_status
from cocreate.members.models import Member


def may_mark(member: Member | None) -> bool:
    """Whoever speaks for the brand."""
    return member is not None and member.is_official


def may_decide(member: Member | None) -> bool:
    """Whoever may change a status; that it is another than the proposer is asked by the rule."""
    return may_change_status(member)
