"""Changes of status under embargo: their text is seen by the team only, until a job makes them at their time."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cocreate.ideas import access, moving, rules
from cocreate.ideas.models import Category, Idea, Status, StatusChange, Transition
from cocreate.ideas.safety import closing
from cocreate.ideas.targets import rules as targets
from cocreate.ideas.triage.models import ScheduledChange, ScheduledState
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.kernel.jobs import job
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.points import deeds

FARTHEST = timedelta(days=366)
# Problems of a change whose time has come, beside the codes of what the rules refuse.
NO_LONGER_TRUSTED, TAKES_TWO = "no-longer-trusted", "takes-two"


def schedule(
    actor: Member,
    idea: Idea,
    to_key: str,
    reason: str,
    publish_at: datetime,
    *,
    official: bool = True,
    target: str | None = None,
) -> ScheduledChange:
    """Have `idea` go to the status `to_key` for `reason` at the instant `publish_at`, with `target` if one is given.

    Raises `Invalid` at the field that cannot be taken, `Refused` where another change waits already. What is checked
    when its time comes (whether the status may be reached, or takes two) may still make it fail; the desk then tells.
    """
    if not reason:
        raise Invalid("reason", _("Give the reason: everybody who supports this idea will read it."))
    if len(reason) > rules.MAX_REASON:
        raise Invalid("reason", _("At most %(count)s characters, please.", count=rules.MAX_REASON))
    now = clock.now()
    if not now < publish_at <= now + FARTHEST:
        raise Invalid("publish_at", _("Choose a time from now on, within a year."))
    status = db.session.get(Status, to_key)
    if status is None:
        raise Invalid("status", _("There is no such status."))
    locked = moving.locked(idea)
    if not status.manual or db.session.get(Transition, (locked.status_key, to_key)) is None:
        raise Refused("transition-not-allowed", _("The idea cannot go from its present status to this one."))
    if targets.parse(target) and status.category is not Category.ACTIVE:
        raise Invalid("target", _("Only an idea the team has taken on, and is not done with, has a target."))
    if waiting_of(idea) is not None:
        raise Refused("another-scheduled", _("Another change is scheduled. Cancel it first."))
    made = ScheduledChange(
        idea_id=idea.id,
        to_key=to_key,
        reason=reason,
        target=target or None,
        official=official,
        actor_id=actor.id,
        publish_at=publish_at,
    )
    db.session.add(made)
    db.session.flush()
    journal.note(actor.id, "schedule", "post", idea.id, status=to_key, change=made.id)
    return made


def waiting_of(idea: Idea) -> ScheduledChange | None:
    """The change that waits for `idea`, actor and status loaded."""
    query = select(ScheduledChange).where(
        ScheduledChange.idea_id == idea.id, ScheduledChange.state == ScheduledState.WAITING
    )
    return db.session.scalar(query.options(joinedload(ScheduledChange.actor), joinedload(ScheduledChange.to_status)))


def cancel(actor: Member, idea: Idea) -> None:
    """Have the change that waits for `idea` never be made. Raises `Refused` where none waits (any more)."""
    moving.locked(idea)
    change = waiting_of(idea)
    if change is None:
        raise Refused("nothing-scheduled", _("Nothing is scheduled here any more."))
    _end(change, ScheduledState.CANCELLED)
    journal.note(actor.id, "cancel_scheduled", "post", idea.id, change=change.id)


@job("make_scheduled_changes", cron="* * * * *")
def make_due() -> None:
    """Make every scheduled change whose time has come, each in a savepoint: one that fails leaves the others alone."""
    due = select(ScheduledChange.id, ScheduledChange.idea_id).where(
        ScheduledChange.state == ScheduledState.WAITING, ScheduledChange.publish_at <= clock.now()
    )
    # At most one waits for an idea. In the order of the ideas, as everybody locks several of them.
    with deeds.together():
        for change_id, idea_id in db.session.execute(due.order_by(ScheduledChange.idea_id)).all():
            idea = moving.locked(db.session.get_one(Idea, idea_id))
            change = db.session.get_one(ScheduledChange, change_id, populate_existing=True)
            if change.state is ScheduledState.WAITING:
                _make(change, idea)


def _make(change: ScheduledChange, idea: Idea) -> None:
    actor = members.by_id(change.actor_id)
    if closing.is_proposed_by_another(change.actor_id, idea, change.to_key):
        # What was written down before is no second person's agreement to what somebody proposed since.
        _end(change, ScheduledState.FAILED, TAKES_TWO)
        return
    try:
        with db.session.begin_nested(), deeds.together():
            if not (actor.is_active and access.may_change_status(actor)):
                raise Refused(NO_LONGER_TRUSTED, _("Whoever scheduled it may not change a status any more."))
            window = targets.parse(change.target)
            made = rules.change_status(
                actor, idea, change.to_key, change.reason, official=change.official, window=window
            )
    except Refused as error:
        _end(change, ScheduledState.FAILED, error.code)
        return
    if isinstance(made, StatusChange):
        _end(change, ScheduledState.MADE)
    else:
        _end(change, ScheduledState.FAILED, TAKES_TWO)


def _end(change: ScheduledChange, state: ScheduledState, problem: str = "") -> None:
    change.state, change.ended_at, change.problem = state, clock.now(), problem
    db.session.flush()
