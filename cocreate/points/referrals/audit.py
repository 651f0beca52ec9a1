"""What must always hold of referrals, looked at anew."""

from collections.abc import Iterable

from sqlalchemy import text

from cocreate.kernel.database import db

_REWARDED = text(
    """
    SELECT coalesce(r.referred_id::text, a.source) AS what FROM referrals r
    FULL JOIN (SELECT * FROM point_awards WHERE rule = 'referral' AND revoked_at IS NULL) a
        ON a.source = 'referral:' || r.referred_id AND a.member_id = r.referrer_id
    WHERE (coalesce(r.state, '') = 'rewarded') <> (a.id IS NOT NULL)
    """
)
_CARS = text(
    """
    SELECT r.referred_id FROM referrals r JOIN holdings h ON h.id = r.holding_id
    WHERE r.state <> 'refused' AND (h.verified_at IS NULL OR h.voided_at IS NOT NULL OR h.member_id <> r.referred_id)
    """
)


def check() -> Iterable[str]:
    """Sentences about what is not as it must be."""
    for row in db.session.execute(_REWARDED):
        yield f"referral {row.what}: whether it was rewarded and whether there is an award differ"
    for row in db.session.execute(_CARS):
        yield f"referral {row.referred_id}: its car is not a verified one of the referred member"
