"""What must always hold of grants, looked at anew."""

from collections.abc import Iterable

from sqlalchemy import text

from cocreate.kernel.database import db

_AWARDS = text(
    """
    SELECT g.id FROM point_grants g JOIN point_awards a ON a.id = g.award_id
    WHERE a.rule <> 'grant' OR a.source <> 'grant:' || g.id OR a.member_id <> g.member_id OR a.points <> g.amount
    OR (g.state = 'revoked') <> (a.revoked_at IS NOT NULL) ORDER BY g.id
    """
)
_UNKNOWN = text(
    """
    SELECT a.id FROM point_awards a WHERE a.rule = 'grant'
    AND NOT EXISTS (SELECT FROM point_grants g WHERE g.award_id = a.id) ORDER BY a.id
    """
)


def check() -> Iterable[str]:
    """Every grant that was not awarded as it says, and every award that nobody gave."""
    for key in db.session.scalars(_AWARDS):
        yield f"grant {key}: its award says something else"
    for key in db.session.scalars(_UNKNOWN):
        yield f"award {key}: it is a grant that nobody gave"
