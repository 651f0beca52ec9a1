"""What must always hold of notices, letters and their log, looked at anew."""

from collections.abc import Iterable

from sqlalchemy import text

from cocreate.kernel.database import db

_MAILED = text(
    """
    SELECT n.id FROM notices n JOIN mailings m ON m.id = n.mailing_id
    WHERE m.member_id <> n.member_id OR m.pace IS DISTINCT FROM n.pace ORDER BY n.id
    """
)
_COUNTED = text(
    """
    SELECT m.id, m.notices, count(n.id) AS found FROM mailings m LEFT JOIN notices n ON n.mailing_id = m.id
    GROUP BY m.id HAVING m.notices > count(n.id) AND m.at > now() - interval '80 days' ORDER BY m.id
    """
)
_OWN = text(
    """
    SELECT n.id FROM notices n JOIN journal_entries e ON e.id = n.entry_id
    WHERE e.actor_id = n.member_id ORDER BY n.id
    """
)
_BROADCAST = text(
    """
    SELECT b.entry_id FROM broadcasts b JOIN notices n ON n.entry_id = b.entry_id
    WHERE n.on_site GROUP BY b.entry_id ORDER BY b.entry_id
    """
)


def check() -> Iterable[str]:
    """Letters to somebody else or of another pace, or of more than was told; what was told to its doer, or twice."""
    for notice_id in db.session.scalars(_MAILED):
        yield f"notice {notice_id}: it is in a letter of another member or pace"
    for row in db.session.execute(_COUNTED):
        yield f"mailing {row.id}: it told of {row.notices} notices, {row.found} are in it"
    for notice_id in db.session.scalars(_OWN):
        yield f"notice {notice_id}: a member was told of what they did"
    for entry_id in db.session.scalars(_BROADCAST):
        yield f"broadcast {entry_id}: it was told to somebody on the site a second time"
