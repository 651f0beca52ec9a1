"""Taking away what moderators did with the demo, and members to its posts and people: reports, decisions, appeals."""

from collections.abc import Collection

from sqlalchemy import delete, or_, select, update

from cocreate.comments.calm.models import Measure, Turn
from cocreate.ideas.models import Support
from cocreate.ideas.suspicion.models import Access, Suspicion, VoidedMember, Voiding
from cocreate.kernel.database import db
from cocreate.members.models import BarredIdentity
from cocreate.moderation.appeals.models import Appeal
from cocreate.moderation.decisions import chain
from cocreate.moderation.decisions.models import ChainEnd, Decision, DecisionNote
from cocreate.moderation.reports.models import Report
from cocreate.screening.models import Case
from cocreate.screening.protection.models import Protection


def forget(posts: Collection[int], crew: Collection[int]) -> dict[str, list[int]]:
    """Delete what is about `posts` and the members `crew`, by the journal's words; answers the keys of what is gone.

    What the crew decided and reported elsewhere stays. The chain of decisions is made anew without those deleted; their
    guard is off.
    """
    about = or_(Decision.post_id.in_(posts), Decision.member_id.in_(crew))
    decisions = list(db.session.scalars(select(Decision.id).where(about)))
    reported = or_(Report.post_id.in_(posts), Report.member_id.in_(crew))
    reports = list(db.session.scalars(select(Report.id).where(reported)))
    appeals = list(db.session.scalars(select(Appeal.id).where(Appeal.decision_id.in_(decisions))))
    _forget_voidings(posts, decisions)
    db.session.execute(delete(Appeal).where(Appeal.id.in_(appeals)))
    db.session.execute(delete(Report).where(or_(Report.id.in_(reports), Report.decision_id.in_(decisions))))
    db.session.execute(delete(DecisionNote).where(DecisionNote.decision_id.in_(decisions)))
    db.session.execute(delete(Decision).where(Decision.id.in_(decisions)))
    if decisions:
        _chain_anew()
    _forget_marks(posts, crew)
    return {"decision": decisions, "report": reports, "appeal": appeals}


def _forget_voidings(posts: Collection[int], decisions: Collection[int]) -> None:
    voidings = select(Voiding.id).where(Voiding.idea_id.in_(posts))
    gone = or_(VoidedMember.voiding_id.in_(voidings), VoidedMember.decision_id.in_(decisions))
    db.session.execute(delete(VoidedMember).where(gone))
    db.session.execute(update(Support).where(Support.voiding_id.in_(voidings)).values(voiding_id=None))
    db.session.execute(delete(Voiding).where(Voiding.idea_id.in_(posts)))


def _forget_marks(posts: Collection[int], crew: Collection[int]) -> None:
    """Delete what stands on posts and members without a decision."""
    claimed = update(Case).where(Case.claimed_by.in_(crew))
    db.session.execute(claimed.values(claimed_by=None, claimed_until=None))
    claimed_appeals = update(Appeal).where(Appeal.claimed_by.in_(crew))
    db.session.execute(claimed_appeals.values(claimed_by=None, claimed_until=None))
    db.session.execute(delete(Case).where(or_(Case.post_id.in_(posts), Case.member_id.in_(crew))))
    db.session.execute(delete(Turn).where(or_(Turn.thread_id.in_(posts), Turn.member_id.in_(crew))))
    db.session.execute(delete(Measure).where(Measure.thread_id.in_(posts)))
    db.session.execute(delete(Suspicion).where(Suspicion.idea_id.in_(posts)))
    db.session.execute(delete(Access).where(or_(Access.idea_id.in_(posts), Access.member_id.in_(crew))))
    db.session.execute(delete(Protection).where(Protection.member_id.in_(crew)))
    db.session.execute(delete(BarredIdentity).where(BarredIdentity.member_id.in_(crew)))


def _chain_anew() -> None:
    """Let each decision that is left follow the one before it."""
    end = db.session.get_one(ChainEnd, 1, with_for_update=True, populate_existing=True)
    end.last_hash, end.length = chain.FIRST, 0
    left = select(Decision).order_by(Decision.id).execution_options(populate_existing=True)
    for decision in db.session.scalars(left).all():
        decision.previous_hash = end.last_hash
        decision.hash = end.last_hash = chain.hash_of(decision)
        end.length += 1
        db.session.flush()
    db.session.flush()
