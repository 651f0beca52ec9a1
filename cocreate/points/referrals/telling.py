"""Telling members that an invitation of theirs brings no reward, and saying so when they read it."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.journal.models import JournalEntry
from cocreate.kernel import text
from cocreate.kernel.database import db
from cocreate.notices import rules as notices
from cocreate.notices.models import Cause, Why
from cocreate.notices.words import Saying, Told, tells
from cocreate.points.referrals.models import Referral

PAGE = "/points/referrals"


def refused(entry: JournalEntry, referral: Referral) -> None:
    """Tell whoever referred that it was found to be none."""
    notices.tell(entry, Cause.POINTS, {Why.HOLDER: [referral.referrer_id]})


@tells("refuse_referral")
def of_refusals(told: Sequence[Told], locale: str) -> list[Saying | None]:
    """And why, where that still stands; never of whom. One statement."""
    query = select(Referral.referred_id, Referral.reason).where(
        Referral.referred_id.in_({notice.subject_id for notice in told})
    )
    reasons = {key: reason or "" for key, reason in db.session.execute(query)}
    return [_saying(reasons.get(notice.subject_id, "")) for notice in told]


def _saying(reason: str) -> Saying:
    line = str(_("An invitation of yours brings no reward"))
    return Saying(line, reason, text.language_of(reason) if reason else "", PAGE)
