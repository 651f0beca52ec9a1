"""Taking measures in a thread, lifting them, and keeping to them."""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from cocreate.comments.calm.models import MAX_MINUTES, MAX_REASON, Measure, MeasureKind, Turn
from cocreate.comments.calm.queries import lasting
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, NotNow, TooMany
from cocreate.kernel.jobs import job
from cocreate.members.models import Member
from cocreate.posts.models import Post
from cocreate.posts.rules import hold
from cocreate.screening.rules import is_exempt

_MINUTE = timedelta(minutes=1)


def take(
    actor: Member,
    thread: Post,
    kind: MeasureKind,
    reason: str,
    *,
    minutes: int | None = None,
    until: datetime | None = None,
) -> Measure:
    """Have `actor` take a measure in the thread under `thread`, in place of another of its kind.

    Slow mode takes `minutes`. Raises `Invalid` at ``reason``, ``minutes`` or ``until``.
    """
    at = clock.now()
    minutes = minutes if kind is MeasureKind.SLOW else None
    _check(kind, reason, minutes, until, at)
    _lock(thread)
    _end(actor, thread, kind, at)
    made = Measure(
        thread_id=thread.id, kind=kind, minutes=minutes, until=until, reason=reason, actor_id=actor.id, at=at
    )
    db.session.add(made)
    db.session.flush()
    journal.note(actor.id, "calm", "post", thread.id, at=at, measure=made.id, kind=kind.value)
    return made


def lift(actor: Member, thread: Post, kind: MeasureKind) -> bool:
    """Have `actor` end what lasts of this kind in the thread; ``False`` when nothing does."""
    at = clock.now()
    _lock(thread)
    present = lasting(thread.id, at).get(kind)
    if present is None:
        return False
    _end(actor, thread, kind, at)
    journal.note(actor.id, "end_calm", "post", thread.id, at=at, measure=present.id, kind=kind.value)
    return True


def check(author: Member, thread_id: int) -> None:
    """Let `author` write in the thread now, or raise `NotNow`, or `TooMany` for whoever had their turn just before.

    It is their turn then: of several comments at once one passes, for its row decides. Staff answer at any time, and
    what is brought in from elsewhere was said there. Needs the author's roles loaded.
    """
    if is_exempt(author):
        return
    at = clock.now()
    measures = lasting(thread_id, at)
    _check_open(author, measures)
    if slow := measures.get(MeasureKind.SLOW):
        hold(author)  # before their turn, as whoever erases them does
        _take_turn(author, thread_id, (slow.minutes or 0) * _MINUTE, at)


def check_change(author: Member, thread_id: int) -> None:
    """Let `author` change what they said in the thread, or raise `NotNow`: nobody goes on talking that way. It takes no
    turn, so that slips are mended in slow mode, too. Needs the author's roles loaded.
    """
    if not is_exempt(author):
        _check_open(author, lasting(thread_id, clock.now()))


def _check_open(author: Member, measures: Mapping[MeasureKind, Measure]) -> None:
    if MeasureKind.CLOSED in measures:
        raise NotNow("thread-closed", _("Nobody writes here for the time being. The page says why."))
    if MeasureKind.OWNERS in measures and not author.is_owner:
        raise NotNow("owners-only", _("Only verified owners write here for a while. All else is as before."))


def _take_turn(author: Member, thread_id: int, pause: timedelta, at: datetime) -> None:
    row = insert(Turn).values(thread_id=thread_id, member_id=author.id, at=at)
    key = [Turn.thread_id, Turn.member_id]
    again = row.on_conflict_do_update(index_elements=key, set_={"at": at}, where=Turn.at <= at - pause)
    if db.session.scalar(again.returning(Turn.at)) is not None:
        return
    last = db.session.scalar(select(Turn.at).where(Turn.thread_id == thread_id, Turn.member_id == author.id)) or at
    wait = last + pause - at
    minutes = max(1, math.ceil(wait / _MINUTE))
    raise TooMany(
        math.ceil(wait.total_seconds()),
        ngettext(
            "This conversation goes slowly for a while, so that everybody is heard. Your next turn is in a minute.",
            "This conversation goes slowly for a while, so that everybody is heard. Your next turn is in %(num)s "
            "minutes.",
            minutes,
        ),
    )


def _check(kind: MeasureKind, reason: str, minutes: int | None, until: datetime | None, at: datetime) -> None:
    if not reason:
        raise Invalid("reason", _("Give the reason: everybody reads it."))
    if len(reason) > MAX_REASON:
        raise Invalid("reason", _("At most %(count)s characters, please.", count=MAX_REASON))
    if kind is MeasureKind.SLOW and (minutes is None or not 1 <= minutes <= MAX_MINUTES):
        raise Invalid("minutes", _("From 1 to %(most)s minutes, please.", most=MAX_MINUTES))
    if until is None and kind is not MeasureKind.CLOSED:
        raise Invalid("until", _("Say for how long. Only what is closed can stay so until somebody opens it."))
    if until is not None and until <= at:
        raise Invalid("until", _("That time is over. Choose a later one."))


def _lock(thread: Post) -> None:
    """Of several who take measures in `thread` at once one comes after the other."""
    db.session.execute(select(Post.id).where(Post.id == thread.id).with_for_update(key_share=True))


def _end(actor: Member, thread: Post, kind: MeasureKind, at: datetime) -> None:
    of_kind = (Measure.thread_id == thread.id, Measure.kind == kind, Measure.ended_at.is_(None))
    db.session.execute(update(Measure).where(*of_kind).values(ended_at=at, ended_by_id=actor.id))


@job("forget_turns", cron="41 18 * * *")
def forget_turns() -> None:
    """Remove turns that hold nobody back any more, however slow the thread."""
    db.session.execute(delete(Turn).where(Turn.at <= clock.now() - MAX_MINUTES * _MINUTE))
