"""What accounts hold."""

from typing import NamedTuple

from sqlalchemy import select

from cocreate.kernel.database import read
from cocreate.ledger.models import Account, AccountKind, Unit


class Balance(NamedTuple):
    """What a member has of a unit, how much of that is set apart, and what the member owes."""

    balance: int = 0
    held: int = 0
    owed: int = 0


def balances(member_id: int, unit: Unit) -> Balance:
    """What the member has of `unit`: one indexed read."""
    query = select(Account.kind, Account.balance, Account.held).where(
        Account.holder_id == member_id, Account.unit == unit
    )
    of = {kind: (balance, held) for kind, balance, held in read(query)}
    balance, held = of.get(AccountKind.WALLET, (0, 0))
    return Balance(balance, held, -of.get(AccountKind.DEBT, (0, 0))[0])
