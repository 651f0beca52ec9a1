"""Who looks at what: one moderator at a time, for a while."""

from datetime import timedelta

from sqlalchemy import ColumnElement, or_, select, update

from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.moderation import queries as moderation
from cocreate.moderation.appeals.models import Appeal
from cocreate.posts.models import Post
from cocreate.screening.cases import open_case
from cocreate.screening.models import Case, Cause

Claimed = Case | Appeal


def claim(actor: Member, waiting: Claimed, *, taking_over: bool = False) -> bool:
    """Let `actor` have what is `waiting` for some minutes, also what somebody else has where they are `taking_over`.

    ``False`` when somebody else has it, or nothing waits there any more. One statement: of two at once one gets it.
    """
    table, now = type(waiting), clock.now()
    free = or_(table.claimed_until.is_(None), table.claimed_until <= now, table.claimed_by == actor.id)
    until = now + timedelta(minutes=moderation.settings().claim_minutes)
    claiming = update(table).where(table.id == waiting.id, _is_open(waiting))
    if not taking_over:
        claiming = claiming.where(free)
    claiming = claiming.values(claimed_by=actor.id, claimed_until=until).returning(table.id)
    got = db.session.execute(claiming).first() is not None
    db.session.expire(waiting)
    return got


def take_up(actor: Member, post: Post) -> Case | None:
    """Open the case of a `post` that `actor` came upon, and let them have it; ``None`` for their own."""
    if post.author_id == actor.id:
        return None
    open_case([Cause.MODERATOR], post_id=post.id)
    case = db.session.scalars(select(Case).where(Case.post_id == post.id)).one()
    claim(actor, case)
    journal.note(actor.id, "take_up", "post", post.id)
    return case


def release(actor: Member, waiting: Claimed) -> None:
    """Leave what `actor` has to others."""
    table = type(waiting)
    leaving = update(table).where(table.id == waiting.id, table.claimed_by == actor.id)
    db.session.execute(leaving.values(claimed_by=None, claimed_until=None))
    db.session.expire(waiting)


def _is_open(waiting: Claimed) -> ColumnElement[bool]:
    return Case.closed_at.is_(None) if isinstance(waiting, Case) else Appeal.waiting()
