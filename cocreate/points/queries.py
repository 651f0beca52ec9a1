"""What a member has: the wallet as it is shown, and what of it comes and goes when."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from cocreate.kernel import clock
from cocreate.kernel.database import read
from cocreate.ledger.models import Account, AccountKind, Unit
from cocreate.points.models import Lot

# What is told of what expires.
SOON = timedelta(days=30)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Wallet:
    """A member's points and contribution. `ripening` and `expiring`: how many points, by the day on which they become
    spendable, and by the last one on which they are, for the next thirty days."""

    balance: int
    held: int
    owed: int
    contribution: int
    spendable: int
    ripening: list[tuple[date, int]]
    expiring: list[tuple[date, int]]


def wallet(member_id: int, at: datetime | None = None) -> Wallet:
    """What the member has at `at`. Two statements."""
    at = at or clock.now()
    accounts = select(Account.unit, Account.kind, Account.balance, Account.held).where(Account.holder_id == member_id)
    holds = {(unit, kind): (balance, held) for unit, kind, balance, held in read(accounts)}
    balance, held = holds.get((Unit.POINTS, AccountKind.WALLET), (0, 0))
    lots = select(Lot.spendable_at, Lot.expires_at, Lot.remaining).where(Lot.member_id == member_id, Lot.remaining > 0)
    left = list(read(lots.where(Lot.expires_at > at)))
    return Wallet(
        balance=balance,
        held=held,
        owed=-holds.get((Unit.POINTS, AccountKind.DEBT), (0, 0))[0],
        contribution=holds.get((Unit.CONTRIBUTION, AccountKind.WALLET), (0, 0))[0],
        spendable=sum(lot.remaining for lot in left if lot.spendable_at <= at),
        ripening=_by_day((clock.local_day(lot.spendable_at), lot.remaining) for lot in left if lot.spendable_at > at),
        expiring=_by_day((last_day(lot.expires_at), lot.remaining) for lot in left if lot.expires_at <= at + SOON),
    )


def last_day(expires_at: datetime) -> date:
    """The last day on which points can be used that expire at `expires_at`."""
    return clock.local_day(expires_at - _INSTANT)


def _by_day(parts: Iterable[tuple[date, int]]) -> list[tuple[date, int]]:
    found: Counter[date] = Counter()
    for day, amount in parts:
        found[day] += amount
    return sorted(found.items())
