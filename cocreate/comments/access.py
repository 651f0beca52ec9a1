"""Who may change a comment."""

from typing import Protocol

from sqlalchemy import select

from cocreate.comments.models import Comment
from cocreate.kernel.database import db
from cocreate.members.models import Member, Role
from cocreate.posts.access import changes, stands_under
from cocreate.posts.models import Post, PostKind


class Root(Protocol):
    """What decides of the post of a comment: the post itself, or a row with these columns."""

    @property
    def author_id(self) -> int: ...
    @property
    def is_visible(self) -> bool: ...


@stands_under(PostKind.COMMENT)
def thread(comment_id: int) -> Post:
    """The post under which the comment stands."""
    of_comment = select(Post).join(Comment, Comment.thread_id == Post.id).where(Comment.id == comment_id)
    return db.session.scalars(of_comment).one()


@changes(PostKind.COMMENT)
def may_change(member: Member, comment_id: int) -> bool:
    """As `may_edit`, of the comment with this key."""
    return may_edit(member, db.session.get_one(Post, comment_id))


def may_edit(member: Member | None, post: Root) -> bool:
    """Its author, while it is visible."""
    return member is not None and post.author_id == member.id and post.is_visible


def may_remove(member: Member | None, post: Root) -> bool:
    """Its author or a moderator, while it is visible."""
    if member is None or not post.is_visible:
        return False
    return post.author_id == member.id or member.has_role(Role.MODERATOR, Role.ADMIN)
