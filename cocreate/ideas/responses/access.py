"""Who may pause what is promised, and who says whether it solved the matter."""

from cocreate.ideas.models import Idea, IdeaKind
from cocreate.members.models import Member


def may_pause(member: Member | None) -> bool:
    """Whoever speaks for the brand."""
    return member is not None and member.is_official


def may_judge(member: Member | None, idea: Idea) -> bool:
    """The author of a problem; whether it was answered is asked by the rule."""
    if member is None or idea.kind is not IdeaKind.PROBLEM:
        return False
    return idea.post.author_id == member.id and idea.post.is_visible
