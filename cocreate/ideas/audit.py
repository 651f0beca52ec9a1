"""What must always hold of ideas, counted anew."""

from collections.abc import Iterable

from sqlalchemy import text

from cocreate.ideas import ranking
from cocreate.ideas.evidence import audit as evidence
from cocreate.ideas.merging import audit as merging
from cocreate.ideas.suspicion import audit as suspicion
from cocreate.ideas.targets import audit as targets
from cocreate.kernel.database import db

# The same arithmetic as ideas.ranking, in SQL, for all ideas at once; the events are publishing and supports.
_COUNTED = text(
    """
    WITH events AS (
        SELECT id AS idea_id, coalesce(published_at, created_at) AS at, 0 AS support FROM posts WHERE kind = 'idea'
        UNION ALL
        SELECT counted_in_id, at, 1 FROM supports WHERE counted_in_id IS NOT NULL
    ), aged AS (
        SELECT idea_id, support, extract(epoch FROM at - :epoch)::double precision / :half_life AS age FROM events
    ), highest AS (
        SELECT idea_id, max(age) AS high FROM aged GROUP BY idea_id
    ), counted AS (
        SELECT idea_id, sum(support) AS supports,
               high + ln(sum(power(2::double precision, greatest(age - high, -1000)))) / ln(2) AS score
        FROM aged JOIN highest USING (idea_id) GROUP BY idea_id, high
    )
    SELECT i.id, i.supports AS kept, c.supports AS counted, i.score, c.score AS rescored
    FROM ideas i JOIN counted c ON c.idea_id = i.id
    WHERE i.supports <> c.supports OR abs(i.score - c.score) > 1e-6
    """
)
_HISTORY = text(
    """
    WITH steps AS (
        SELECT idea_id, from_key, to_key,
               lag(to_key, 1, 'new') OVER (PARTITION BY idea_id ORDER BY id) AS before,
               row_number() OVER (PARTITION BY idea_id ORDER BY id DESC) AS back
        FROM status_changes
    )
    SELECT i.id, i.status_key, s.to_key, s.from_key, s.before FROM ideas i
    LEFT JOIN steps s ON s.idea_id = i.id
    WHERE (s.back = 1 AND s.to_key <> i.status_key)
       OR s.from_key <> s.before
       OR (s.idea_id IS NULL AND i.status_key <> 'new')
    """
)
_MOVED = text(
    """
    SELECT i.id, i.status_changed_at AS kept, coalesce(c.at, p.published_at, p.created_at) AS counted
    FROM ideas i JOIN posts p USING (id)
    LEFT JOIN LATERAL (
        SELECT at FROM status_changes
        WHERE idea_id = i.id AND (i.status_key = 'merged' OR 'merged' NOT IN (from_key, to_key))
        ORDER BY id DESC LIMIT 1
    ) c ON true
    WHERE i.status_changed_at <> coalesce(c.at, p.published_at, p.created_at)
    """
)
# While an idea is merged, what it brought before stays. Not the other way round: caps and budgets keep from giving.
_AWARDED = text(
    """
    SELECT a.rule, a.source FROM point_awards a JOIN ideas i ON a.source = 'idea:' || i.id JOIN posts p ON p.id = i.id
    WHERE a.revoked_at IS NULL AND (p.state <> 'visible' OR i.status_key <> 'merged' AND NOT CASE a.rule
        WHEN 'idea_adopted' THEN i.status_key IN ('adopted', 'in_progress', 'partly_shipped', 'shipped')
        ELSE i.status_key IN ('partly_shipped', 'shipped') END)
    """
)
_ROOTS = text("SELECT p.id FROM posts p LEFT JOIN ideas i USING (id) WHERE p.kind = 'idea' AND i.id IS NULL")


def check() -> Iterable[str]:
    """Sentences about what is not as it must be."""
    scale = {"epoch": ranking.EPOCH, "half_life": ranking.HALF_LIFE.total_seconds()}
    for row in db.session.execute(_COUNTED, scale):
        yield f"idea {row.id}: {row.kept} supports and score {row.score} kept, {row.counted} and {row.rescored} counted"
    for row in db.session.execute(_HISTORY):
        steps = f"{row.before} → {row.from_key} → {row.to_key}"
        yield f"idea {row.id}: status {row.status_key} does not follow from its history ({steps})"
    for row in db.session.execute(_MOVED):
        yield f"idea {row.id}: status kept as of {row.kept}, changed at {row.counted}"
    for row in db.session.execute(_AWARDED):
        yield f"{row.source} was awarded as {row.rule}, and is not (seen) so"
    for row in db.session.execute(_ROOTS):
        yield f"post {row.id} is an idea without its row in ideas"
    yield from targets.check()
    yield from evidence.check()
    yield from merging.check()
    yield from suspicion.check()
