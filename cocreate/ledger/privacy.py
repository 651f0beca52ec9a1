"""What the ledger holds of a member: what they were given and what they spent, in numbers and codes."""

from sqlalchemy import case, or_, select

from cocreate.kernel.personal import Columns, Row, kept, rows
from cocreate.ledger.models import Account, AccountKind, Transfer
from cocreate.members.models import Member

_BOOKS = "The books add up for ever; the member's row they lead to has no name any more, and they hold codes alone."
COLUMNS: Columns = {
    **kept("ledger_accounts", "holder_id name", _BOOKS),
    **kept("ledger_transfers", "key content_hash kind subject", _BOOKS),
    **kept("ledger_days", "previous digest", "Digests of whole days, which are public and tell nothing of anybody."),
}


def export(member: Member) -> Row:
    """Each transfer of the member's accounts: less than nothing is what was taken. Keys and subjects lead to others."""
    amount = case((Transfer.debit_id == Account.id, -Transfer.amount), else_=Transfer.amount)
    balance = case((Transfer.debit_id == Account.id, Transfer.debit_balance), else_=Transfer.credit_balance)
    theirs = (
        select(
            Transfer.at, Account.kind.label("account"), Transfer.unit, Transfer.phase, Transfer.kind,
            amount.label("amount"), balance.label("balance"),
        )
        .join(Account, or_(Transfer.debit_id == Account.id, Transfer.credit_id == Account.id))
        .where(Account.holder_id == member.id, Account.kind != AccountKind.HOUSE)
    )  # fmt: skip
    return {"transfers": rows(theirs.order_by(Transfer.id, Account.id))}
