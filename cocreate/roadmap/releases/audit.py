"""What must be true of releases."""

from collections.abc import Iterable

from sqlalchemy import text

from cocreate.kernel.database import db

_ROOTS = text(
    """
    SELECT posts.id FROM posts LEFT JOIN releases USING (id)
    WHERE (posts.kind = 'release') <> (releases.id IS NOT NULL) ORDER BY posts.id
    """
)
# A draft that was thrown away keeps its row, and nobody sees its post.
_SEEN = text(
    """
    SELECT releases.id FROM releases JOIN posts USING (id)
    WHERE (releases.state = 'draft') <> (posts.audience = 'staff') ORDER BY releases.id
    """
)
_PLANS = text(
    """
    SELECT releases.id
    FROM releases
    LEFT JOIN LATERAL (
        SELECT planned_on, count(*) OVER () AS plans FROM release_plans
        WHERE release_id = releases.id ORDER BY id DESC LIMIT 1
    ) AS last ON true
    WHERE (releases.announced_at IS NULL) <> (last.plans IS NULL)
       OR (releases.announced_at IS NOT NULL AND releases.planned_on IS DISTINCT FROM last.planned_on)
       OR (releases.state = 'dropped') <> (last.plans IS NOT NULL AND last.planned_on IS NULL)
    ORDER BY releases.id
    """
)
_SHIPPED = text(
    """
    SELECT releases.id, post_links.to_id
    FROM post_links
    JOIN releases ON releases.id = post_links.from_id AND releases.state = 'out'
    WHERE post_links.kind IN ('ships', 'ships_partly') AND NOT EXISTS (
        SELECT FROM status_changes JOIN statuses ON statuses.key = status_changes.to_key
        WHERE status_changes.idea_id = post_links.to_id AND statuses.category = 'done'
          AND status_changes.at <= releases.released_at + interval '1 minute'
    )
    ORDER BY releases.id, post_links.to_id
    """
)


def check() -> Iterable[str]:
    """Releases that do not belong to their posts, are seen by others than their state says, whose plans differ, or
    that are out without an idea of theirs ever having been shipped."""
    for post_id in db.session.scalars(_ROOTS):
        yield f"post {post_id}: it and its row in releases do not belong together"
    for release_id in db.session.scalars(_SEEN):
        yield f"release {release_id}: its audience does not fit its state"
    for release_id in db.session.scalars(_PLANS):
        yield f"release {release_id}: its day is not that of its last plan"
    for release_id, idea_id in db.session.execute(_SHIPPED):
        yield f"release {release_id}: it is out, but its idea {idea_id} was never shipped"
