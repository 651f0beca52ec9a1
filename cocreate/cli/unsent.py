"""What waited to be sent when a backup was made was sent since, most likely: ``restore`` sends none of it again."""

import psycopg

_LETTERS = "DELETE FROM procrastinate_jobs WHERE task_name IN ('send_mail', 'send_sms') AND status IN ('todo', 'doing')"
_NOTICES = "UPDATE notices SET due_at = NULL WHERE due_at <= now()"
_ALERTS = "UPDATE robot_alerts SET claimed_at = now() WHERE claimed_at IS NULL"


def leave(url: str) -> int:
    """Have nothing of that go out from the database at `url`, just put back; how many things these are.

    Members find on the site what they were to hear of.
    """
    with psycopg.connect(url) as connection:
        return sum(connection.execute(statement).rowcount for statement in (_LETTERS, _NOTICES, _ALERTS))
