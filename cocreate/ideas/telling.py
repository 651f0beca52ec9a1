"""Telling those whom an idea concerns what became of it, and saying so when they read it."""

from collections.abc import Sequence
from typing import TypeVar

from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from cocreate.ideas import history
from cocreate.ideas.hearing import hearers
from cocreate.ideas.models import Idea, StatusChange
from cocreate.ideas.targets.models import TargetChange
from cocreate.journal.models import JournalEntry
from cocreate.kernel import text
from cocreate.kernel.database import db
from cocreate.notices import rules as notices
from cocreate.notices.models import Cause, Notice, Why
from cocreate.notices.words import Saying, Told, tells

Change = TypeVar("Change", StatusChange, TargetChange)


def moved(entry: JournalEntry) -> None:
    """Tell of a change of the idea's status or target, as `entry` says."""
    notices.tell(entry, Cause.STATUS, hearers(entry.subject_id), about=entry.subject_id)


def revised(entry: JournalEntry) -> None:
    """Tell who lent their name to a text that it was changed. Who only follows it reads the new one anyway."""
    concerned: notices.Hearers = {why: ids for why, ids in hearers(entry.subject_id).items() if why is not Why.FOLLOWER}
    notices.tell(entry, Cause.EDIT, concerned, about=entry.subject_id)


def revised_meanwhile(idea: Idea) -> None:
    """Tell them of the last change of the text of `idea` that was made while it was not seen, unless they heard."""
    changes = (JournalEntry.subject_kind == "post", JournalEntry.subject_id == idea.id, JournalEntry.verb == "revise")
    heard = exists().where(Notice.entry_id == JournalEntry.id)
    query = select(JournalEntry, heard).where(*changes, JournalEntry.data.has_key("unseen"))
    last = db.session.execute(query.order_by(JournalEntry.id.desc()).limit(1)).first()
    if last is not None and not last[1]:
        revised(last[0])


@tells("change_status")
def of_status(told: Sequence[Told], locale: str) -> list[Saying | None]:
    """The new status and why."""
    each = zip(told, _changes(StatusChange, told), strict=True)
    return [_of_status(notice.why, change, locale) if change else None for notice, change in each]


@tells("set_target")
def of_target(told: Sequence[Told], locale: str) -> list[Saying | None]:
    """When it is expected from then on, and why."""
    changes = _changes(TargetChange, told)
    return [_saying(_expected(change, locale), change.reason) if change else None for change in changes]


def _changes(kind: type[Change], told: Sequence[Told]) -> list[Change | None]:
    """The change that each of the notices tells, in their order. One statement."""
    query = select(kind).where(kind.id.in_({notice.data.get("change") for notice in told}))
    if kind is StatusChange:
        query = query.options(joinedload(StatusChange.to_status))
    found = {change.id: change for change in db.session.scalars(query)}
    return [found.get(notice.data.get("change", 0)) for notice in told]


def _of_status(why: Why, change: StatusChange, locale: str) -> Saying:
    return _saying(_is_now(why, change.to_status.name(locale)), history.reason(change))


def _saying(line: str, reason: str) -> Saying:
    return Saying(line, text.excerpt(reason), text.language_of(reason))


def _is_now(why: Why, status: str) -> str:
    sentences = {
        Why.AUTHOR: _("Your idea is now “%(status)s”", status=status),
        Why.CO_AUTHOR: _("An idea you are a co-author of is now “%(status)s”", status=status),
        Why.SUPPORTER: _("An idea you support is now “%(status)s”", status=status),
    }
    return str(sentences.get(why) or _("An idea you follow is now “%(status)s”", status=status))


def _expected(change: TargetChange, locale: str) -> str:
    if change.window is None:
        return str(_("When it will be there is open again"))
    when = change.window.name(locale)
    if change.before is None:
        return str(_("It is expected: %(when)s", when=when))
    return str(_("It is expected: %(when)s instead of %(before)s", when=when, before=change.before.name(locale)))
