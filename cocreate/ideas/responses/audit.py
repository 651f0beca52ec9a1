"""What must always hold of promises and verdicts, looked at anew."""

from collections.abc import Iterable

from sqlalchemy import text

from cocreate.kernel.database import db

_PAUSES = text(
    """
    SELECT r.id, r.state FROM responses r
    WHERE (r.state = 'paused') <> EXISTS (
        SELECT FROM response_pauses p WHERE p.response_id = r.id AND p.ended_at IS NULL
    )
    """
)
# Who has left the team loses the mark of a comment when editing it, so an answer met may have none left; but none with
# the mark may stand beside a promise that waits for one.
_UNANSWERED = text(
    """
    SELECT r.idea_id FROM responses r
    WHERE r.kind = 'answer' AND r.met_at IS NULL AND (
        EXISTS (SELECT FROM comments c WHERE c.thread_id = r.idea_id AND c.official)
        OR EXISTS (SELECT FROM status_changes s WHERE s.idea_id = r.idea_id AND s.official)
    )
    """
)
_DECIDED = text(
    """
    SELECT r.idea_id, r.met_at AS kept, d.at AS found FROM responses r
    LEFT JOIN LATERAL (
        SELECT greatest(s.at, r.started_at) AS at
        FROM status_changes s JOIN statuses f ON f.key = s.from_key JOIN statuses t ON t.key = s.to_key
        WHERE s.idea_id = r.idea_id AND f.category = 'open' AND t.category <> 'open' AND t.key <> 'merged'
        ORDER BY s.id LIMIT 1
    ) d ON true
    WHERE r.kind = 'decision' AND r.met_at IS DISTINCT FROM d.at
    """
)
_REOPENED = text(
    """
    SELECT i.id, i.reopened_at, v.solved, v.at FROM ideas i
    LEFT JOIN LATERAL (SELECT solved, at FROM verdicts WHERE idea_id = i.id ORDER BY id DESC LIMIT 1) v ON true
    WHERE i.reopened_at IS NOT NULL AND (v.solved IS NOT FALSE OR v.at <> i.reopened_at)
    """
)


def check() -> Iterable[str]:
    """Sentences about what is not as it must be."""
    for row in db.session.execute(_PAUSES):
        yield f"response {row.id} is {row.state}, which its pauses do not say"
    for row in db.session.execute(_UNANSWERED):
        yield f"idea {row.idea_id} is answered, and its answer still owed"
    for row in db.session.execute(_DECIDED):
        yield f"idea {row.idea_id}: decision kept as of {row.kept}, its status was decided at {row.found}"
    for row in db.session.execute(_REOPENED):
        yield f"idea {row.id}: reopened as of {row.reopened_at}, its author's last word is of {row.at} ({row.solved})"
