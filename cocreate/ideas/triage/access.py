"""Who works on the desk."""

from cocreate.ideas.access import TEAM
from cocreate.members.models import Member, Role

# Whoever sees notes, and says who drives an idea.
DESK = (Role.MODERATOR, Role.SERVICE, *TEAM)
# Whoever may drive one.
MAY_LEAD = DESK


def may_triage(member: Member | None) -> bool:
    """The team, whatever their part in it."""
    return member is not None and member.has_role(*DESK)
