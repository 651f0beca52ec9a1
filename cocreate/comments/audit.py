"""What must always hold of comments, counted anew."""

from collections.abc import Iterable

from sqlalchemy import text

from cocreate.kernel.database import db

# Counted once, whatever the database expects of a site that has just been filled.
_COUNTS = text(
    """
    WITH visible AS MATERIALIZED (
        SELECT c.thread_id, count(*) AS comments FROM comments c JOIN posts p ON p.id = c.id
        WHERE p.state = 'visible' GROUP BY c.thread_id
    )
    SELECT p.id, p.comments AS kept, coalesce(visible.comments, 0) AS counted
    FROM posts p LEFT JOIN visible ON visible.thread_id = p.id
    WHERE p.comments <> coalesce(visible.comments, 0)
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
