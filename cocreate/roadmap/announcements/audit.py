"""What must be true of announcements."""

from collections.abc import Iterable

from sqlalchemy import text

from cocreate.kernel.database import db

_ROOTS = text(
    """
    SELECT posts.id FROM posts LEFT JOIN announcements USING (id)
    WHERE (posts.kind = 'announcement') <> (announcements.id IS NOT NULL) ORDER BY posts.id
    """
)


def check() -> Iterable[str]:
    """Posts and announcements that do not belong to each other."""
    for post_id in db.session.scalars(_ROOTS):
        yield f"post {post_id}: it and its row in announcements do not belong together"
