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


_HELPFUL = text(
    """
    SELECT p.id, p.helpful AS kept, coalesce(v.votes, 0) AS counted
    FROM posts p LEFT JOIN (SELECT post_id, count(*) AS votes FROM helpful_votes GROUP BY post_id) v ON v.post_id = p.id
    WHERE p.helpful <> coalesce(v.votes, 0)
    """
)
_OWN = text("SELECT v.post_id FROM helpful_votes v JOIN posts p ON p.id = v.post_id AND p.author_id = v.member_id")


def check() -> Iterable[str]:
    """Sentences about what is not as it must be."""
    for row in db.session.execute(_COUNTS):
        yield f"post {row.id}: {row.kept} comments kept, {row.counted} counted"
    for row in db.session.execute(_HELPFUL):
        yield f"post {row.id}: found helpful by {row.kept} as kept, by {row.counted} as counted"
    for row in db.session.execute(_OWN):
        yield f"post {row.post_id} is found helpful by its author"
    for row in db.session.execute(_BRANCHES):
        yield f"comment {row.id} does not hang on the branch of the comment it answers"
    for row in db.session.execute(_ROOTS):
        yield f"post {row.id} is a comment without its row in comments"
