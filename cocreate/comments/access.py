"""Who may change a comment."""

from cocreate.comments.models import Comment
from cocreate.members.models import Member, Role


def may_edit(member: Member | None, comment: Comment) -> bool:
    """Its author, while it is visible."""
    return member is not None and comment.post.author_id == member.id and comment.post.is_visible


def may_remove(member: Member | None, comment: Comment) -> bool:
    """Its author or a moderator, while it is visible."""
    if member is None or not comment.post.is_visible:
        return False
    return comment.post.author_id == member.id or member.has_role(Role.MODERATOR, Role.ADMIN)
