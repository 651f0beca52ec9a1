"""What must always hold of what was recorded, counted anew."""

from collections.abc import Iterable

from sqlalchemy import text

from cocreate.kernel.database import db

_COUNTED = text(
    """
    SELECT i.id, i.recorded AS kept, count(r.id) AS counted
    FROM ideas i LEFT JOIN recorded_supports r ON r.idea_id = i.id
    GROUP BY i.id HAVING i.recorded <> count(r.id)
    """
)
_CLAIMED = text(
    """
    SELECT r.id FROM recorded_supports r JOIN placeholders p ON p.member_id = r.placeholder_id
    WHERE p.claimed_by IS NOT NULL
    """
)
_AUTHORS = text(
    """
    SELECT r.idea_id FROM recorded_ideas r
    JOIN placeholders p ON p.member_id = r.placeholder_id
    JOIN posts ON posts.id = r.idea_id
    WHERE p.claimed_by IS NULL AND posts.author_id <> r.placeholder_id
    """
)


def check() -> Iterable[str]:
    """Sentences about what is not as it must be."""
    for row in db.session.execute(_COUNTED):
        yield f"idea {row.id}: {row.kept} recorded supports kept, {row.counted} counted"
    for row in db.session.execute(_CLAIMED):
        yield f"recorded support {row.id} was claimed but is still recorded"
    for row in db.session.execute(_AUTHORS):
        yield f"idea {row.idea_id} was recorded for one owner and is by another"
