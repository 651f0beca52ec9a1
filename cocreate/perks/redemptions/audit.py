"""What must be true of redemptions, their stock, their points and their codes."""

from collections.abc import Iterable

from sqlalchemy import text

from cocreate.kernel.database import db

_TAKEN = text(
    """
    SELECT v.id, v.taken, count(r.id) FROM perk_variants v
    LEFT JOIN redemptions r ON r.variant_id = v.id AND r.state <> 'cancelled'
    GROUP BY v.id HAVING v.taken <> count(r.id) ORDER BY v.id
    """
)
# What was set apart, of whom and how much; and the one row that resolved it, none for what is ordered.
_POINTS = text(
    """
    SELECT r.id FROM redemptions r
    JOIN ledger_transfers t ON t.id = r.transfer_id
    JOIN ledger_accounts a ON a.id = t.debit_id
    LEFT JOIN ledger_transfers done ON done.pending_id = t.id
    WHERE t.phase <> 'pending' OR t.amount <> r.price OR t.subject <> 'redemption:' || r.id
       OR a.holder_id IS DISTINCT FROM r.member_id OR a.unit <> 'points'
       OR done.phase IS DISTINCT FROM CASE r.state WHEN 'fulfilled' THEN 'post' WHEN 'cancelled' THEN 'void' END
    ORDER BY r.id
    """
)
_HELD = text(
    """
    SELECT t.id FROM ledger_transfers t LEFT JOIN redemptions r ON r.transfer_id = t.id
    WHERE t.phase = 'pending' AND t.subject LIKE 'redemption:%' AND r.id IS NULL ORDER BY t.id
    """
)
_CHANGES = text(
    """
    SELECT r.id FROM redemptions r
    LEFT JOIN LATERAL (
        SELECT state, at, (SELECT count(*) FROM redemption_changes c WHERE c.redemption_id = r.id) AS number
        FROM redemption_changes WHERE redemption_id = r.id ORDER BY id DESC LIMIT 1
    ) last ON true
    WHERE last.state IS DISTINCT FROM r.state OR last.number <> CASE r.state WHEN 'ordered' THEN 1 ELSE 2 END
    ORDER BY r.id
    """
)
_SHIPPED = text(
    """
    SELECT r.id FROM redemptions r JOIN perks p ON p.id = r.perk_id
    WHERE (p.kind = 'goods') <> (r.due_at IS NOT NULL) ORDER BY r.id
    """
)
_CODED = text(
    """
    SELECT r.id FROM redemptions r LEFT JOIN perk_codes c ON c.redemption_id = r.id
    WHERE (r.due_at IS NULL) <> (c.id IS NOT NULL) OR c.variant_id <> r.variant_id ORDER BY r.id
    """
)
_USED = text(
    """
    SELECT c.id FROM perk_codes c
    LEFT JOIN LATERAL (
        SELECT used, count(*) FILTER (WHERE used) OVER () AS uses, count(*) OVER () AS number
        FROM perk_code_uses WHERE code_id = c.id ORDER BY id DESC LIMIT 1
    ) last ON true
    WHERE (c.state = 'used') <> coalesce(last.used, false)
       OR (c.state = 'free' AND last.used IS NOT NULL)
       OR coalesce(last.uses * 2 - last.number, 0) <> (c.state = 'used')::int
    ORDER BY c.id
    """
)
_POOL = text(
    """
    SELECT v.id FROM perk_variants v JOIN perks p ON p.id = v.perk_id LEFT JOIN perk_codes c ON c.variant_id = v.id
    GROUP BY v.id, p.kind HAVING v.pooled AND (v.stock <> count(c.id) OR p.kind = 'goods')
        OR NOT v.pooled AND count(*) FILTER (WHERE c.state = 'free') > 0
    ORDER BY v.id
    """
)


def check() -> Iterable[str]:
    """Counts, points and states of redemptions that differ from what happened; codes given out or used twice."""
    for variant_id, taken, counted in db.session.execute(_TAKEN):
        yield f"variant {variant_id}: {taken} taken, but {counted} redeemed"
    for transfer_id in db.session.scalars(_HELD):
        yield f"transfer {transfer_id}: set apart for a redemption that is not there"
    for said, query in (
        ("its points do not stand as it does", _POINTS),
        ("its state is not that of its last change", _CHANGES),
        ("it is shipped, or not, unlike its perk", _SHIPPED),
        ("its code is missing, or of another", _CODED),
    ):
        for redemption_id in db.session.scalars(query):
            yield f"redemption {redemption_id}: {said}"
    for code_id in db.session.scalars(_USED):
        yield f"perk code {code_id}: its state is not that of its last use"
    for variant_id in db.session.scalars(_POOL):
        yield f"variant {variant_id}: its stock is not the number of its codes"
