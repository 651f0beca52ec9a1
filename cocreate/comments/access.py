"""Who may change a comment."""

from sqlalchemy import select

from cocreate.comments.models import Comment
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.posts.access import changes, stands_under
from cocreate.posts.models import Post, PostKind, PostState

# How a comment stands that its author can still change.
_CHANGEABLE = (PostState.VISIBLE, PostState.HELD, PostState.HIDDEN)


@stands_under(PostKind.COMMENT)
def thread(comment_id: int) -> Post:
    """The post under which the comment stands."""
    of_comment = select(Post).join(Comment, Comment.thread_id == Post.id).where(Comment.id == comment_id)
    return db.session.scalars(of_comment).one()


@changes(PostKind.COMMENT)
def may_change(member: Member, comment_id: int) -> bool:
    """As `may_edit`, of the comment with this key."""
    post = db.session.get_one(Post, comment_id)
    return may_edit(member, post.author_id, post.state)


def may_edit(member: Member | None, author_id: int, state: str) -> bool:
    """The author of a comment in this `state`, unless it is removed."""
    return member is not None and author_id == member.id and state in _CHANGEABLE


def may_remove(member: Member | None, author_id: int, state: str) -> bool:
    """The author of a comment, while it is visible: whoever moderates decides, and says why (``moderation``)."""
    return member is not None and author_id == member.id and state == PostState.VISIBLE
