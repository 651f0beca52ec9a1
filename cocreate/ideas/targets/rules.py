"""Setting the target of an idea."""

from datetime import datetime

from flask_babel import gettext as _

from cocreate.ideas import moving, telling
from cocreate.ideas.access import TEAM
from cocreate.ideas.models import Category, Idea
from cocreate.ideas.targets.models import TargetChange
from cocreate.ideas.targets.windows import Window
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member

MAX_REASON = 4000


def parse(key: str | None) -> Window | None:
    """The window called `key`, None for an open target. Raises `Invalid` at ``target``."""
    if not key:
        return None
    try:
        return Window.parse(key)
    except ValueError as error:
        raise Invalid("target", _("Name a quarter such as 2027-Q1 or a month such as 2027-03.")) from error


def set_target(
    actor: Member, idea: Idea, window: Window | None, reason: str, *, at: datetime | None = None, quiet: bool = False
) -> TargetChange | None:
    """Say that `idea` shall be there within `window`, or (None) that this is open; `reason` is read by everybody.

    Who hears of the idea is told, unless it is `quiet`, as part of something they are told anyway. None where that was
    said already. Raises `Invalid` at ``reason``, or at ``target`` for a window that is over;
    `Refused` where the team has not taken the idea on, or is done with it.
    """
    if not reason:
        raise Invalid("reason", _("Give the reason: everybody who supports this idea will read it."))
    if len(reason) > MAX_REASON:
        raise Invalid("reason", _("At most %(count)s characters, please.", count=MAX_REASON))
    at = at or clock.now()
    if window is not None and window.ends_on <= clock.local_day(at):
        raise Invalid("target", _("That time is over. Choose a later one."))
    idea = moving.locked(idea)
    if idea.status.category is not Category.ACTIVE:
        raise Refused("takes-no-target", _("Only an idea the team has taken on, and is not done with, has a target."))
    before = Window.of(idea.target_starts_on, idea.target_ends_on)
    if window == before:
        return None
    change = TargetChange(
        idea_id=idea.id,
        before_starts_on=before.starts_on if before else None,
        before_ends_on=before.ends_on if before else None,
        starts_on=window.starts_on if window else None,
        ends_on=window.ends_on if window else None,
        reason=reason,
        actor_id=actor.id,
        actor_role=next((role.value for role in TEAM if actor.has_role(role)), "member"),
        at=at,
    )
    db.session.add(change)
    idea.target_starts_on, idea.target_ends_on = change.starts_on, change.ends_on
    db.session.flush()
    said = {"target": window.key if window else None, "change": change.id}
    entry = journal.note(actor.id, "set_target", "post", idea.id, at=at, **said)
    if not quiet:
        telling.moved(entry)
    return change
