"""What members have in points: lots that come, are set apart, spent, returned, taken back and expire.

Each verb locks the member's wallet first; the lots of a member change under that lock alone. What remains in the lots
is what the wallet has and has not set apart.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.ledger import rules as ledger
from cocreate.ledger.models import Account, Transfer, Unit
from cocreate.ledger.queries import balances
from cocreate.ledger.rules import Recorded, Short
from cocreate.points.models import Lot, LotUse, PointTerms
from cocreate.points.months import day_of

# The accounts of the house that points come from and go to.
ISSUED, SPENT, EXPIRED, FORFEITED = "issued", "spent", "expired", "forfeited"
SPEND = "spend"  # the kind of what is reserved


def lock(member_id: int) -> int:
    """Keep the member's points to this transaction; the id of their wallet."""
    wallet = ledger.wallet(member_id, Unit.POINTS)
    db.session.scalars(select(Account.id).where(Account.id == wallet).with_for_update(key_share=True)).one()
    return wallet


def terms() -> PointTerms:
    """What holds for all points."""
    return db.session.get_one(PointTerms, 1)


def credit(
    member_id: int, amount: int, key: str, kind: str, subject: str,
    spendable_at: datetime | None = None, at: datetime | None = None, expires_at: datetime | None = None,
) -> Recorded:  # fmt: skip
    """Give the member new points: a lot of their own, of which debts are paid first.

    They are spendable at `spendable_at`, by default after the days of the terms, and expire at `expires_at`, by default
    months after `at`; a day at least is between.
    """
    at, wallet, current = at or clock.now(), lock(member_id), terms()
    transfer = ledger.move(key, ledger.house(Unit.POINTS, ISSUED), wallet, Unit.POINTS, amount, kind, subject, at)
    if db.session.scalar(select(Lot.id).where(Lot.transfer_id == transfer.id)) is None:
        ripe = spendable_at or at + timedelta(days=current.ripening_days)
        end = max(expires_at or _months_later(at, current.lifetime_months), _end_of_day(ripe + timedelta(days=1)))
        lot = Lot(member_id=member_id, transfer_id=transfer.id, amount=amount, remaining=amount)
        lot.spendable_at, lot.expires_at = ripe, end
        db.session.add(lot)
        db.session.flush()
        _repay(member_id, wallet, transfer, at)
    return transfer


def again(first: int, last: int, amount: int, at: datetime) -> tuple[int, datetime, datetime]:
    """How many of `amount` points come in place of those that `take_back` took, from when and until when.

    `first` and `last` are the transfers by which `credit` gave them. They have the time they had: giving again makes
    nothing younger. Where that is over it is those alone which were spent, so that nobody is left to owe them; they
    live as what is returned does.
    """
    lots = {lot.transfer_id: lot for lot in db.session.scalars(select(Lot).where(Lot.transfer_id.in_((first, last))))}
    if lots[first].expires_at > at:
        return amount, lots[first].spendable_at, lots[first].expires_at
    own = select(func.coalesce(func.sum(LotUse.amount), 0)).join(Transfer, Transfer.id == LotUse.transfer_id)
    unspent = db.session.scalars(own.where(LotUse.lot_id == lots[last].id, Transfer.reverses_id == last)).one()
    spent = lots[last].amount - int(unspent)
    return min(amount, spent), lots[first].spendable_at, _end_of_day(at + timedelta(days=terms().returned_days))


def reserve(member_id: int, amount: int, key: str, subject: str, at: datetime | None = None) -> int:
    """Set `amount` apart to be spent: the points that expire first. The id of the pending transfer.

    It stays so until whoever did it settles or releases it: lots change with it, and an order.

    Raises:
        Short: there are not so many points that may be spent already.
    """
    at, wallet = at or clock.now(), lock(member_id)
    spent = ledger.house(Unit.POINTS, SPENT)
    with db.session.begin_nested():
        pending = ledger.hold(key, wallet, spent, Unit.POINTS, amount, SPEND, subject, None, at)
        if not _uses(pending.id):
            ripe = _left(member_id, Lot.spendable_at <= at, Lot.expires_at > at)
            if _take(ripe, amount, pending.id) < amount:
                raise Short
    return pending.id


def settle(pending_id: int, at: datetime | None = None) -> None:
    """Spend what was set apart; once more changes nothing.

    Raises:
        Resolved: it was released.
    """
    ledger.post(pending_id, SPEND, at)


def release(pending_id: int, at: datetime | None = None, *, extended: bool = True) -> None:
    """Give back what was set apart, into the lots it came from; once more changes nothing.

    They live some days at least when they are `extended`. Not so when the member took them back: that would let points
    last for ever.

    Raises:
        Resolved: it was settled.
    """
    at = at or clock.now()
    pending, holder = db.session.get_one(Transfer, pending_id), _holder(pending_id)
    lock(holder)
    void = ledger.void(pending_id, at=at)
    soonest = _end_of_day(at + timedelta(days=terms().returned_days))
    for use, lot in _uses(pending_id):
        if not use.returned:
            use.returned = True
            lot.remaining += use.amount
            lot.expires_at = max(lot.expires_at, soonest) if extended else lot.expires_at
    db.session.flush()
    _repay(holder, pending.debit_id, void, at)


def lapsed(pending_id: int, at: datetime | None = None) -> int:
    """How many of the points set apart are past their time, and expire when they come back without more of it."""
    return sum(use.amount for use, lot in _uses(pending_id) if lot.expires_at <= (at or clock.now()))


def take_back(transfer_id: int, kind: str, at: datetime | None = None) -> None:
    """Take back what `credit` gave; once more changes nothing. What is already spent becomes a debt.

    The lot itself is taken first. What of it has expired comes back before, so that nobody owes what they never used.
    """
    at = at or clock.now()
    lot = db.session.scalars(select(Lot).where(Lot.transfer_id == transfer_id)).one()
    lock(lot.member_id)
    db.session.refresh(lot)  # somebody may have spent of it before the lock
    if db.session.scalar(select(Transfer.id).where(Transfer.reverses_id == transfer_id)) is not None:
        return
    for use in _expiries(lot):
        ledger.reverse(use.transfer_id, "unexpiry", at)
        use.returned = True
        lot.remaining += use.amount
    db.session.flush()
    reversal = ledger.reverse(transfer_id, kind, at)
    mine = _take([lot], lot.amount, reversal.id)
    _take(_left(lot.member_id, Lot.id != lot.id), lot.amount - mine, reversal.id)


def expire(member_id: int, at: datetime | None = None) -> int:
    """Take away the member's points whose time was over at `at`, and say how many."""
    at, wallet, total = at or clock.now(), lock(member_id), 0
    for lot in _left(member_id, Lot.expires_at <= at):
        # What was set apart comes back into a lot that has expired before; its uses are never deleted.
        uses = db.session.scalars(select(func.count()).where(LotUse.lot_id == lot.id)).one()
        key, gone = f"expiry:{lot.id}:{uses}", lot.remaining
        house = ledger.house(Unit.POINTS, EXPIRED)
        transfer = ledger.move(key, wallet, house, Unit.POINTS, gone, "expiry", f"lot:{lot.id}", at)
        total += _take([lot], gone, transfer.id)
    return total


def forfeit(member_id: int, at: datetime | None = None) -> int:
    """Give back to the house what the member has and has not set apart, and say how much; what they owe stays."""
    at, wallet = at or clock.now(), lock(member_id)
    left = _left(member_id)
    total = sum(lot.remaining for lot in left)
    if total:
        house, key = ledger.house(Unit.POINTS, FORFEITED), f"forfeited:{member_id}:{at.isoformat()}"
        transfer = ledger.move(key, wallet, house, Unit.POINTS, total, "forfeited", f"member:{member_id}", at)
        _take(left, total, transfer.id)
    return total


def spendable(member_id: int, at: datetime | None = None) -> int:
    """How many points the member can spend at `at`."""
    at = at or clock.now()
    mine = select(func.coalesce(func.sum(Lot.remaining), 0)).where(Lot.member_id == member_id, Lot.remaining > 0)
    return int(db.session.scalars(mine.where(Lot.spendable_at <= at, Lot.expires_at > at)).one())


def _holder(transfer_id: int) -> int:
    """Whose wallet the transfer debits."""
    of_transfer = select(Account.holder_id).join(Transfer, Transfer.debit_id == Account.id)
    holder = db.session.scalars(of_transfer.where(Transfer.id == transfer_id)).one()
    if holder is None:
        raise ValueError(f"transfer {transfer_id} takes from the house")
    return holder


def _left(member_id: int, *conditions: ColumnElement[bool]) -> list[Lot]:
    """The member's lots with something left, first in first out; the wallet is locked."""
    mine = select(Lot).where(Lot.member_id == member_id, Lot.remaining > 0, *conditions)
    ordered = mine.order_by(Lot.expires_at, Lot.id).execution_options(populate_existing=True)
    return list(db.session.scalars(ordered))


def _take(lots: Iterable[Lot], amount: int, transfer_id: int) -> int:
    """Take up to `amount` out of `lots` in their order, for the transfer; how much it was."""
    missing = amount
    for lot in lots:
        part = min(lot.remaining, missing)
        if part:
            lot.remaining -= part
            missing -= part
            db.session.add(LotUse(lot_id=lot.id, transfer_id=transfer_id, amount=part))
    db.session.flush()
    return amount - missing


def _uses(transfer_id: int) -> list[tuple[LotUse, Lot]]:
    uses = select(LotUse, Lot).join(Lot, Lot.id == LotUse.lot_id).where(LotUse.transfer_id == transfer_id)
    found = db.session.execute(uses.order_by(Lot.id).execution_options(populate_existing=True))
    return [(use, lot) for use, lot in found]


def _expiries(lot: Lot) -> list[LotUse]:
    uses = select(LotUse).join(Transfer, Transfer.id == LotUse.transfer_id)
    of_lot = uses.where(LotUse.lot_id == lot.id, ~LotUse.returned, Transfer.kind == "expiry")
    return list(db.session.scalars(of_lot.order_by(Transfer.id)))


def _repay(member_id: int, wallet: int, cause: Recorded, at: datetime) -> None:
    """Pay what the member owes out of what they have, ripe or not."""
    has = balances(member_id, Unit.POINTS)
    paid = ledger.repay(member_id, Unit.POINTS, has.balance - has.held, f"repaid:{cause.id}", cause.subject, at)
    if paid is not None and not _uses(paid.id):
        _take(_left(member_id), paid.amount, paid.id)


def _end_of_day(at: datetime) -> datetime:
    """The midnight with which the site's day of `at` is over: points last through the day that members are told."""
    return day_of(at)[1]


def _months_later(at: datetime, months: int) -> datetime:
    """The end of the site's day on which `months` are over."""
    day = clock.local_day(at)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = datetime(year, month + 1, 1, tzinfo=clock.site_zone())
    last_day = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last_day.day)) + timedelta(days=1)
