"""Whom a member brought along, and that somebody brought them."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, exists, or_, select, update

from cocreate.kernel.database import db
from cocreate.kernel.personal import Columns, Row, deleted, emptied, kept, rows
from cocreate.members.models import Member
from cocreate.points.referrals.models import Referral, ReferralCode, ReferralState

_REWARDED = "For what a reward was given; by then the row of whoever left has no name. Without a reward it goes."
COLUMNS: Columns = {
    **deleted("referral_codes", "member_id code", "The link of the member leads nowhere any more."),
    **kept("referrals", "referred_id referrer_id", _REWARDED),
    **emptied("referrals", "signs reason", "What made people look at it, and what they said."),
    **kept("referrals", "decided_by_id", "Who of the team decided; by now a row without a name."),
}


def export(member: Member) -> Row:
    """Their code, what became of those they brought along, and when they were brought; who the others are is not
    among it."""
    code = select(ReferralCode.code).where(ReferralCode.member_id == member.id)
    brought = select(Referral.at, Referral.state, Referral.decided_at, Referral.reason)
    came = select(exists().where(Referral.referred_id == member.id))
    return {
        "referral_code": db.session.scalar(code),
        "referrals": rows(brought.where(Referral.referrer_id == member.id).order_by(Referral.at)),
        "was_referred": bool(db.session.scalar(came)),
    }


def hold(member: Member) -> None:
    """Lock the referrals on either side of which the member stands: after the member, and before any post."""
    theirs = select(Referral.referred_id).where(_theirs(member)).order_by(Referral.referred_id)
    db.session.execute(theirs.with_for_update())


def erase(member: Member, _posts: Collection[int]) -> None:
    """Forget the code, and every referral of theirs that was not rewarded."""
    db.session.execute(delete(ReferralCode).where(ReferralCode.member_id == member.id))
    theirs = _theirs(member)
    db.session.execute(delete(Referral).where(theirs, Referral.state != ReferralState.REWARDED))
    db.session.execute(update(Referral).where(theirs).values(signs=[], reason=None))


def _theirs(member: Member) -> ColumnElement[bool]:
    return or_(Referral.referred_id == member.id, Referral.referrer_id == member.id)
