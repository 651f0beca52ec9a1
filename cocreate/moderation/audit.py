"""What must always hold of reports, decisions, cases and appeals, looked at anew."""

from collections.abc import Iterable

from sqlalchemy import text

from cocreate.kernel.database import db
from cocreate.moderation.decisions import chain, marks
from cocreate.screening.cases import weight_of

_CASES = text(
    """
    SELECT c.id, c.causes, c.weight, coalesce(sum(r.weight), 0) AS reported
    FROM cases c
    LEFT JOIN reports r ON r.outcome IS NULL AND (r.post_id = c.post_id OR r.member_id = c.member_id)
    WHERE c.closed_at IS NULL GROUP BY c.id ORDER BY c.id
    """
)
# Of somebody who has left, and of what went with them, nobody decides any more.
_LOST = text(
    """
    SELECT r.id FROM reports r
    LEFT JOIN posts p ON p.id = r.post_id JOIN members m ON m.id = coalesce(p.author_id, r.member_id)
    WHERE r.outcome IS NULL AND m.state <> 'erased' AND NOT EXISTS (
        SELECT FROM cases c WHERE c.closed_at IS NULL AND (c.post_id = r.post_id OR c.member_id = r.member_id)
    ) ORDER BY r.id
    """
)
_HELD = text(
    """
    SELECT p.id FROM posts p WHERE p.state = 'held'
    AND NOT EXISTS (SELECT FROM cases c WHERE c.post_id = p.id AND c.closed_at IS NULL) ORDER BY p.id
    """
)
# What is hidden was hidden by the last decision that moved it and stands; what such a decision took away is away. An
# author who leaves may take away what was hidden, too, and the team takes back what it announced and released.
_MOVED = text(
    """
    WITH last AS (
        SELECT DISTINCT ON (d.post_id) d.post_id, d.to_state FROM decisions d
        WHERE d.to_state IS NOT NULL AND d.undoes_id IS NULL
        AND NOT EXISTS (SELECT FROM decisions u WHERE u.undoes_id = d.id)
        ORDER BY d.post_id, d.id DESC
    )
    SELECT p.id, p.state, last.to_state FROM posts p LEFT JOIN last ON last.post_id = p.id
    WHERE (p.state = 'hidden' AND last.to_state IS DISTINCT FROM 'hidden' AND p.kind IN ('idea', 'comment'))
    OR (last.to_state = 'hidden' AND p.state NOT IN ('hidden', 'removed'))
    OR (last.to_state = 'removed' AND p.state <> 'removed')
    ORDER BY p.id
    """
)
_OTHERS = text(
    """
    SELECT d.id FROM decisions d JOIN decisions u ON u.id = d.undoes_id
    WHERE d.member_id <> u.member_id OR d.post_id IS DISTINCT FROM u.post_id ORDER BY d.id
    """
)
_APPEALS = text(
    """
    SELECT a.id FROM appeals a JOIN decisions d ON d.id = a.decision_id
    WHERE a.member_id <> d.member_id OR a.against_id IS DISTINCT FROM d.actor_id
    OR a.state <> 'declined'
        AND (a.state = 'upheld') <> EXISTS (SELECT FROM decisions u WHERE u.undoes_id = d.id)
    ORDER BY a.id
    """
)


def check() -> Iterable[str]:
    """Whether the chain holds, and marks, cases and posts are what decisions and reports made of them."""
    yield from chain.differences()
    yield from marks.differences()
    for row in db.session.execute(_CASES):
        if abs(row.weight - weight_of(row.causes) - row.reported) > 1e-6:
            yield f"case {row.id}: it weighs {row.weight}, causes and reports {weight_of(row.causes) + row.reported}"
    for report_id in db.session.scalars(_LOST):
        yield f"report {report_id}: nobody has decided upon it, and nobody is to"
    for post_id in db.session.scalars(_HELD):
        yield f"post {post_id}: it is held, and nobody is to look at it"
    for row in db.session.execute(_MOVED):
        yield f"post {row.id}: it is {row.state}, by the decisions it was {row.to_state or 'left alone'}"
    for decision_id in db.session.scalars(_OTHERS):
        yield f"decision {decision_id}: it undoes one upon something else"
    for appeal_id in db.session.scalars(_APPEALS):
        yield f"appeal {appeal_id}: it is not of the decision, or its outcome is not that of the decision"
