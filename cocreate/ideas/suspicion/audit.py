"""What must always hold of voided supports, looked at anew. Who counts where is looked at with merging."""

from collections.abc import Iterable

from sqlalchemy import text

from cocreate.kernel.database import db

_MARKED = text(
    """
    WITH listed AS (
        SELECT v.id AS voiding_id, m.member_id FROM voidings v JOIN voided_members m ON m.voiding_id = v.id
        WHERE v.state = 'confirmed' AND m.restored_at IS NULL
    ), marked AS (
        SELECT DISTINCT voiding_id, member_id FROM supports WHERE voiding_id IS NOT NULL
    )
    SELECT voiding_id, member_id, listed IS NULL AS unlisted
    FROM listed FULL JOIN marked USING (voiding_id, member_id)
    WHERE listed IS NULL OR marked IS NULL ORDER BY voiding_id, member_id
    """
)
_DECIDED = text(
    """
    SELECT v.id, count(m.decision_id) AS members, v.supports FROM voidings v
    LEFT JOIN voided_members m ON m.voiding_id = v.id
    GROUP BY v.id HAVING count(m.decision_id) <> v.supports ORDER BY v.id
    """
)
_RESTORED = text(
    """
    SELECT m.voiding_id, m.member_id FROM voided_members m
    LEFT JOIN decisions undoing ON undoing.undoes_id = m.decision_id
    WHERE (m.restored_at IS NULL) <> (undoing.id IS NULL) ORDER BY m.voiding_id, m.member_id
    """
)


def check() -> Iterable[str]:
    """Sentences about what is not as it must be."""
    for row in db.session.execute(_MARKED):
        what = "is voided, and not listed" if row.unlisted else "is listed, and nothing of theirs is voided"
        yield f"voiding {row.voiding_id}: member {row.member_id} {what}"
    for row in db.session.execute(_DECIDED):
        yield f"voiding {row.id}: {row.supports} supports kept, decided upon {row.members} members"
    for row in db.session.execute(_RESTORED):
        yield f"voiding {row.voiding_id}: whether member {row.member_id} counts again is not what was decided"
