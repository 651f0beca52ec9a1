"""The statement of one account: what happened to it, the latest first, with the balance after each row."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Select, case, literal, select, union_all

from cocreate.kernel.database import read
from cocreate.kernel.paging import Page, cut, decode
from cocreate.ledger.models import Phase, Transfer

# What changes a balance.
MOVES = (Phase.TRANSFER, Phase.POST)


class Line(NamedTuple):
    """A transfer as one account sees it: by how much its balance and what is set apart in it changed.

    `balance` is the one afterwards, ``None`` of an account of the house.
    """

    id: int
    at: datetime
    phase: Phase
    kind: str
    subject: str
    moved: int
    set_apart: int
    balance: int | None


def page(
    account_id: int, *, kinds: Collection[str] = (), since: datetime | None = None, until: datetime | None = None,
    phases: Collection[Phase] = (), cursor: str = "", limit: int = 50,
) -> Page[Line]:  # fmt: skip
    """Up to `limit` lines of the account before `cursor`, of the `kinds` and `phases` (all without any), with
    ``since <= at < until``.

    One statement; each side of the account is read by its own index, backwards. Raises `Invalid` for a false cursor.
    """
    before = decode(cursor, int)[0] if cursor else None
    conditions: list[ColumnElement[bool]] = [Transfer.kind.in_(kinds)] if kinds else []
    conditions += [Transfer.phase.in_(phases)] if phases else []
    conditions += [Transfer.at >= since] if since else []
    conditions += [Transfer.at < until] if until else []
    conditions += [Transfer.id < before] if before is not None else []
    sides = [
        side.where(*conditions).order_by(Transfer.id.desc()).limit(limit + 1).subquery()
        for side in (_paid_out(account_id), _paid_in(account_id))
    ]
    both = union_all(*(select(side) for side in sides)).subquery()
    rows = read(select(both).order_by(both.c.id.desc()).limit(limit + 1))
    return cut([Line(*row) for row in rows], limit, lambda line: (line.id,))


def _paid_out(account_id: int) -> Select[*tuple[Any, ...]]:
    moved = case((Transfer.phase.in_(MOVES), -Transfer.amount), else_=0)
    by_phase = ((Transfer.phase == Phase.PENDING, Transfer.amount), (Transfer.phase == Phase.TRANSFER, 0))
    set_apart = case(*by_phase, else_=-Transfer.amount)
    return _lines(moved, set_apart, Transfer.debit_balance).where(Transfer.debit_id == account_id)


def _paid_in(account_id: int) -> Select[*tuple[Any, ...]]:
    here = _lines(Transfer.amount, literal(0, BigInteger), Transfer.credit_balance)
    return here.where(Transfer.credit_id == account_id, Transfer.phase.in_(MOVES))


def _lines(moved: Any, set_apart: Any, balance: Any) -> Select[*tuple[Any, ...]]:
    said = (Transfer.id, Transfer.at, Transfer.phase, Transfer.kind, Transfer.subject)
    return select(*said, moved.label("moved"), set_apart.label("set_apart"), balance.label("balance"))
