"""Taking a code in, once; and taking that back, by an administrator and for a reason."""

from datetime import timedelta
from typing import TypeGuard

from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.journal import rules as journal
from cocreate.kernel import limits, sealing
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.kernel.limits import Limit
from cocreate.members.models import Member
from cocreate.perks.codes import plain, telling
from cocreate.perks.codes.models import MAX_CENTRE, MAX_NONCE, MAX_NOTE, CodeState, CodeUse, PerkCode
from cocreate.perks.redemptions.models import Redemption

# Guesses that hit nothing, for each member of the staff: far more than anybody mistypes.
MISSES = Limit("codes_missed", 30, timedelta(hours=1))


class OwnRedemption(Refused):
    """Staff do nothing about what they redeemed themselves, be it an order or a code."""

    def __init__(self) -> None:
        super().__init__("own-redemption", _("This is your own. A colleague has to do it."))


def find(member: Member, typed: str) -> PerkCode | None:
    """The code `member` typed or scanned; who misses too often has to wait. Raises `TooMany`.

    What is still in the pool is nobody's, and not found: so no guess tells what is worth taking.
    """
    limits.use(MISSES, str(member.id))
    code = plain.plain(typed)[: plain.MOST]
    hashes = sealing.lookups(code)
    query = select(PerkCode).where(PerkCode.lookup.in_(hashes), PerkCode.state != CodeState.FREE)
    found = db.session.scalar(query) if code else None
    if found is not None:
        limits.give_back(MISSES, str(member.id))
    return found


def is_own(member: Member, code: PerkCode) -> bool:
    """Whether `member` redeemed it themselves."""
    holder = select(Redemption.member_id).where(Redemption.id == code.redemption_id)
    return db.session.scalar(holder) == member.id


def use(actor: Member, code: PerkCode, nonce: str, centre: str = "") -> CodeUse:
    """Take `code` in at a `centre`. The same `nonce` again answers with the same use, as long as that stands.

    Raises `Refused` where it was used before or is the actor's own, `Invalid` at ``nonce`` or ``centre``.
    """
    _check_words(nonce, centre=centre)
    held = _hold(actor, code)
    last = _last(held)
    if _is(last, actor, nonce) and last.used:
        return last
    if held.state is not CodeState.ASSIGNED:
        raise Refused("code-used", _("This code was used already."))
    if held.has_ended:
        raise Refused("code-ended", _("The time in which it could be used is over."))
    _check_fresh(held, nonce)
    return _turn(actor, held, CodeUse(used=True, nonce=nonce, centre=centre))


def take_back(actor: Member, code: PerkCode, nonce: str, note: str) -> CodeUse:
    """Let `code` be good again, which was taken in by mistake. The same `nonce` again answers with the same.

    Raises `Invalid` at ``note``, `Refused` where it is good, or the actor's own.
    """
    _check_words(nonce, note=note)
    if not note:
        raise Invalid("note", _("Say why. It is kept."))
    held = _hold(actor, code)
    last = _last(held)
    if _is(last, actor, nonce) and not last.used:
        return last
    if held.state is not CodeState.USED:
        raise Refused("code-unused", _("This code is not used."))
    _check_fresh(held, nonce)
    return _turn(actor, held, CodeUse(used=False, nonce=nonce, note=note))


def _turn(actor: Member, held: PerkCode, use: CodeUse) -> CodeUse:
    held.state = CodeState.USED if use.used else CodeState.ASSIGNED
    use.code_id, use.actor_id = held.id, actor.id
    db.session.add(use)
    db.session.flush()
    verb = telling.USED if use.used else telling.TAKEN_BACK
    telling.tell(journal.note(actor.id, verb, "perk_code", held.id, None, use=use.id), held)
    return use


def _hold(actor: Member, code: PerkCode) -> PerkCode:
    if is_own(actor, code):
        raise OwnRedemption
    return db.session.get_one(PerkCode, code.id, with_for_update=True, populate_existing=True)


def _last(held: PerkCode) -> CodeUse | None:
    """What was last done with `held`, which is locked."""
    return db.session.scalar(select(CodeUse).where(CodeUse.code_id == held.id).order_by(CodeUse.id.desc()).limit(1))


def _is(use: CodeUse | None, actor: Member, nonce: str) -> TypeGuard[CodeUse]:
    """Whether `use` came of that press of that actor."""
    return use is not None and use.nonce == nonce and use.actor_id == actor.id


def _check_fresh(held: PerkCode, nonce: str) -> None:
    """That the press is none of before, whose use was undone meanwhile: its page shows what is no more."""
    if db.session.scalar(select(CodeUse.id).where(CodeUse.code_id == held.id, CodeUse.nonce == nonce)) is not None:
        raise Refused("stale", _("This page is old: what it did was undone meanwhile. Look the code up again."))


def _check_words(nonce: str, centre: str = "", note: str = "") -> None:
    for name, value, most in (("nonce", nonce, MAX_NONCE), ("centre", centre, MAX_CENTRE), ("note", note, MAX_NOTE)):
        if len(value) > most:
            raise Invalid(name, _("At most %(count)s characters, please.", count=most))
    if not nonce:
        raise Invalid("nonce", _("This is needed."))
