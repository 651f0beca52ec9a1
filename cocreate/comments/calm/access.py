"""Who may comment in a thread that is calmed."""

from collections.abc import Iterable

from cocreate.comments.calm.models import MeasureKind
from cocreate.comments.calm.queries import MeasureView
from cocreate.members.models import Member
from cocreate.posts.access import KEEPERS


def may_calm(member: Member | None) -> bool:
    """The community's keepers."""
    return member is not None and member.has_role(*KEEPERS)


def is_shut(member: Member | None, measures: Iterable[MeasureView]) -> bool:
    """Whether `member` (``None``: a visitor, once signed in) cannot comment while `measures` last, turn or no turn."""
    if member is not None and member.is_staff:
        return False
    kinds = {measure.kind for measure in measures}
    stranger = member is not None and not member.is_owner
    return MeasureKind.CLOSED in kinds or (stranger and MeasureKind.OWNERS in kinds)
