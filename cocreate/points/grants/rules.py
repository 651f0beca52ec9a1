"""Giving points by hand, deciding about those that need a second person, and taking back. `actor` is an administrator.

The rows of the member and of whoever gives are locked first, so that what was given lately is added up once, then the
grant, then points.
"""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select, text

from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, NotNow, Refused
from cocreate.members.models import Member, MemberState
from cocreate.points import awards
from cocreate.points.grants import queries, telling
from cocreate.points.grants.models import MAX_REASON, MOST, Grant, GrantState
from cocreate.points.models import RuleKey

MOST_DAYS = 366  # until they can be spent
_NEXT = text("SELECT nextval(pg_get_serial_sequence('point_grants', 'id'))")


class Decided(Refused):
    """Somebody has decided about the grant already, or it can't be taken back."""

    def __init__(self) -> None:
        super().__init__("already-decided", _("This has already been decided. Reload the page and look again."))


def grant(actor: Member, member: Member, amount: int, reason: str, spendable_at: datetime | None = None) -> Grant:
    """Give `member` so many points, or ask for it if that takes two: the grant, given or pending. Journalled.

    `spendable_at` in the past is now; without it they are spendable when new points are.

    Raises:
        Invalid: at ``member``, ``amount``, ``reason`` or ``spendable_at``.
        NotNow: grants are at rest, or their month's budget is used up.
    """
    now = clock.now()
    _check(actor, member, amount, reason, spendable_at, now)
    _lock(actor.id, member.id)
    two = _takes_two(actor, member, amount, now)
    made = Grant(member_id=member.id, by_id=actor.id, amount=amount, reason=reason, spendable_at=spendable_at)
    made.id, made.at, made.needs_two, made.state = db.session.scalars(_NEXT).one(), now, two, GrantState.PENDING
    if two:
        db.session.add(made)
        db.session.flush()
        entry = journal.note(actor.id, "ask_grant", "grant", made.id, member=member.id, amount=amount)
        telling.of_request(entry, made)
    else:
        _give(actor, made, now)
    return made


def confirm(actor: Member, key: int) -> Grant:
    """Give what somebody else asked for. Journalled; the member is told.

    Raises:
        Refused: it is the actor's own, or for them; it is decided; or as in `grant`.
    """
    found = _locked(key)
    if found.state is not GrantState.PENDING:
        raise Decided
    if actor.id in (found.by_id, found.member_id):
        raise Refused("needs-two", _("Somebody else has to confirm this."))
    _give(actor, found, clock.now())
    return found


def refuse(actor: Member, key: int, answer: str) -> Grant:
    """Give nothing of what was asked for, be it by the actor, because of `answer`. Journalled; who asked is told.

    Raises:
        Invalid: at ``reason``.
        Refused: it would have been for the actor, or is decided.
    """
    _check_words(answer)
    found = _locked(key)
    if found.state is not GrantState.PENDING:
        raise Decided
    if actor.id == found.member_id:
        raise Refused("own-grant", _("This concerns yourself. Somebody else has to decide it."))
    found.state, found.answer = GrantState.REFUSED, answer
    found.decided_by_id, found.decided_at = actor.id, clock.now()
    telling.of_refusal(journal.note(actor.id, "refuse_grant", "grant", found.id, member=found.member_id), found)
    return found


def revoke(actor: Member, key: int, answer: str) -> Grant:
    """Take back what was given, because of `answer`; what is spent of it the member owes. Journalled; they are told.

    Raises:
        Invalid: at ``reason``.
        Decided: it was not given, or was taken back already.
    """
    _check_words(answer)
    found = _locked(key)
    if found.state is not GrantState.GIVEN:
        raise Decided
    found.state, found.answer = GrantState.REVOKED, answer
    found.revoked_by_id, found.revoked_at = actor.id, clock.now()
    db.session.flush()
    awards.revoke(_source(found), [RuleKey.GRANT], actor_id=actor.id)
    telling.of_grant(journal.note(actor.id, "revoke_grant", "grant", found.id, member=found.member_id), found)
    return found


def _check(
    actor: Member, member: Member, amount: int, reason: str, spendable_at: datetime | None, now: datetime
) -> None:
    if member.id == actor.id:
        raise Invalid("member", _("Nobody gives points to themselves."))
    if member.state is not MemberState.ACTIVE or member.banned_at is not None or member.leaves_at is not None:
        raise Invalid("member", _("This member can receive no points."))
    if not 1 <= amount <= MOST:
        raise Invalid("amount", _("This must be from %(least)s to %(most)s.", least=1, most=MOST))
    _check_words(reason)
    if spendable_at is not None and spendable_at > now + timedelta(days=MOST_DAYS):
        raise Invalid("spendable_at", _("This must be within a year."))


def _check_words(reason: str) -> None:
    if not reason:
        raise Invalid("reason", _("Give a reason: the member will read it."))
    if len(reason) > MAX_REASON:
        raise Invalid("reason", _("Please keep this to %(most)s characters.", most=MAX_REASON))


def _lock(*member_ids: int) -> None:
    rows = select(Member.id).where(Member.id.in_(member_ids)).order_by(Member.id)
    db.session.execute(rows.with_for_update(key_share=True))


def _locked(key: int) -> Grant:
    """The grant, and the member it is for, kept to this transaction."""
    _lock(db.session.scalars(select(Grant.member_id).where(Grant.id == key)).one())
    return db.session.get_one(Grant, key, populate_existing=True, with_for_update=True)


def _takes_two(actor: Member, member: Member, amount: int, now: datetime) -> bool:
    """Whether `amount` is more than `actor` may still give alone: to `member`, or to all members together.

    To the same member all counts that `actor` gave or asked for and nobody refused; of the rest what was given alone.
    """
    counted = Grant.state.in_((GrantState.GIVEN, GrantState.PENDING))
    theirs = func.sum(Grant.amount).filter(Grant.member_id == member.id)
    alone = func.sum(Grant.amount).filter(Grant.needs_two.is_(False))
    lately = (Grant.by_id == actor.id, Grant.at > now - queries.WITHIN, counted)
    to_member, to_all = db.session.execute(select(theirs, alone).where(*lately)).one()
    limits = queries.limits(now)
    return (to_member or 0) + amount > limits.each or (to_all or 0) + amount > limits.together


def _give(actor: Member, one: Grant, at: datetime) -> None:
    """Award what `one` says, which has its key; it is stored with the award, for neither stands without the other."""
    spendable_at = max(one.spendable_at, at) if one.spendable_at else None
    given = awards.award(
        RuleKey.GRANT, _source(one), [one.member_id], actor_id=actor.id, points=one.amount, spendable_at=spendable_at,
        at=at,
    )  # fmt: skip
    if not given:
        raise NotNow("not-given", _("Nothing can be given now: look at the rule for grants, its caps and its budget."))
    one.state, one.award_id = GrantState.GIVEN, given[0].id
    if one.needs_two:
        one.decided_by_id, one.decided_at = actor.id, at
    db.session.add(one)
    db.session.flush()
    entry = journal.note(actor.id, "give_grant", "grant", one.id, member=one.member_id, amount=one.amount)
    telling.of_grant(entry, one)


def _source(one: Grant) -> str:
    return f"grant:{one.id}"
