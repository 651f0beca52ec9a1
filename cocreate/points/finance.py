"""The month's report for finance: what points were issued, spent, expired and taken back, and what is outstanding.

Every figure is a sum over the ledger. What members had when a month began or ended is what they have now less what
moved since, so that a report reads its month and what came after it, never all of the past; one statement, so that it
adds up while others write.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Subquery, case, func, literal, null, select, union_all
from sqlalchemy.orm import aliased

from cocreate.kernel.database import plain, read
from cocreate.ledger.models import Account, AccountKind, Phase, Transfer, Unit
from cocreate.points import months, wallets

# What moves what members have, in the order of the report: in from there, or out to there.
FLOWS = (
    "issued", "taken_back", "spent", "given_back", "expired", "unexpired", "forfeited", "lent", "repaid", "other_in",
    "other_out",
)  # fmt: skip
_HOUSES = {
    wallets.ISSUED: ("issued", "taken_back"),
    wallets.SPENT: ("given_back", "spent"),
    wallets.EXPIRED: ("unexpired", "expired"),
    wallets.FORFEITED: ("other_in", "forfeited"),
}
_OTHERS = ("other_in", "other_out")
_DEBTS = ("lent", "repaid")
_INTO = frozenset({"issued", "given_back", "unexpired", "lent", "other_in"})


@dataclass(frozen=True)
class Standing:
    """What members have at an instant, how much of that is set apart, and what they owe."""

    outstanding: int
    held: int
    owed: int


@dataclass(frozen=True)
class ByRule:
    """What a rule of earning, by its key, issued and had taken back in a month, and in how many transfers."""

    rule: str
    issued: int = 0
    awards: int = 0
    taken_back: int = 0

    @property
    def net(self) -> int:
        """What of it stands."""
        return self.issued - self.taken_back


@dataclass(frozen=True)
class Report:
    """A month: how it began and ended, what moved in it by `FLOWS` (none below zero), and what came of which rule."""

    month: date
    opening: Standing
    closing: Standing
    flows: dict[str, int]
    rules: list[ByRule] = field(default_factory=list)

    def lines(self) -> Iterator[tuple[str, int]]:
        """What moved, with what went out below zero: they lead from the opening to the closing sum."""
        for name in FLOWS:
            amount = self.flows.get(name, 0)
            yield name, amount if name in _INTO else -amount


def report(month: date) -> Report:
    """The report of `month`. One statement."""
    begin, end = months.bounds(month)
    rows = read(union_all(*_parts(begin, end))).all()  # type: ignore[arg-type]
    now = {row.name: int(row.amount) for row in rows if row.part == "now"}
    in_month = [row for row in rows if row.part == "in"]
    since = [row for row in rows if row.part == "after"]
    closing = _before(now, since)
    opening = _before({"wallet": closing.outstanding, "held": closing.held, "debt": -closing.owed}, in_month)
    flows = {name: sum(int(row.amount) for row in in_month if row.name == name) for name in FLOWS}
    return Report(month, opening, closing, flows, _by_rule(in_month))


def _before(then: dict[str, int], rows: list[Any]) -> Standing:
    """How it stood before what `rows` moved, when it stands like `then` after that."""
    moved = {name: sum(int(row.amount) for row in rows if row.name == name) for name in (*FLOWS, "held", "let_go")}
    into = sum(amount if name in _INTO else -amount for name, amount in moved.items() if name in FLOWS)
    owed = -then.get("debt", 0) - moved["lent"] + moved["repaid"]
    return Standing(then.get("wallet", 0) - into, then.get("held", 0) - moved["held"] + moved["let_go"], owed)


def _by_rule(rows: list[Any]) -> list[ByRule]:
    issued = {row.kind: row for row in rows if row.name == "issued"}
    taken = {row.kind: int(row.amount) for row in rows if row.name == "taken_back"}
    found = [
        ByRule(rule, int(issued[rule].amount), int(issued[rule].number), taken.get(rule, 0))
        if rule in issued
        else ByRule(rule, taken_back=taken[rule])
        for rule in issued.keys() | taken.keys()
    ]
    return sorted(found, key=lambda one: (-one.net, one.rule))


def _parts(begin: datetime, end: datetime) -> list[Select[*tuple[Any, ...]]]:
    """What is there now; what moved, and what was set apart and let go, in the month and after it."""
    mine = (Account.unit == Unit.POINTS, Account.kind != AccountKind.HOUSE)
    kind = plain(Account.kind)
    total, held = func.coalesce(func.sum(Account.balance), 0), func.coalesce(func.sum(Account.held), 0)
    balances = select(literal("now"), kind, null(), total, func.count()).where(*mine).group_by(kind)
    apart = select(literal("now"), literal("held"), null(), held, func.count()).where(*mine)
    moved = _moved(begin, end)
    flows = select(moved.c.part, moved.c.name, moved.c.kind, func.sum(moved.c.amount), func.count()).group_by(
        moved.c.part, moved.c.name, moved.c.kind
    )
    labels = ("part", "name", "kind", "amount", "number")
    named = [column.label(label) for column, label in zip(balances.selected_columns, labels, strict=True)]
    return [balances.with_only_columns(*named), apart, flows]


def _moved(begin: datetime, end: datetime) -> Subquery:
    """Each transfer of points since `begin` with what it was; a post moves, and lets go what was set apart."""
    debit, credit, holder, earlier = aliased(Account), aliased(Account), aliased(Account), aliased(Transfer)
    part = case((Transfer.at < end, "in"), else_="after").label("part")
    why = func.coalesce(earlier.kind, Transfer.kind).label("kind")
    since = (Transfer.unit == Unit.POINTS, Transfer.at >= begin)
    flows = (
        select(part, _flow(debit, credit).label("name"), why, Transfer.amount)
        .join(debit, debit.id == Transfer.debit_id)
        .join(credit, credit.id == Transfer.credit_id)
        .outerjoin(earlier, earlier.id == Transfer.reverses_id)
        .where(*since, Transfer.phase.in_((Phase.TRANSFER, Phase.POST)))
        .where((debit.kind == AccountKind.WALLET) != (credit.kind == AccountKind.WALLET))
    )
    name = case((Transfer.phase == Phase.PENDING, "held"), else_="let_go").label("name")
    nothing = literal("", String).label("kind")
    apart = select(part, name, nothing, Transfer.amount).join(holder, holder.id == Transfer.debit_id)
    theirs = (Transfer.phase != Phase.TRANSFER, holder.kind == AccountKind.WALLET)
    return union_all(flows, apart.where(*since, *theirs)).subquery()


def _flow(debit: type[Account], credit: type[Account]) -> ColumnElement[str]:
    """What a transfer is to what members have, by the two accounts."""
    from_house = [(debit.name == house, into) for house, (into, _out) in _HOUSES.items()]
    to_house = [(credit.name == house, out) for house, (_into, out) in _HOUSES.items()]
    return case(
        *from_house,
        *to_house,
        (debit.kind == AccountKind.DEBT, _DEBTS[0]),
        (credit.kind == AccountKind.DEBT, _DEBTS[1]),
        (debit.kind == AccountKind.HOUSE, _OTHERS[0]),
        else_=_OTHERS[1],
    )
