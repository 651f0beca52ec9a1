"""Referring, and what comes of it. The row of a referral is locked after members and before anybody's points."""

from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import TypeVar

from flask_babel import gettext as _
from sqlalchemy import exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from cocreate.journal.rules import note
from cocreate.kernel import clock, ids
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.kernel.jobs import defer, job
from cocreate.members.models import Member
from cocreate.points import awards, deeds
from cocreate.points.models import EarningRule, RuleKey
from cocreate.points.referrals import queries, telling
from cocreate.points.referrals.models import (
    MAX_REASON,
    Referral,
    ReferralCode,
    ReferralState,
    ReferralTerms,
    Sign,
)
from cocreate.vehicles import queries as vehicles
from cocreate.vehicles.models import Holding

JOB, BATCH = "reward_referrals", 100
Comparison = Callable[[int, int], Collection[Sign]]
_comparisons: list[Comparison] = []
Noting = Callable[[Member], None]
Noted = TypeVar("Noted", bound=Noting)
_notings: list[Noting] = []


def notes(noting: Noted) -> Noted:
    """Register what notes from where a member acts, for what `compares`."""
    _notings.append(noting)
    return noting


def compares(comparison: Comparison) -> Comparison:
    """Register what finds, of two members, which traces of theirs are alike."""
    _comparisons.append(comparison)
    return comparison


def terms() -> ReferralTerms:
    """What holds for referrals."""
    return db.session.get_one(ReferralTerms, 1)


def worth() -> int:
    """How many points a referral brings at present; none while the rule is at rest."""
    rule = db.session.get_one(EarningRule, RuleKey.REFERRAL)
    return rule.points if rule.holds_on(clock.local_day(clock.now())) else 0


def give_code(member: Member) -> str:
    """The code of `member`, made when they have none. Raises `Refused` for whoever may not refer (yet)."""
    if not may_refer(member):
        raise Refused("may-not-refer", _("You cannot invite anybody so far."))
    made = insert(ReferralCode).values(member_id=member.id, code=ids.new_public_id())
    db.session.execute(made.on_conflict_do_nothing())
    note_traces(member)
    return db.session.get_one(ReferralCode, member.id).code


def came_in(member: Member) -> None:
    """Note from where `member` has just signed in, or proven anew that it is they, if they invite others: who signed
    up long ago and only reads would have left no trace with which those they bring could be compared."""
    if queries.code_of(member.id) is not None:
        note_traces(member)


def note_traces(member: Member) -> None:
    """Note from where `member` acts now."""
    for noting in _notings:
        noting(member)


def may_refer(member: Member) -> bool:
    """Whether `member` has been here for long enough, and may earn at all."""
    return opens_on(member) is None and not member.is_barred and bool(awards.able([member.id]))


def opens_on(member: Member) -> date | None:
    """The day on which `member` will have been here for long enough; ``None`` where they have been."""
    since = member.joined_at + timedelta(days=terms().minimum_age_days)
    return clock.local_day(since) if since > clock.now() else None


def code_in(typed: str) -> str:
    """The code in what a newcomer has `typed`, be it the whole link; raises `Invalid` at ``invitation`` if nobody's."""
    code = typed.partition("?")[0].rstrip("/").rpartition("/")[2].strip().lower()
    if code and not queries.is_known(code):
        raise Invalid("invitation", _("Nobody has this code. Look at it again, or leave the field empty."))
    return code


def joined(member: Member, code: str) -> Referral | None:
    """Note that `member`, who has just become one, came by the link with `code`; nothing where it is of no use."""
    theirs = select(Member).join(ReferralCode, ReferralCode.member_id == Member.id).where(ReferralCode.code == code)
    referrer = db.session.scalar(theirs) if code else None
    if referrer is None or referrer.id == member.id or not may_refer(referrer):
        return None
    signs = [*_alike(member.id, referrer.id), *([Sign.MANY] if _are_many(referrer.id) else [])]
    referral = Referral(referred_id=member.id, referrer_id=referrer.id, at=clock.now(), signs=sorted(set(signs)))
    db.session.add(referral)
    db.session.flush()
    note(member.id, "join_by_referral", "referral", member.id, at=referral.at)
    return referral


def verified(held: Holding) -> None:
    """Let the referral of the member of the locked `held`, which has just been verified, wait for its reward.

    Only where the car was delivered after the referral: on its day it had been ordered long before. Of two cars at once
    the first one counts.
    """
    referral = _locked(held.member_id)
    if referral is None or referral.state is not ReferralState.JOINED:
        return
    if held.delivered_on is None or held.delivered_on <= clock.local_day(referral.at):
        return
    if _is_known(held, referral.referrer_id):
        _add(referral, Sign.CAR)
    _add(referral, *_alike(referral.referred_id, referral.referrer_id))
    due_at = clock.now() + timedelta(days=terms().cool_down_days)
    referral.state, referral.holding_id, referral.due_at = ReferralState.WAITING, held.id, due_at
    db.session.flush()


def voided(held: Holding) -> None:
    """Take back what the locked `held`, whose verification was found false, led to; another car may count later on."""
    referral = _locked(held.member_id)
    if referral is None or referral.holding_id != held.id or referral.state is ReferralState.REFUSED:
        return
    deeds.undone(source(referral), [RuleKey.REFERRAL])
    _add(referral, Sign.VOIDED)
    referral.state, referral.holding_id, referral.due_at = ReferralState.JOINED, None, None
    referral.decided_by_id = referral.decided_at = referral.reason = None
    db.session.flush()
    note(None, "void_referral", "referral", referral.referred_id)


@job(JOB, cron="29 * * * *")
def reward_due() -> None:
    """Reward the referrals whose cool-down is over, or have somebody look at them; some at once, the rest by a job.

    What was true as the car was verified has to be so still: it is theirs, they are one who may earn, and no trace that
    either of the two left since is like one of the other.
    """
    waiting = (Referral.state == ReferralState.WAITING, Referral.due_at <= clock.now())
    query = select(Referral).where(*waiting).order_by(Referral.referred_id).limit(BATCH)
    found = list(db.session.scalars(query.with_for_update(key_share=True, skip_locked=True)))
    having, able = _still_having(found), _still_able([referral.referred_id for referral in found])
    for referral in found:
        _add(referral, *([] if referral.referred_id in having else [Sign.SOLD]))
        _add(referral, *([] if referral.referred_id in able else [Sign.GONE]))
        _add(referral, *_alike(referral.referred_id, referral.referrer_id))
    clean = [referral for referral in found if not referral.signs]
    for referral in found:
        if referral.signs:
            referral.state = ReferralState.REVIEW
            note(None, "review_referral", "referral", referral.referred_id)
    awards.hold(awards.able([referral.referrer_id for referral in clean]), [RuleKey.REFERRAL])
    for referral in clean:
        _reward(referral, None)
    db.session.flush()
    if len(found) == BATCH:
        defer(JOB)


def approve(actor: Member, referred_id: int) -> None:
    """Find, as `actor`, that the referral which waits for a look is what it says. Raises `Refused`."""
    referral = _to_decide(actor, referred_id)
    referral.decided_by_id, referral.decided_at = actor.id, clock.now()
    note(actor.id, "approve_referral", "referral", referral.referred_id)
    _reward(referral, actor)
    db.session.flush()


def refuse(actor: Member, referred_id: int, reason: str) -> None:
    """Find that it is none, for a `reason` that the referrer reads. Raises `Invalid` at ``reason``, `Refused`."""
    if not reason:
        raise Invalid("reason", _("Give the reason: the member will read it."))
    if len(reason) > MAX_REASON:
        raise Invalid("reason", _("At most %(count)s characters, please.", count=MAX_REASON))
    referral = _to_decide(actor, referred_id)
    referral.state, referral.reason = ReferralState.REFUSED, reason
    referral.decided_by_id, referral.decided_at = actor.id, clock.now()
    db.session.flush()
    telling.refused(note(actor.id, "refuse_referral", "referral", referral.referred_id), referral)


def change_terms(actor: Member, cool_down_days: int, minimum_age_days: int, many: int, many_days: int) -> None:
    """Have other terms hold from now on; a cool-down that runs stays as it is. Their bounds are the database's."""
    current = db.session.get_one(ReferralTerms, 1, populate_existing=True, with_for_update=True)
    days = {"cool_down_days": cool_down_days, "minimum_age_days": minimum_age_days, "many_days": many_days}
    wanted = {**days, "many": many}
    changed = {name: [getattr(current, name), value] for name, value in wanted.items()}
    changed = {name: [before, after] for name, (before, after) in changed.items() if before != after}
    for name, (_before, after) in changed.items():
        setattr(current, name, after)
    db.session.flush()
    if changed:
        note(actor.id, "change_referral_terms", "referral_terms", 1, changed=changed)


def source(referral: Referral) -> str:
    """By what awards name the referral."""
    return f"referral:{referral.referred_id}"


def _reward(referral: Referral, actor: Member | None) -> None:
    """Give what the rule gives for the locked `referral`."""
    actor_id = actor.id if actor else None
    given = awards.award(RuleKey.REFERRAL, source(referral), [referral.referrer_id], actor_id=actor_id)
    referral.state = ReferralState.REWARDED if given else ReferralState.LAPSED
    db.session.flush()


def _still_having(found: Collection[Referral]) -> set[int]:
    """Which of the referred members have the car for which they wait, and it makes them an owner."""
    has = (vehicles.counts(), Holding.ended_at.is_(None), Holding.id.in_([one.holding_id for one in found]))
    return set(db.session.scalars(select(Holding.member_id).where(*has)))


def _still_able(referred: Collection[int]) -> set[int]:
    """Which of the members may earn, and are not suspended."""
    query = select(Member).where(Member.id.in_(awards.able(referred)))
    return {member.id for member in db.session.scalars(query) if not member.is_barred}


def _to_decide(actor: Member, referred_id: int) -> Referral:
    referral = _locked(referred_id)
    if referral is None or referral.state is not ReferralState.REVIEW:
        raise Refused("already-decided", _("This was decided already."))
    if actor.id in (referral.referrer_id, referral.referred_id):
        raise Refused("own-referral", _("Nobody decides about an invitation of their own. Leave it to a colleague."))
    return referral


def _locked(referred_id: int) -> Referral | None:
    query = select(Referral).where(Referral.referred_id == referred_id).with_for_update(key_share=True)
    return db.session.scalar(query.execution_options(populate_existing=True))


def _alike(referred_id: int, referrer_id: int) -> list[Sign]:
    return [sign for comparison in _comparisons for sign in comparison(referred_id, referrer_id)]


def _is_known(held: Holding, referrer_id: int) -> bool:
    """Whether the car was the referrer's, by their word at least, or ever verified as that of anybody but its member,
    be it somebody who was erased.

    A car that goes from account to account, with the number that the list names or without, is not delivered anew.
    """
    if held.vehicle_id is not None and vehicles.traces_of(held.vehicle_id):
        return True
    others = (Holding.vehicle_id == held.vehicle_id, Holding.member_id != held.member_id)
    had = or_(Holding.member_id == referrer_id, Holding.verified_at.is_not(None))
    return bool(db.session.scalar(select(exists().where(*others, had))))


def _add(referral: Referral, *signs: Sign) -> None:
    referral.signs = sorted({*referral.signs, *signs})


def _are_many(referrer_id: int) -> bool:
    """Whether the member has referred so many lately that one more is too many to go unseen."""
    current = terms()
    since = clock.now() - timedelta(days=current.many_days)
    lately = select(func.count()).where(Referral.referrer_id == referrer_id, Referral.at >= since)
    return db.session.scalars(lately).one() >= current.many
