"""Redeeming a perk, and what becomes of that: fulfilled, or cancelled by the team, the member, or itself.

Locks are taken in one order: the member, the perk, redemptions by their keys, variants by theirs, a code, and wallets
last, by their members. Whoever resolves several redemptions at once takes all of a kind before the next kind.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select, text, update

from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, NotNow, Refused
from cocreate.kernel.i18n import locale
from cocreate.ledger.rules import Short
from cocreate.members.models import Member
from cocreate.perks import queries, standing, variants
from cocreate.perks.access import Obstacle, Reason, may_redeem
from cocreate.perks.codes import pool
from cocreate.perks.codes.models import PerkCode
from cocreate.perks.codes.rules import OwnRedemption
from cocreate.perks.models import Perk, PerkKind, PerkVariant
from cocreate.perks.redemptions import addresses, telling
from cocreate.perks.redemptions.addresses import Address
from cocreate.perks.redemptions.models import (
    MAX_REASON,
    MAX_TRACKING,
    OrderTerms,
    Redemption,
    RedemptionChange,
    RedemptionState,
)
from cocreate.points import wallets

_NEXT = text("SELECT nextval('redemptions_id_seq')")


@dataclass(frozen=True)
class Wish:
    """What a member asks for. `price` is the one they were shown, None: whatever it is; `key` tells a form or call from
    another; `address` is where goods go."""

    variant_id: int
    price: int | None = None
    key: str | None = None
    address: Address | None = None


def redeem(member: Member, wish: Wish) -> Redemption:
    """Take what `member` wishes: points and stock in one, an order for goods, a code at once for all else.

    The same `key` again answers with the same redemption. Raises `NotNow` with the obstacle for its code (sold out, too
    few points, a limit…), `Invalid` at a part of the address; nobody is charged then.
    """
    with db.session.begin_nested():
        db.session.refresh(member, ["is_owner"], with_for_update={"key_share": True})
        return _repeated(member, wish) or _redeem(member, wish)


def made_with(member: Member, key: str) -> Redemption | None:
    """What `member` redeemed with that key, if anything."""
    return db.session.scalar(select(Redemption).where(Redemption.member_id == member.id, Redemption.key == key))


def is_of(redemption: Redemption, wish: Wish) -> bool:
    """Whether the redemption is what `wish` says; of an address that is forgotten, nobody knows."""
    return (
        redemption.variant_id == wish.variant_id
        and wish.price in (None, redemption.price)
        and (redemption.address is None or addresses.unseal(redemption.address) == wish.address)
    )


def fulfil(actor: Member, redemption: Redemption, tracking: str = "") -> Redemption:
    """Send what was ordered, and take the points.

    Raises `Refused` where it is the actor's own, or not waiting any more.
    """
    if len(tracking) > MAX_TRACKING:
        raise Invalid("tracking", _("At most %(count)s characters, please.", count=MAX_TRACKING))
    (held,) = hold([redemption.id])
    _check_anothers(actor, held)
    _check_waits(held)
    held.tracking, held.taken_up_at = tracking, held.taken_up_at or clock.now()
    _resolve(actor, held, RedemptionState.FULFILLED)
    wallets.settle(held.transfer_id)
    return held


def cancel(actor: Member, redemption: Redemption, reason: str) -> Redemption:
    """Cancel an order for the team, for a `reason` that its member reads; stock and points are given back.

    Raises `Invalid` at ``reason``, `Refused` where it is the actor's own, or not waiting any more.
    """
    if not reason:
        raise Invalid("reason", _("Give the reason: the member reads it."))
    if len(reason) > MAX_REASON:
        raise Invalid("reason", _("At most %(count)s characters, please.", count=MAX_REASON))
    (held,) = hold([redemption.id], stock=True)
    _check_anothers(actor, held)
    _check_waits(held)
    return _cancel(actor, held, reason)


def withdraw(member: Member, redemption: Redemption) -> Redemption:
    """Cancel an order of the member's own, as long as the team has not taken it up. Raises `Refused` then.

    The points come back with the time they had: ordering and cancelling makes none last longer.
    """
    (held,) = hold([redemption.id], stock=True)
    _check_waits(held)
    if held.taken_up_at is not None:
        raise Refused("taken-up", _("It is being packed already, and can't be cancelled here any more."))
    return _cancel(member, held, extended=False)


def give_up(redemption_id: int) -> bool:
    """Let an order cancel itself whose time is over and that nobody took up; whether it did."""
    (held,) = hold([redemption_id], stock=True)
    if not held.is_overdue or held.taken_up_at is not None:
        return False
    _cancel(None, held)
    return True


def hold_open(member: Member) -> list[Redemption]:
    """The orders of `member`, who is locked, that wait, locked with their stock."""
    waits = (Redemption.member_id == member.id, Redemption.state == RedemptionState.ORDERED)
    found = hold(db.session.scalars(select(Redemption.id).where(*waits)).all(), stock=True)
    return [held for held in found if held.state is RedemptionState.ORDERED]


def close(member: Member) -> None:
    """Decide every order of a member who is erased and locked; nobody is told. What is being packed already is as good
    as sent: its points are taken, its address is forgotten when its time is over. All else is cancelled."""
    for held in hold_open(member):
        if held.taken_up_at is None:
            _cancel(member, held, extended=False)
        else:
            _resolve(None, held, RedemptionState.FULFILLED, told=False)
            wallets.settle(held.transfer_id)


def take_up(actor: Member, ids: Collection[int]) -> list[Redemption]:
    """Have the team take in hand those of the orders that wait: their members can't cancel them any more, nor do they
    cancel themselves. All that wait are answered, in the order of their keys."""
    waiting = [held for held in hold(ids) if held.state is RedemptionState.ORDERED]
    for held in waiting:
        if held.taken_up_at is None:
            held.taken_up_at = clock.now()
            journal.note(actor.id, "take_up", "redemption", held.id)
    db.session.flush()
    return waiting


def hold(ids: Collection[int], *, stock: bool = False) -> list[Redemption]:
    """The redemptions with these keys as they are now, locked, in the order of their keys; with their `stock`, so are
    the variants, as for cancelling them."""
    query = select(Redemption).where(Redemption.id.in_(ids)).order_by(Redemption.id)
    fresh = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    held = list(db.session.scalars(fresh))
    if stock:
        wanted = select(PerkVariant.id).where(PerkVariant.id.in_({each.variant_id for each in held}))
        db.session.execute(wanted.order_by(PerkVariant.id).with_for_update())
    return held


def terms() -> OrderTerms:
    """What holds for all orders."""
    return db.session.get_one(OrderTerms, 1)


def set_terms(actor: Member, days: int | None) -> None:
    """Let orders wait for `days`; those that wait already keep their end. Raises `Invalid` at ``days``."""
    if days is None or not 1 <= days <= 90:
        raise Invalid("days", _("From %(least)s to %(most)s.", least=1, most=90))
    present = terms()
    if present.days != days:
        journal.note(actor.id, "change_terms", "order_terms", 1, before=present.days, after=days)
        present.days = days
        db.session.flush()


def _repeated(member: Member, wish: Wish) -> Redemption | None:
    """What the member's key stands for already, if anything. The member is locked."""
    found = made_with(member, wish.key) if wish.key else None
    if found is not None and not is_of(found, wish):
        raise NotNow("key-reused", _("This form was already sent for something else. Begin again, please."))
    return found


def _redeem(member: Member, wish: Wish) -> Redemption:
    perk, variant = variants.lock(wish.variant_id)
    _check_price(perk, wish)
    reasons = may_redeem(queries.offer(perk, locale(), variant), standing.of(member, perk), clock.now())
    if reasons:
        raise _obstacle(reasons[0])
    address = _address(perk, wish)
    _take(variant)
    code = pool.draw(variant) if perk.kind in pool.CODED else None
    if perk.kind in pool.CODED and code is None:
        raise _obstacle(Reason(Obstacle.SOLD_OUT, ""))
    made = _order(member, perk, wish, address)
    db.session.flush()
    journal.note(member.id, "redeem", "redemption", made.id)
    _note(member, made, RedemptionState.ORDERED)
    if code is not None:
        _hand_over(member, made, code, perk.last_day(clock.local_day(made.at)))
    return made


def _order(member: Member, perk: Perk, wish: Wish, sealed: str | None) -> Redemption:
    """The redemption with its points set apart: the last thing that can be refused, and the last lock."""
    key = db.session.scalars(_NEXT).one()
    subject = f"redemption:{key}"
    try:
        pending = wallets.reserve(member.id, perk.price, subject, subject)
    except Short as short:
        raise _obstacle(Reason(Obstacle.TOO_FEW_POINTS, short.message)) from short
    made = Redemption(id=key, perk_id=perk.id, variant_id=wish.variant_id, member_id=member.id, price=perk.price)
    made.transfer_id, made.key, made.address = pending, wish.key, sealed
    made.state, made.at = RedemptionState.ORDERED, clock.now()
    made.due_at = made.at + terms().period if perk.kind is PerkKind.GOODS else None
    if made.due_at is None:  # a code is in hand at once
        made.state, made.resolved_at = RedemptionState.FULFILLED, made.at
    db.session.add(made)
    return made


def _hand_over(member: Member, made: Redemption, code: PerkCode, until: date | None) -> None:
    pool.assign(code, made.id, until)
    _note(member, made, RedemptionState.FULFILLED)
    wallets.settle(made.transfer_id)


def _take(variant: PerkVariant) -> None:
    """One of `variant` less. The database refuses more than there are, whoever asks."""
    left = (PerkVariant.stock.is_(None)) | (PerkVariant.taken < PerkVariant.stock)
    one = update(PerkVariant).where(PerkVariant.id == variant.id, left).values(taken=PerkVariant.taken + 1)
    if db.session.scalar(one.returning(PerkVariant.id)) is None:
        raise _obstacle(Reason(Obstacle.SOLD_OUT, ""))


def _address(perk: Perk, wish: Wish) -> str | None:
    if perk.kind is not PerkKind.GOODS:
        return None
    if wish.address is None:
        raise Invalid("address", _("Tell where it goes."))
    return addresses.seal(wish.address)


def _check_price(perk: Perk, wish: Wish) -> None:
    if wish.price is not None and wish.price != perk.price:
        words = ngettext(
            "Its price has changed: it is %(num)s point now. Nothing was redeemed.",
            "Its price has changed: it is %(num)s points now. Nothing was redeemed.",
            perk.price,
        )
        raise NotNow("price-changed", words, price=perk.price)


def _obstacle(reason: Reason) -> NotNow:
    """The refusal that says `reason`, kindly where somebody was just too late."""
    sentences = {
        Obstacle.SOLD_OUT: _("Somebody was a moment quicker: it is sold out. Your points are all still there."),
        Obstacle.TOO_FEW_POINTS: _("Your points don't reach for this yet. None were taken."),
    }
    return NotNow(reason.code.value, sentences.get(reason.code) or reason.words)


def _check_anothers(actor: Member, redemption: Redemption) -> None:
    if redemption.member_id == actor.id:
        raise OwnRedemption


def _check_waits(redemption: Redemption) -> None:
    if redemption.state is RedemptionState.FULFILLED:
        raise Refused("fulfilled", _("This is fulfilled already."))
    if redemption.state is RedemptionState.CANCELLED:
        raise Refused("cancelled", _("This was cancelled already."))


def _cancel(actor: Member | None, held: Redemption, reason: str = "", *, extended: bool = True) -> Redemption:
    """Give back stock and points of `held`, which is locked and waits; the points `extended`, as `wallets` say."""
    given_back = update(PerkVariant).where(PerkVariant.id == held.variant_id).values(taken=PerkVariant.taken - 1)
    db.session.execute(given_back)
    _resolve(actor, held, RedemptionState.CANCELLED, reason)
    wallets.release(held.transfer_id, extended=extended)
    return held


def _resolve(
    actor: Member | None, held: Redemption, state: RedemptionState, reason: str = "", *, told: bool = True
) -> None:
    held.state, held.resolved_at = state, clock.now()
    db.session.flush()
    _note(actor, held, state, reason)
    verb = "fulfil_redemption" if state is RedemptionState.FULFILLED else "cancel_redemption"
    entry = journal.note(actor.id if actor else None, verb, "redemption", held.id)
    if told:
        telling.tell(entry, held)


def _note(actor: Member | None, redemption: Redemption, state: RedemptionState, reason: str = "") -> None:
    change = RedemptionChange(redemption_id=redemption.id, state=state, reason=reason)
    change.actor_id = actor.id if actor else None
    db.session.add(change)
    db.session.flush()
