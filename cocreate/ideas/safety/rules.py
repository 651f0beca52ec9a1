"""Setting the safety mark of a problem, and taking it away."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.ideas import moving
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.ideas.safety import alerts, proposals
from cocreate.ideas.safety.models import SafetyMark
from cocreate.journal import rules as journal
from cocreate.kernel import limits
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, TooMany
from cocreate.kernel.limits import Limit
from cocreate.members.models import Member

MAX_REASON = 500
# Each mark writes to the whole team: whoever sets more of them floods it, and drowns what is dangerous.
MARKS_PER_MEMBER = Limit("safety_marks_per_member", 10, timedelta(days=1))


def check(kind: IdeaKind, marked: bool) -> None:
    """Raise `Invalid` where an idea of `kind` cannot bear the mark it is to have."""
    if marked and kind is not IdeaKind.PROBLEM:
        raise Invalid("safety", _("Only a problem can be about safety. Choose “Problem” above, or take the tick away."))


def mark(actor: Member, idea: Idea, reason: str = "") -> None:
    """Set the mark of the locked or new `idea`, if it has none, and have the team alerted.

    Raises `Invalid` at ``safety`` for a member who is not of the team and has set many.
    """
    check(idea.kind, marked=True)
    if idea.safety:
        return
    if not actor.is_official:
        _check_flood(actor)
    idea.safety = True
    alerts.ask(_note(actor, idea, reason))


def published(idea: Idea) -> None:
    """Have those alerted to what endangers somebody who could not see the `idea` before."""
    if idea.safety:
        last = select(SafetyMark).where(SafetyMark.idea_id == idea.id).order_by(SafetyMark.id.desc()).limit(1)
        alerts.ask(db.session.scalars(last).one())


def _check_flood(actor: Member) -> None:
    try:
        limits.use(MARKS_PER_MEMBER, str(actor.id))
    except TooMany as error:
        raise Invalid(
            "safety", _("You have reported many dangers today. Take the tick away; the team can set it.")
        ) from error


def change(actor: Member, idea: Idea, marked: bool, reason: str) -> None:
    """Have a member of the team set the mark of `idea` or take it away, for a `reason` that everybody reads.

    Raises `Invalid` at ``reason`` or ``safety``. What was proposed for it while it bore the mark is void.
    """
    if not reason:
        raise Invalid("reason", _("Give the reason: everybody reads it."))
    if len(reason) > MAX_REASON:
        raise Invalid("reason", _("At most %(count)s characters, please.", count=MAX_REASON))
    idea = moving.locked(idea)
    if marked:
        mark(actor, idea, reason)
    elif idea.safety:
        idea.safety = False
        _note(actor, idea, reason)
        proposals.make_void(idea.id)


def check_kind(idea: Idea, kind: IdeaKind) -> None:
    """Raise `Invalid` where the locked `idea` may not become one of `kind`: the mark would be lost unsaid."""
    if idea.safety and kind is not IdeaKind.PROBLEM:
        raise Invalid("kind", _("This problem is about safety. The team has to take that mark away first."))


def check_kept(idea: Idea, marked: bool | None) -> None:
    """Raise `Invalid` where a change of the locked `idea` would take its mark away (``None`` leaves it)."""
    if idea.safety and marked is False:
        raise Invalid("safety", _("Only the team takes this mark away, giving a reason."))


def _note(actor: Member, idea: Idea, reason: str) -> SafetyMark:
    """Write down what has become of the mark of `idea`."""
    made = SafetyMark(idea_id=idea.id, marked=idea.safety, reason=reason, actor_id=actor.id)
    db.session.add(made)
    journal.note(actor.id, "mark_safety" if made.marked else "unmark_safety", "post", idea.id)
    db.session.flush()
    return made
