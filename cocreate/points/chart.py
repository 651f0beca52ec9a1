"""Points by month: what came, what went and what was left, as numbers and as a drawing."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import BindParameter, Date, bindparam, case, cast, func, or_, select

from cocreate.kernel import clock
from cocreate.kernel.database import read
from cocreate.ledger.models import Account, AccountKind, Transfer, Unit
from cocreate.ledger.statement import MOVES
from cocreate.points import months

SHOWN = 12
# Units of the drawing: a month is 10 wide, with a gap of 2; all of it is 100 high.
SLOT, BAR, HIGH = 10, 8, 100
_WALLET: BindParameter[int] = bindparam("wallet")


class Month(NamedTuple):
    """What came and went in the month of `first`, and what there was at its end; `gone` is not less than nothing."""

    first: date
    earned: int
    gone: int
    balance: int


class Bar(NamedTuple):
    """A month's bars: what came above the line, what went below it."""

    x: int
    up_y: float
    up_height: float
    down_height: float


@dataclass(frozen=True)
class Chart:
    """The last months, the oldest first, and their bars around the height `line`; `most` came or went in one."""

    months: list[Month]
    bars: list[Bar]
    line: float
    width: int
    most: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing ever moved."""
        return not any(month.earned or month.gone or month.balance for month in self.months)


def chart(member_id: int, at: datetime | None = None) -> Chart:
    """The member's last months. Two statements."""
    present = months.of(at or clock.now())
    first = months.later(present, 1 - SHOWN)
    mine = (Account.holder_id == member_id, Account.unit == Unit.POINTS, Account.kind == AccountKind.WALLET)
    found = read(select(Account.id, Account.balance).where(*mine)).first()
    moved = _moved(found.id, first) if found else {}
    shown: list[Month] = []
    balance = found.balance if found else 0
    for number in range(SHOWN):
        month = months.later(present, -number)
        earned, gone = moved.get(month, (0, 0))
        shown.insert(0, Month(month, earned, gone, balance))
        balance -= earned - gone
    return _drawn(shown)


def _moved(wallet: int, first: date) -> dict[date, tuple[int, int]]:
    """What came and went by month. What was lent to take something back neither came nor went."""
    comes = Transfer.credit_id == _WALLET
    is_loan = Transfer.kind == "lent"
    month = cast(func.date_trunc("month", func.timezone(bindparam("zone"), Transfer.at)), Date)
    amount = func.coalesce(func.sum(Transfer.amount).filter(comes, ~is_loan), 0)
    gone = func.coalesce(func.sum(case((is_loan, -Transfer.amount), else_=Transfer.amount)).filter(~comes | is_loan), 0)
    of_wallet = or_(Transfer.debit_id == _WALLET, comes)
    since = Transfer.at >= months.bounds(first)[0]
    query = select(month, amount, gone).where(of_wallet, since, Transfer.phase.in_(MOVES)).group_by(month)
    rows = read(query, {"wallet": wallet, "zone": str(clock.site_zone())})
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


def _drawn(shown: list[Month]) -> Chart:
    up, down = max(month.earned for month in shown), max(max(month.gone, 0) for month in shown)
    unit = HIGH / max(1, up + down)
    line = round(up * unit, 2)
    bars = [
        Bar(
            x=place * SLOT + (SLOT - BAR) // 2,
            up_y=round(line - month.earned * unit, 2),
            up_height=round(month.earned * unit, 2),
            down_height=round(max(month.gone, 0) * unit, 2),
        )
        for place, month in enumerate(shown)
    ]
    return Chart(shown, bars, line, SLOT * len(shown), max(up, down))
