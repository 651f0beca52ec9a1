"""What comments tell the search: where they stand."""

from collections.abc import Collection

from sqlalchemy import select

from cocreate.comments.models import Comment
from cocreate.kernel.database import db
from cocreate.posts.models import PostKind
from cocreate.posts.search import rules
from cocreate.posts.search.sources import Told, tells


def index(comment: Comment) -> None:
    """Bring the entry of `comment` to what it is."""
    rules.index([comment.id])


@tells(PostKind.COMMENT)
def tell(comment_ids: Collection[int]) -> dict[int, Told]:
    """The thread of each."""
    query = select(Comment.id, Comment.thread_id).where(Comment.id.in_(comment_ids))
    return {row.id: Told(thread_id=row.thread_id) for row in db.session.execute(query)}
