"""The accepted answer of a question: here, and nowhere else, one becomes it and ceases to be it.

Whatever ends it comes by `end`: another answer is accepted, the acceptance is taken back, the answer is withdrawn,
held, hidden or removed. Whatever begins it comes by `begin`, be it that an answer taken away is seen again. Whoever
pays for accepted answers does so at the end of these two.

Both find the question's row locked, so that of two acceptances at once the second one sees the first.
"""

from datetime import datetime

from sqlalchemy import update

from cocreate.journal import rules as journal
from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.points import deeds
from cocreate.points.models import RuleKey
from cocreate.questions import earning
from cocreate.questions.models import Answer, Question


def begin(actor: Member | None, question: Question, answer: Answer) -> JournalEntry:
    """Make the visible `answer` the accepted one of `question`, which has none. Without an `actor` it is so again."""
    question.accepted_id = answer.id
    db.session.flush()
    entry = journal.note(actor.id if actor else None, "accept", "post", question.id, answer=answer.id)
    earning.accepted(actor, question, answer)
    return entry


def end(actor: Member | None, question: Question) -> None:
    """Let `question` have no accepted answer. Without an `actor` it is that the answer is no longer seen."""
    ended, question.accepted_id = question.accepted_id, None
    db.session.flush()
    journal.note(actor.id if actor else None, "unaccept", "post", question.id, answer=ended)
    deeds.undone(earning.source(ended), [RuleKey.ANSWER_ACCEPTED])


def mark(member: Member, answer: Answer, at: datetime) -> None:
    """Note who accepts `answer`, and forget it of whichever other one of its question had that mark."""
    unmark(answer.question_id)
    answer.accepted_at, answer.accepted_by_id = at, member.id
    db.session.flush()


def unmark(question_id: int) -> None:
    """Forget which answer of the question was accepted, be it one that is not seen now: it does not come back."""
    marked = update(Answer).where(Answer.question_id == question_id, Answer.accepted_at.is_not(None))
    db.session.execute(marked.values(accepted_at=None, accepted_by_id=None))
