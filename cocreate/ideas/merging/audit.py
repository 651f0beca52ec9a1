"""What must always hold of groups of merged ideas, looked at anew. Counters are counted where they are kept."""

from collections.abc import Iterable

from sqlalchemy import text

from cocreate.kernel.database import db

_STATUS = text(
    """
    SELECT i.id, i.status_key, m.into_id FROM ideas i LEFT JOIN merges m ON m.idea_id = i.id AND m.ended_at IS NULL
    WHERE (i.status_key = 'merged') <> (m.id IS NOT NULL)
    """
)
_DUPLICATES = text(
    """
    SELECT i.id, i.duplicates AS kept, count(m.id) AS counted
    FROM ideas i LEFT JOIN merges m ON m.into_id = i.id AND m.ended_at IS NULL
    GROUP BY i.id HAVING i.duplicates <> count(m.id)
    """
)
_CHAINS = text(
    """
    SELECT m.idea_id, m.into_id, n.into_id AS further FROM merges m
    JOIN merges n ON n.idea_id = m.into_id AND n.ended_at IS NULL WHERE m.ended_at IS NULL
    """
)
# Of a member's supports within a group the earliest that is not voided counts, at the target.
_COUNTED = text(
    """
    WITH given AS (
        SELECT s.id, s.counted_in_id, coalesce(m.into_id, s.idea_id) AS target_id, row_number() OVER (
                   PARTITION BY coalesce(m.into_id, s.idea_id), s.member_id ORDER BY s.at, s.id
               ) AS place
        FROM supports s LEFT JOIN merges m ON m.idea_id = s.idea_id AND m.ended_at IS NULL
        WHERE s.voiding_id IS NULL
    )
    SELECT id, counted_in_id AS kept, CASE WHEN place = 1 THEN target_id END AS counted FROM given
    WHERE counted_in_id IS DISTINCT FROM CASE WHEN place = 1 THEN target_id END
    """
)
_SUSPENDED = text(
    """
    SELECT r.idea_id FROM responses r JOIN merges m ON m.idea_id = r.idea_id AND m.ended_at IS NULL
    WHERE r.state = 'running' AND r.due_at > m.at
    """
)


def check() -> Iterable[str]:
    """Sentences about what is not as it must be."""
    for row in db.session.execute(_STATUS):
        yield f"idea {row.id} is {row.status_key}, and merged into {row.into_id}"
    for row in db.session.execute(_DUPLICATES):
        yield f"idea {row.id}: {row.kept} duplicates kept, {row.counted} counted"
    for row in db.session.execute(_CHAINS):
        yield f"idea {row.idea_id} is merged into {row.into_id}, which is merged into {row.further}"
    for row in db.session.execute(_COUNTED):
        yield f"support {row.id} counts in idea {row.kept}, it should in {row.counted}"
    for row in db.session.execute(_SUSPENDED):
        yield f"idea {row.idea_id} is merged, and what it is owed still runs"
