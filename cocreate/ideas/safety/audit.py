"""What must always hold of safety marks and of what they protect, looked at anew."""

from collections.abc import Iterable

from sqlalchemy import text

from cocreate.kernel.database import db

_MARKS = text(
    """
    SELECT i.id, i.safety, m.marked FROM ideas i
    LEFT JOIN LATERAL (SELECT marked FROM safety_marks WHERE idea_id = i.id ORDER BY id DESC LIMIT 1) m ON true
    WHERE i.safety <> coalesce(m.marked, false)
    """
)
# A change made while the mark was set has two names; what was closed before it was marked has not, nor what goes back,
# no longer merged, to where it was closed before.
_ALONE = text(
    """
    SELECT s.id, s.idea_id FROM status_changes s JOIN statuses t ON t.key = s.to_key
    JOIN LATERAL (
        SELECT marked FROM safety_marks m WHERE m.idea_id = s.idea_id AND m.at <= s.at ORDER BY m.id DESC LIMIT 1
    ) mark ON mark.marked
    WHERE t.category IN ('done', 'closed') AND s.confirmed_by_id IS NULL AND s.from_key <> 'merged'
    """
)
_STALE = text(
    """
    SELECT p.idea_id FROM closing_proposals p JOIN ideas i ON i.id = p.idea_id
    WHERE p.state = 'open' AND p.from_key <> i.status_key
    """
)


def check() -> Iterable[str]:
    """Sentences about what is not as it must be."""
    for row in db.session.execute(_MARKS):
        yield f"idea {row.id}: safety mark {row.safety}, its history says {row.marked}"
    for row in db.session.execute(_ALONE):
        yield f"idea {row.idea_id}: closed by one person alone while it was about safety (change {row.id})"
    for row in db.session.execute(_STALE):
        yield f"idea {row.idea_id}: its open proposal starts from a status it no longer has"
