"""What must hold of points, reckoned anew: lots, awards, check-ins and what the months' budgets have given."""

from collections.abc import Iterable

from sqlalchemy import text

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.points import months

_WALLETS = text(
    """
    SELECT holder_id, sum(has) AS has, sum(remaining) AS remaining FROM (
        SELECT holder_id, balance - held AS has, 0 AS remaining FROM ledger_accounts
        WHERE unit = 'points' AND kind = 'wallet'
        UNION ALL
        SELECT member_id, 0, remaining FROM point_lots
    ) parts
    GROUP BY holder_id HAVING sum(has) <> sum(remaining) ORDER BY holder_id
    """
)
_LOTS = text(
    """
    SELECT l.id, l.remaining, l.amount - coalesce(sum(u.amount) FILTER (WHERE NOT u.returned), 0) AS found
    FROM point_lots l LEFT JOIN point_lot_uses u ON u.lot_id = l.id
    GROUP BY l.id HAVING l.remaining <> l.amount - coalesce(sum(u.amount) FILTER (WHERE NOT u.returned), 0)
    ORDER BY l.id
    """
)
# A lot is what a transfer brought into its member's wallet.
_ORIGINS = text(
    """
    SELECT l.id FROM point_lots l JOIN ledger_transfers t ON t.id = l.transfer_id
    JOIN ledger_accounts a ON a.id = t.credit_id
    WHERE (t.amount, a.holder_id, a.unit, a.kind) IS DISTINCT FROM (l.amount, l.member_id, 'points', 'wallet')
    ORDER BY l.id
    """
)
# What a transfer took out of lots is what it took out of the wallet, and comes back into them when it is void.
_USES = text(
    """
    SELECT t.id FROM ledger_transfers t
    JOIN ledger_accounts a ON a.id = t.debit_id AND a.unit = 'points' AND a.kind = 'wallet'
    LEFT JOIN ledger_transfers v ON v.pending_id = t.id
    LEFT JOIN LATERAL (
        SELECT coalesce(sum(u.amount), 0) AS taken, count(*) FILTER (WHERE u.returned) AS returned, count(*) AS uses
        FROM point_lot_uses u WHERE u.transfer_id = t.id
    ) lots ON true
    WHERE t.phase IN ('transfer', 'pending') AND (
        lots.taken > t.amount
        OR (t.phase = 'pending' AND lots.taken <> t.amount)
        OR (t.phase = 'pending' AND coalesce(v.phase = 'void', false) <> (lots.returned = lots.uses))
    )
    ORDER BY t.id
    """
)
_AWARDS = text(
    """
    SELECT w.id, w.unit FROM (
        SELECT id, member_id, revoked_at, 'points' AS unit, points AS amount, points_id AS transfer_id FROM point_awards
        UNION ALL
        SELECT id, member_id, revoked_at, 'contribution', contribution, contribution_id FROM point_awards
    ) w
    JOIN ledger_transfers t ON t.id = w.transfer_id
    JOIN ledger_accounts a ON a.id = t.credit_id
    LEFT JOIN ledger_transfers r ON r.reverses_id = t.id
    WHERE (t.amount, t.unit, t.phase, t.subject, a.holder_id, a.kind)
        IS DISTINCT FROM (w.amount, w.unit, 'transfer', 'award:' || w.id, w.member_id, 'wallet')
    OR (r.id IS NULL) <> (w.revoked_at IS NULL)
    ORDER BY w.id
    """
)
_TWICE = text(
    """
    SELECT rule, source, member_id FROM point_awards WHERE revoked_at IS NULL
    GROUP BY rule, source, member_id HAVING count(*) > 1 ORDER BY rule, source, member_id
    """
)
# Whoever was erased was here on no day, and keeps the transfers.
_CHECK_INS = text(
    """
    SELECT w.id FROM point_awards w JOIN members m ON m.id = w.member_id AND m.state <> 'erased'
    LEFT JOIN check_ins c ON c.member_id = w.member_id AND w.source = concat('check_in:', c.member_id, ':', c.on_day)
    WHERE w.rule = 'check_in' AND w.revoked_at IS NULL AND c.on_day IS NULL ORDER BY w.id
    """
)
# A month that is over is kept up too, by what goes into it late and what is taken back of it, as long as its rule has a
# budget: where that was set or lifted since, nobody counted in between.
_MONTHS = text(
    """
    SELECT m.rule, m.month, m.issued, coalesce(sum(w.points), 0) AS found
    FROM earning_months m JOIN earning_rules r ON r.key = m.rule AND r.month_budget IS NOT NULL
    LEFT JOIN point_awards w ON w.rule = m.rule AND w.revoked_at IS NULL
        AND date_trunc('month', w.at AT TIME ZONE :zone)::date = m.month
    WHERE m.month = :month OR NOT EXISTS (
        SELECT FROM earning_changes c WHERE c.rule = m.rule AND c.field = 'month_budget'
        AND c.at AT TIME ZONE :zone >= m.month + interval '1 month'
    )
    GROUP BY m.rule, m.month HAVING m.issued <> coalesce(sum(w.points), 0) ORDER BY m.rule, m.month
    """
)


def check() -> Iterable[str]:
    """Lots that do not add up to wallets, awards that are not what was moved, and budgets counted wrongly."""
    for row in db.session.execute(_WALLETS):
        yield f"member {row.holder_id}: lots hold {row.remaining} points, the wallet has {row.has}"
    for row in db.session.execute(_LOTS):
        yield f"lot {row.id}: {row.remaining} points remain, its uses leave {row.found}"
    for key in db.session.scalars(_ORIGINS):
        yield f"lot {key}: it is not what its transfer brought"
    for key in db.session.scalars(_USES):
        yield f"transfer {key}: its points were not taken out of lots as it says"
    for row in db.session.execute(_AWARDS):
        yield f"award {row.id}: its {row.unit} were not moved as it says"
    for row in db.session.execute(_TWICE):
        yield f"award {row.rule} for {row.source}: member {row.member_id} has it more than once"
    for key in db.session.scalars(_CHECK_INS):
        yield f"award {key}: the member did not check in on that day"
    for row in db.session.execute(_MONTHS, {"zone": str(clock.site_zone()), "month": months.of(clock.now())}):
        yield f"budget of {row.rule} in {row.month:%Y-%m}: {row.issued} points are counted, {row.found} were given"
