"""What must always hold of comments, counted anew."""

from collections.abc import Iterable

from sqlalchemy import text

from cocreate.kernel.database import db

_COUNTS = text(
    """
    SELECT p.id, p.comments AS kept, count(c.id) AS counted
    FROM posts p
    LEFT JOIN (comments c JOIN posts cp ON cp.id = c.id AND cp.state = 'visible') ON c.thread_id = p.id
    GROUP BY p.id HAVING p.comments <> count(c.id)
    """
)
_BRANCHES = text(
    """
    SELECT c.id FROM comments c JOIN comments parent ON parent.id = c.parent_id
    WHERE parent.thread_id <> c.thread_id OR parent.top_id <> c.top_id OR parent.id >= c.id
    """
)
_ROOTS = text("SELECT p.id FROM posts p LEFT JOIN comments c USING (id) WHERE p.kind = 'comment' AND c.id IS NULL")


def check() -> Iterable[str]:
    """Sentences about what is not as it must be."""
    for row in db.session.execute(_COUNTS):
        yield f"post {row.id}: {row.kept} comments kept, {row.counted} counted"
    for row in db.session.execute(_BRANCHES):
        yield f"comment {row.id} does not hang on the branch of the comment it answers"
    for row in db.session.execute(_ROOTS):
        yield f"post {row.id} is a comment without its row in comments"
