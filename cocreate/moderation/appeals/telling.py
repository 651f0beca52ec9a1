"""Telling a member what became of their appeal; one that is upheld is told by the decision that is taken back."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db
from cocreate.moderation.appeals.models import Appeal
from cocreate.moderation.decisions.telling import RECORD
from cocreate.notices import rules as notices
from cocreate.notices.models import Cause, Why
from cocreate.notices.words import Saying, Told, tells


def tell(entry: JournalEntry, appeal: Appeal) -> None:
    """Tell the member what `entry` of the journal says of their declined `appeal`."""
    notices.tell(entry, Cause.MODERATION, {Why.AUTHOR: [appeal.member_id]})


@tells("decide_appeal")
def said(told: Sequence[Told], _locale: str) -> Sequence[Saying | None]:
    """What each of these notices of appeals says."""
    query = select(Appeal.id, Appeal.answer).where(Appeal.id.in_({notice.subject_id for notice in told}))
    answers = {appeal_id: answer or "" for appeal_id, answer in db.session.execute(query)}
    line = _("Somebody else has looked at what you appealed against. The decision stands.")
    return [Saying(line, answers[notice.subject_id], "", RECORD) for notice in told]
