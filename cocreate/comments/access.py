"""Who may change a comment."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cocreate.comments.models import Comment
from cocreate.kernel.database import db
from cocreate.members.models import Member, Role
from cocreate.posts.access import changes, stands_under
from cocreate.posts.models import Post, PostKind


@stands_under(PostKind.COMMENT)
def thread(comment_id: int) -> Post:
    """The post under which the comment stands."""
    of_comment = select(Post).join(Comment, Comment.thread_id == Post.id).where(Comment.id == comment_id)
    return db.session.scalars(of_comment).one()


@changes(PostKind.COMMENT)
def may_change(member: Member, comment_id: int) -> bool:
    """As `may_edit`, of the comment with this key."""
    loaded = select(Comment).where(Comment.id == comment_id).options(joinedload(Comment.post))
    return may_edit(member, db.session.scalars(loaded).one())


def may_edit(member: Member | None, comment: Comment) -> bool:
    """Its author, while it is visible."""
    return member is not None and comment.post.author_id == member.id and comment.post.is_visible


def may_remove(member: Member | None, comment: Comment) -> bool:
    """Its author or a moderator, while it is visible."""
    if member is None or not comment.post.is_visible:
        return False
    return comment.post.author_id == member.id or member.has_role(Role.MODERATOR, Role.ADMIN)
