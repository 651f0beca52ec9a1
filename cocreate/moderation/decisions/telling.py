"""Telling whom a decision concerns what was decided, why, and how to appeal; and who reported, what came of it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cocreate.journal import rules as journal
from cocreate.kernel import clock, templating
from cocreate.kernel.database import db
from cocreate.moderation import queries
from cocreate.moderation.decisions.models import APPROVING, Action, Decision
from cocreate.moderation.wording import reason_name
from cocreate.notices import rules as notices
from cocreate.notices.models import Cause, Why
from cocreate.notices.words import Saying, Told, tells
from cocreate.posts.models import Audience, Post, PostState

RECORD = "/me/record"
# Decisions that can be appealed: those that take something away.
APPEALABLE = frozenset(
    {Action.HIDE, Action.REMOVE, Action.WARN, Action.SILENCE, Action.SUSPEND, Action.BAN, Action.VOID}
)
_LONGEST = 40


def tell(decision: Decision, reporters: Collection[int] = ()) -> None:
    """Note `decision`, and tell the member it concerns, and the `reporters`.

    What is part of a ban is told with that. That nothing came of reports is no matter of the author's.
    """
    entry = journal.note(decision.actor_id, "moderate", "decision", decision.id, action=decision.action.value)
    is_news = decision.part_of_id is None and (decision.to_state is not None or decision.action not in APPROVING)
    hearers: dict[Why, Collection[int]] = {}
    if is_news:
        hearers[Why.AUTHOR] = [decision.member_id]
    if reporters:
        hearers[Why.REPORTER] = reporters
    notices.tell(entry, Cause.MODERATION, hearers)


@tells("moderate")
def said(told: Sequence[Told], _locale: str) -> Sequence[Saying | None]:
    """What each of these notices of decisions says."""
    keys = {notice.subject_id for notice in told}
    query = select(Decision).where(Decision.id.in_(keys)).options(joinedload(Decision.post), joinedload(Decision.note))
    decisions = {decision.id: decision for decision in db.session.scalars(query)}
    return [
        _to_reporter(decisions[notice.subject_id])
        if notice.why is Why.REPORTER
        else _to_author(decisions[notice.subject_id])
        for notice in told
    ]


def _to_reporter(decision: Decision) -> Saying:
    """What was said at the time: that it was taken back since, and who was right after all, is told by itself."""
    if decision.action not in APPROVING | {Action.RESTORE}:
        return Saying(_("We looked at what you reported, and have acted on it. Thank you"), url=RECORD)
    return Saying(_("We looked at what you reported. It does not break the rules and stays"), url=RECORD)


def _to_author(decision: Decision) -> Saying:
    note = decision.note.text if decision.note else ""
    line = _line(decision)
    if (reason := reason_name(decision.reason)) and decision.action is not Action.RESTORE:
        line = _("%(line)s Reason: %(reason)s.", line=line, reason=reason)
    if decision.action in APPEALABLE:
        days = queries.settings().appeal_days
        line = _("%(line)s You can appeal within %(days)s days, in your record.", line=line, days=days)
    return Saying(line, note, "", RECORD)


def _line(decision: Decision) -> str:
    title = _title(decision)
    until = _until(decision.until) if decision.until else ""
    lines = {
        Action.APPROVE: _("“%(title)s” was looked at and is published now.", title=title),
        Action.APPROVE_TRUST: _("“%(title)s” was looked at and is published now.", title=title),
        Action.EDIT: _("The team has changed the text of “%(title)s”.", title=title),
        Action.HOLD: _("“%(title)s” was reported by several members and waits until somebody has looked.", title=title),
        Action.HIDE: _("“%(title)s” was hidden: you still see it, and can change it.", title=title),
        Action.REMOVE: _("“%(title)s” was removed.", title=title),
        Action.RESTORE: _restored(decision, title),
        Action.WARN: _("You have been warned."),
        Action.SILENCE: _("You can publish nothing until %(until)s.", until=until),
        Action.SUSPEND: _("Your account is suspended until %(until)s.", until=until),
        Action.BAN: _("Your account is banned."),
        Action.VOID: _voided(title),
    }
    return str(lines[decision.action])


def _restored(decision: Decision, title: str) -> str:
    if decision.to_state is PostState.VISIBLE:
        return str(_("“%(title)s” can be seen by everybody again.", title=title))
    if decision.to_state is not None:
        return str(_("“%(title)s” is looked at once more.", title=title))
    return str(_("A decision about you was taken back."))


def _voided(title: str) -> str:
    if title:
        return str(_("Your support of “%(title)s” was voided and does not count.", title=title))
    return str(_("Your support of an idea was voided and does not count."))


def _title(decision: Decision) -> str:
    """What the post is called; nothing where others wrote it and it is no more seen by all members."""
    post = decision.post
    if post is None or (post.author_id != decision.member_id and not _is_listed(post)):
        return ""
    words = post.title or post.excerpt
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def _is_listed(post: Post) -> bool:
    return post.is_visible and post.audience is not Audience.STAFF


def _until(until: datetime) -> str:
    return f"{templating.day(clock.local_day(until))} {until.astimezone(clock.site_zone()):%H:%M}"
