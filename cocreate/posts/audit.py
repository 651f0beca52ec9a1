"""What must always hold of posts."""

from collections.abc import Iterable

from sqlalchemy import select

from cocreate.kernel import text
from cocreate.kernel.database import db
from cocreate.posts.models import Post

_BATCH = 1000


def check() -> Iterable[str]:
    """Sentences about derived text that is not what rendering makes of its source today."""
    query = select(Post.id, Post.body, Post.excerpt, Post.html_version).order_by(Post.id)
    for post_id, body, excerpt, version in db.session.execute(query.execution_options(yield_per=_BATCH)):
        if version == text.VERSION and excerpt != text.excerpt(body):
            yield f"post {post_id}: its excerpt is not that of its text"
