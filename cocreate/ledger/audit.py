"""What must hold of the ledger, made anew from its transfers: balances, what is set apart, the digests of the days."""

from collections.abc import Iterable

from sqlalchemy import text

from cocreate.kernel.database import db
from cocreate.ledger.digest import FIRST, LINE

# Each transfer, once for each of the accounts it touches: how it changes the balance and what is set apart there.
_SIDES = """
    SELECT t.id, t.debit_id AS account_id, t.debit_balance AS said,
        CASE WHEN t.phase IN ('transfer', 'post') THEN -t.amount ELSE 0 END AS moved,
        CASE t.phase WHEN 'pending' THEN t.amount WHEN 'transfer' THEN 0 ELSE -t.amount END AS set_apart
    FROM ledger_transfers t
    UNION ALL
    SELECT t.id, t.credit_id, t.credit_balance, t.amount, 0
    FROM ledger_transfers t WHERE t.phase IN ('transfer', 'post')
"""
_BALANCES = text(
    f"""
    SELECT a.id, a.balance, a.held, coalesce(s.moved, 0) AS moved, coalesce(s.set_apart, 0) AS set_apart
    FROM ledger_accounts a
    LEFT JOIN (
        SELECT account_id, sum(moved) AS moved, sum(set_apart) AS set_apart FROM ({_SIDES}) sides GROUP BY account_id
    ) s ON s.account_id = a.id
    WHERE a.kind <> 'house' AND (a.balance, a.held) IS DISTINCT FROM (coalesce(s.moved, 0), coalesce(s.set_apart, 0))
    ORDER BY a.id
    """  # noqa: S608 - constants  # nosec B608
)
# The first transfer of each account that does not say what the account held after it.
_RUNNING = text(
    f"""
    SELECT DISTINCT ON (account_id) account_id, id, said, running FROM (
        SELECT s.account_id, s.id, s.said, a.kind,
            sum(s.moved) OVER (PARTITION BY s.account_id ORDER BY s.id) AS running
        FROM ({_SIDES}) s JOIN ledger_accounts a ON a.id = s.account_id
    ) rows
    WHERE said IS DISTINCT FROM CASE WHEN kind <> 'house' THEN running END
    ORDER BY account_id, id
    """  # noqa: S608 - constants  # nosec B608
)
_WORDS = text(
    """
    SELECT t.id FROM ledger_transfers t
    WHERE t.content_hash <> ledger_content(t) OR (t.phase IN ('pending', 'void') AND t.credit_balance IS NOT NULL)
    ORDER BY t.id
    """
)
# What resolves a pending transfer, or takes one back, does so whole, once and in time.
_FOLLOWING = text(
    """
    SELECT t.id, e.id AS earlier_id FROM ledger_transfers t JOIN ledger_transfers e ON e.id = t.pending_id
    WHERE e.phase <> 'pending' OR t.id <= e.id OR (t.phase = 'post' AND e.expires_at <= t.at)
    OR (t.debit_id, t.credit_id, t.unit, t.amount) <> (e.debit_id, e.credit_id, e.unit, e.amount)
    UNION ALL
    SELECT t.id, e.id FROM ledger_transfers t JOIN ledger_transfers e ON e.id = t.reverses_id
    WHERE e.phase NOT IN ('transfer', 'post') OR t.id <= e.id OR e.reverses_id IS NOT NULL
    OR (t.debit_id, t.credit_id, t.unit, t.amount) <> (e.credit_id, e.debit_id, e.unit, e.amount)
    UNION ALL
    SELECT max(t.id), coalesce(t.pending_id, t.reverses_id) FROM ledger_transfers t
    WHERE coalesce(t.pending_id, t.reverses_id) IS NOT NULL
    GROUP BY t.pending_id, t.reverses_id HAVING count(*) > 1
    ORDER BY 1
    """
)
# What members have and owe is what the house gave them and did not get back.
_UNITS = text(
    """
    WITH given AS (
        SELECT t.unit, sum(CASE WHEN d.kind = 'house' THEN t.amount ELSE 0 END)
            - sum(CASE WHEN c.kind = 'house' THEN t.amount ELSE 0 END) AS amount
        FROM ledger_transfers t
        JOIN ledger_accounts d ON d.id = t.debit_id JOIN ledger_accounts c ON c.id = t.credit_id
        WHERE t.phase IN ('transfer', 'post') GROUP BY t.unit
    ), kept AS (
        SELECT unit, sum(balance) AS amount FROM ledger_accounts WHERE kind <> 'house' GROUP BY unit
    )
    SELECT unit, coalesce(kept.amount, 0) AS kept, coalesce(given.amount, 0) AS given
    FROM kept FULL JOIN given USING (unit)
    WHERE coalesce(kept.amount, 0) <> coalesce(given.amount, 0) ORDER BY unit
    """
)
_DAYS = text(
    f"""
    SELECT d.day, d.previous = d.before AND d.last_id >= d.after AS follows,
        d.transfers = count(t.id) AND d.digest = encode(sha256(convert_to(
            d.previous || E'\\n' || to_char(d.day, 'YYYY-MM-DD') || E'\\n' || d.last_id
            || coalesce(string_agg({LINE}, '' ORDER BY t.id), ''), 'UTF8')), 'hex') AS holds
    FROM (
        SELECT *, lag(last_id, 1, 0::bigint) OVER by_day AS after, lag(digest, 1, :first) OVER by_day AS before
        FROM ledger_days WINDOW by_day AS (ORDER BY day)
    ) d
    LEFT JOIN ledger_transfers t ON t.id > d.after AND t.id <= d.last_id
    GROUP BY d.day, d.previous, d.before, d.last_id, d.after, d.transfers, d.digest ORDER BY d.day
    """  # noqa: S608 - constants  # nosec B608
)


def check() -> Iterable[str]:
    """Whether every account holds what its transfers moved, every transfer says what happened, and the days hold."""
    for row in db.session.execute(_BALANCES):
        yield (
            f"account {row.id}: it holds {row.balance} and has {row.held} set apart, "
            f"by its transfers {row.moved} and {row.set_apart}"
        )
    for row in db.session.execute(_RUNNING):
        yield f"transfer {row.id}: it says account {row.account_id} held {row.said} afterwards, that was {row.running}"
    for transfer_id in db.session.scalars(_WORDS):
        yield f"transfer {transfer_id}: it is not what was recorded"
    for row in db.session.execute(_FOLLOWING):
        yield f"transfer {row.id}: it cannot follow transfer {row.earlier_id}"
    for row in db.session.execute(_UNITS):
        yield f"{row.unit}: members hold {row.kept}, the house gave them {row.given}"
    yield from _broken_day()


def _broken_day() -> Iterable[str]:
    """The first day at which the chain of digests is broken."""
    for row in db.session.execute(_DAYS, {"first": FIRST}):
        if not row.follows:
            yield f"ledger of {row.day}: it does not follow the day before; the chain is broken here"
            return
        if not row.holds:
            yield f"ledger of {row.day}: the transfers are not those of the digest; the chain is broken here"
            return
