"""What must always hold of questions, counted anew."""

from collections.abc import Iterable

from sqlalchemy import text

from cocreate.kernel.database import db

_COUNTS = text(
    """
    SELECT q.id, q.answers AS kept, count(said.id) AS counted, q.active_at AS kept_at,
           greatest(coalesce(p.published_at, p.created_at), max(said.published_at)) AS counted_at
    FROM questions q JOIN posts p ON p.id = q.id
    LEFT JOIN answers a ON a.question_id = q.id
    LEFT JOIN posts said ON said.id = a.id AND said.state = 'visible'
    GROUP BY q.id, p.id
    HAVING q.answers <> count(said.id)
        OR q.active_at <> greatest(coalesce(p.published_at, p.created_at), max(said.published_at))
    """
)
# An answer is accepted exactly while it is seen and somebody has said that it helped.
_ACCEPTED = text(
    """
    SELECT q.id FROM questions q JOIN answers a ON a.question_id = q.id JOIN posts said ON said.id = a.id
    WHERE (q.accepted_id IS NOT DISTINCT FROM a.id) <> (said.state = 'visible' AND a.accepted_at IS NOT NULL)
    """
)
# Not the other way round: the brand's answers, and those of the askers themselves, bring nothing.
_AWARDED = text(
    """
    SELECT a.source FROM point_awards a
    WHERE a.rule = 'answer_accepted' AND a.revoked_at IS NULL
      AND NOT EXISTS (SELECT FROM questions q WHERE a.source = 'answer:' || q.accepted_id)
    """
)
_ROOTS = text(
    """
    SELECT p.id, p.kind FROM posts p LEFT JOIN questions q ON q.id = p.id LEFT JOIN answers a ON a.id = p.id
    WHERE (p.kind = 'question') <> (q.id IS NOT NULL) OR (p.kind = 'answer') <> (a.id IS NOT NULL)
    """
)


def check() -> Iterable[str]:
    """Sentences about what is not as it must be."""
    for row in db.session.execute(_COUNTS):
        kept = f"{row.kept} answers kept, the last at {row.kept_at}"
        yield f"question {row.id}: {kept}; {row.counted} counted, the last at {row.counted_at}"
    for row in db.session.execute(_ACCEPTED):
        yield f"question {row.id}: what is accepted is not what was said to have helped and is seen"
    for row in db.session.execute(_AWARDED):
        yield f"{row.source} was awarded as the accepted one, and is not accepted"
    for row in db.session.execute(_ROOTS):
        yield f"post {row.id} is of the kind {row.kind}, and its row is another or missing"
