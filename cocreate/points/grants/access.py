"""Who gives points by hand."""

from cocreate.members.models import Member, Role
from cocreate.points.grants.models import Grant, GrantState


def may_grant(member: Member | None) -> bool:
    """Whether `member` gives points, and sees what was given to whom and why."""
    return member is not None and member.has_role(Role.ADMIN)


def may_confirm(member: Member, grant: Grant) -> bool:
    """Whether `member`, who may grant, can be the second person for `grant`."""
    return grant.state is GrantState.PENDING and member.id not in (grant.by_id, grant.member_id)
