"""What a member reported, what was decided about them, and what they said to that."""

from collections.abc import Collection

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import aliased

from cocreate.kernel.database import db
from cocreate.kernel.personal import Columns, Row, deleted, emptied, kept, rows
from cocreate.members.models import Member
from cocreate.moderation.appeals.models import Appeal
from cocreate.moderation.decisions.models import Decision, DecisionNote
from cocreate.moderation.letters import QueueLetter
from cocreate.moderation.reports.models import Report
from cocreate.posts.models import Post

_FIGURES = "That there was one: public figures and the records of others are made of it."
_CHAIN = "The chain of decisions is not rewritten; it holds ids, codes, instants and digests."
COLUMNS: Columns = {
    **kept("reports", "public_id reporter_id member_id", _FIGURES),
    **emptied("reports", "note", "What the member wrote to moderators, or others about them and what goes with them."),
    **kept("decisions", "public_id actor_id member_id note_digest previous_hash hash", _CHAIN),
    **kept("decision_chain", "last_hash", _CHAIN),
    **deleted(
        "decision_notes", "salt text", "What was written to the member; a digest without its salt tells nothing."
    ),
    **kept("appeals", "public_id member_id against_id decided_by_id", _FIGURES),
    **emptied("appeals", "text answer", "What the member said, and what they were told."),
    **deleted("queue_letters", "member_id", "On which days a moderator was told what waits."),
    **emptied("appeals", "claimed_by", "Nobody looks in the name of somebody who has left."),
}


def export(member: Member) -> Row:
    """Their reports, decisions about them and their appeals; who else reported or decided is not among it."""
    about = aliased(Member)
    reports = (
        select(
            Report.at, Post.public_id.label("post"), about.public_id.label("member"), Report.reason, Report.note,
            Report.outcome,
        )
        .outerjoin(Post, Post.id == Report.post_id)
        .outerjoin(about, about.id == Report.member_id)
        .where(Report.reporter_id == member.id)
    )  # fmt: skip
    decisions = (
        select(
            Decision.public_id, Decision.at, Decision.action, Post.public_id.label("post"), Decision.reason,
            DecisionNote.text.label("note"), Decision.until,
        )
        .outerjoin(Post, Post.id == Decision.post_id)
        .outerjoin(DecisionNote, DecisionNote.decision_id == Decision.id)
        .where(Decision.member_id == member.id)
    )  # fmt: skip
    said = (Appeal.at, Appeal.text, Appeal.state, Appeal.decided_at, Appeal.answer)
    appeals = select(Decision.public_id.label("decision"), *said).join(Decision, Decision.id == Appeal.decision_id)
    return {
        "reports": rows(reports.order_by(Report.id)),
        "decisions": rows(decisions.order_by(Decision.id)),
        "appeals": rows(appeals.where(Appeal.member_id == member.id).order_by(Appeal.id)),
    }


def erase(member: Member, posts: Collection[int]) -> None:
    """Forget the words; of an appeal without them nobody decides any more. That it was, and what came of it, stays."""
    theirs = or_(Report.reporter_id == member.id, Report.member_id == member.id, Report.post_id.in_(posts))
    db.session.execute(update(Report).where(theirs).values(note=None))
    notes = select(Decision.id).where(Decision.member_id == member.id)
    db.session.execute(delete(DecisionNote).where(DecisionNote.decision_id.in_(notes)))
    own = Appeal.member_id == member.id
    forgotten = {"text": None, "answer": None, "claimed_by": None, "claimed_until": None}
    db.session.execute(update(Appeal).where(own).values(forgotten))
    claimed = update(Appeal).where(Appeal.claimed_by == member.id)
    db.session.execute(claimed.values(claimed_by=None, claimed_until=None))
    db.session.execute(delete(QueueLetter).where(QueueLetter.member_id == member.id))
