"""The safety mark of a group: what endangers somebody keeps its alarm wherever it is merged."""

from sqlalchemy import func, select

from cocreate.ideas.merging.models import Merge
from cocreate.ideas.models import Idea
from cocreate.ideas.safety import rules as safeguards
from cocreate.ideas.safety.models import SafetyMark
from cocreate.kernel.database import db
from cocreate.members.models import Member


def hand_on(actor: Member, source: Idea, target: Idea, reason: str) -> int | None:
    """Mark the locked `target` where `source` bears the mark and it does not; the id of the mark that was set."""
    if not source.safety or target.safety:
        return None
    safeguards.mark(actor, target, reason[: safeguards.MAX_REASON])
    return _last(target)


def give_back(actor: Member, merge: Merge, target: Idea, reason: str) -> None:
    """Take away the mark that the locked `target` got with `merge`, which has ended, unless somebody has decided on it
    since. Where another idea merged into it bears the mark, it stays because of that one."""
    if merge.mark_id is None or _last(target) != merge.mark_id:
        return
    others = select(Merge).join(Idea, Idea.id == Merge.idea_id).order_by(Merge.id).limit(1)
    others = others.where(Merge.into_id == target.id, Merge.ended_at.is_(None), Idea.safety)
    other = db.session.scalar(others)
    if other is not None:
        other.mark_id = merge.mark_id
        db.session.flush()
        return
    safeguards.change(actor, target, False, reason[: safeguards.MAX_REASON])


def _last(idea: Idea) -> int | None:
    return db.session.scalar(select(func.max(SafetyMark.id)).where(SafetyMark.idea_id == idea.id))
