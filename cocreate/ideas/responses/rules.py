"""What is promised begins, is paused, is met or missed; the author's verdict.

An answer and the job that marks what is missed may come at once: each locks the row, and the instant of the answer
decides, whoever is first.
"""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import and_, delete, exists, select, update

from cocreate.ideas.merging.models import Merge
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.ideas.responses.models import Response, ResponseKind, ResponsePause, ResponseState
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.kernel.jobs import job
from cocreate.members.models import Member
from cocreate.notices.robots import rules as robots
from cocreate.notices.robots.models import Alert
from cocreate.site import queries as site
from cocreate.site.calendar import add_hours, hours_between

MAX_REASON = 500


def start(idea: Idea, kind: ResponseKind, at: datetime) -> None:
    """Promise something for `idea` from the instant `at` on, within the hours the site promises now.

    Called when an idea is published here. What an import brings along was published elsewhere, perhaps years ago, to
    people to whom this site promised nothing: it has no rows, and no part in the figures.
    """
    calendar, hours = site.calendar(), site.promised_hours()[kind]
    response = Response(idea_id=idea.id, kind=kind, hours=hours, started_at=at, due_at=add_hours(at, hours, calendar))
    db.session.add(response)
    db.session.flush()


def begin(idea: Idea) -> None:
    """Promise for the newly published `idea` all that its kind is owed: for praise, an answer only."""
    at = idea.post.published_at
    if at is None:
        return
    start(idea, ResponseKind.ANSWER, at)
    if idea.kind is not IdeaKind.PRAISE:
        start(idea, ResponseKind.DECISION, at)


def change_kind(idea: Idea, kind: IdeaKind) -> None:
    """Make the locked `idea` one of another `kind`: only praise is owed no decision.

    A decision that is still ahead is owed no more once it is praise; one already missed stays so. What becomes more
    than praise is owed a decision from now on. Raises `Refused` for praise whose status is beyond "open".
    """
    if IdeaKind.PRAISE in (idea.kind, kind) and idea.kind is not kind:
        decision = _locked(idea.id, ResponseKind.DECISION)
        if kind is not IdeaKind.PRAISE:
            if decision is None:
                start(idea, ResponseKind.DECISION, clock.now())
        elif decision is not None and _is_ahead(decision):
            db.session.execute(delete(Response).where(Response.id == decision.id))
    idea.kind = kind
    if kind is not IdeaKind.PROBLEM:
        idea.reopened_at = None
    db.session.flush()


def answered(idea_id: int, at: datetime) -> None:
    """Note that somebody answered officially at the instant `at`: the first answer is met, a reopened problem is not
    waiting any more."""
    meet(idea_id, ResponseKind.ANSWER, at)
    waiting = update(Idea).where(Idea.id == idea_id, Idea.reopened_at < at).values(reopened_at=None)
    db.session.execute(waiting.execution_options(synchronize_session="fetch"))


def meet(idea_id: int, kind: ResponseKind, at: datetime) -> None:
    """Note that what was promised came at the instant `at`: in time, or late and missed. The first time counts."""
    response = _locked(idea_id, kind)
    if response is None or response.met_at is not None:
        return
    at = max(at, response.started_at)
    if response.state is ResponseState.PAUSED:
        _end_pause(response, at)
    # Reckoned first: reading the calendar flushes, and a constraint refuses what is met without the hours it took.
    taken = max(0.0, response.hours - hours_between(at, response.due_at, site.calendar()))
    response.met_at, response.taken = at, taken
    response.state = ResponseState.MET if at < response.due_at else ResponseState.MISSED
    db.session.flush()


def pause(actor: Member, idea: Idea, reason: str) -> None:
    """Let no more hours count for what `idea` is owed, for a `reason` that everybody reads.

    Raises `Invalid` at ``reason``, `Refused` where nothing is running.
    """
    if not reason:
        raise Invalid("reason", _("Say what you are waiting for: everybody reads it."))
    if len(reason) > MAX_REASON:
        raise Invalid("reason", _("At most %(count)s characters, please.", count=MAX_REASON))
    now = clock.now()
    running = [one for one in _all_locked(idea.id) if one.state is ResponseState.RUNNING and now < one.due_at]
    if not running:
        raise Refused("nothing-is-running", _("Nothing is running here that could be paused."))
    _pause(actor, running, reason, now)
    journal.note(actor.id, "pause_response", "post", idea.id, at=now, kinds=[one.kind for one in running])
    db.session.flush()


def resume(actor: Member, idea: Idea) -> None:
    """Let the hours count again. Raises `Refused` where nothing is paused, or the idea is merged into another."""
    now = clock.now()
    paused = [one for one in _all_locked(idea.id) if one.state is ResponseState.PAUSED]
    if not paused or _is_merged(idea.id):
        raise Refused("nothing-is-paused", _("Nothing is paused here."))
    for response in paused:
        _end_pause(response, now)
        response.state = ResponseState.RUNNING
    journal.note(actor.id, "resume_response", "post", idea.id, at=now, kinds=[one.kind for one in paused])
    db.session.flush()


def suspend(actor: Member, idea_id: int, reason: str, at: datetime) -> None:
    """Let no more hours count from the instant `at` on, as the idea is merged into another: what is asked is answered
    there. What was missed before stays missed."""
    running = [one for one in _all_locked(idea_id) if one.state is ResponseState.RUNNING and at < one.due_at]
    _pause(actor, running, reason[:MAX_REASON], at)


def go_on(idea_id: int, since: datetime, at: datetime) -> None:
    """Let the hours count again from the instant `at` on that were suspended at the instant `since`."""
    suspended = ResponsePause.response_id == Response.id, ResponsePause.at == since, ResponsePause.ended_at.is_(None)
    query = select(Response.id).join(ResponsePause, and_(*suspended)).where(Response.idea_id == idea_id)
    ids = set(db.session.scalars(query))
    for response in _all_locked(idea_id):
        if response.id in ids:
            _end_pause(response, at)
            response.state = ResponseState.RUNNING
    db.session.flush()


@job("mark_missed_responses", cron="*/5 * * * *")
def mark_missed() -> None:
    """Say of everything that ran beyond its end that it is missed, and have the robots in staff chats tell it."""
    now = clock.now()
    late = select(Response).where(Response.state == ResponseState.RUNNING, Response.due_at <= now)
    in_order = late.order_by(Response.idea_id, Response.id).with_for_update()
    missed = db.session.scalars(in_order.execution_options(populate_existing=True)).all()
    for response in missed:
        response.state = ResponseState.MISSED
        journal.note(None, "miss_response", "post", response.idea_id, at=now, kind=response.kind)
    robots.alert(Alert.OVERDUE, [(response.id, response.idea_id) for response in missed])
    db.session.flush()


def _pause(actor: Member, running: Iterable[Response], reason: str, at: datetime) -> None:
    for response in running:
        response.state = ResponseState.PAUSED
        db.session.add(ResponsePause(response_id=response.id, reason=reason, actor_id=actor.id, at=at))
    db.session.flush()


def _is_merged(idea_id: int) -> bool:
    """Whether the idea, what is owed to which is locked, is merged into another. Whoever merges it locks that too."""
    lasting = exists().where(Merge.idea_id == idea_id, Merge.ended_at.is_(None))
    return bool(db.session.scalar(select(lasting)))


def _end_pause(response: Response, at: datetime) -> None:
    """End the pause of the locked `response` at the instant `at`: it has as many hours left as when it was paused."""
    query = select(ResponsePause).where(ResponsePause.response_id == response.id, ResponsePause.ended_at.is_(None))
    ended = db.session.scalars(query.execution_options(populate_existing=True)).one()
    ended.ended_at = max(at, ended.at)
    calendar = site.calendar()
    response.due_at = add_hours(ended.ended_at, hours_between(ended.at, response.due_at, calendar), calendar)


def _is_ahead(response: Response) -> bool:
    running = response.state is ResponseState.RUNNING and clock.now() < response.due_at
    return running or response.state is ResponseState.PAUSED


def _locked(idea_id: int, kind: ResponseKind) -> Response | None:
    return next((one for one in _all_locked(idea_id) if one.kind is kind), None)


def _all_locked(idea_id: int) -> list[Response]:
    """What the idea is owed, each row locked and read afresh, always in the same order."""
    query = select(Response).where(Response.idea_id == idea_id).order_by(Response.id).with_for_update()
    return list(db.session.scalars(query.execution_options(populate_existing=True)))
