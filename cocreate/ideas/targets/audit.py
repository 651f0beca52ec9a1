"""What must be true of targets."""

from collections.abc import Iterable

from sqlalchemy import text

from cocreate.kernel.database import db

# Each idea's target is that of its last change, and each change begins where the one before it ended.
_LAST = """
    SELECT ideas.id FROM ideas
    LEFT JOIN LATERAL (
        SELECT starts_on, ends_on FROM target_changes WHERE idea_id = ideas.id ORDER BY id DESC LIMIT 1
    ) AS last ON true
    WHERE (target_starts_on, target_ends_on) IS DISTINCT FROM (last.starts_on, last.ends_on) ORDER BY ideas.id
"""
_CHAIN = """
    SELECT id FROM (
        SELECT id, (before_starts_on, before_ends_on) IS DISTINCT FROM (
            lag(starts_on) OVER each, lag(ends_on) OVER each
        ) AS broken FROM target_changes WINDOW each AS (PARTITION BY idea_id ORDER BY id)
    ) AS changes WHERE broken ORDER BY id
"""


def check() -> Iterable[str]:
    """Differences between the targets of ideas and the changes they come from."""
    for idea_id in db.session.scalars(text(_LAST)):
        yield f"idea {idea_id}: its target is not that of its last change"
    for change_id in db.session.scalars(text(_CHAIN)):
        yield f"target change {change_id}: it does not begin where the one before it ended"
