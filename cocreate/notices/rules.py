"""Telling members what happened, in the transaction in which it does."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    Text,
    and_,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import aliased

from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import Instant, db
from cocreate.members.models import Identity, IdentityKind, Member, MemberState
from cocreate.notices import paces
from cocreate.notices.choices import BY_MAIL
from cocreate.notices.models import Broadcast, Cause, Channel, Choice, Mute, Notice, Pace, Why
from cocreate.posts.access import visible_to_each
from cocreate.posts.models import Post

# For each reason the ids of the members whose it is.
Hearers = Mapping[Why, Select[int] | Collection[int]]

_untold: ContextVar[bool] = ContextVar("untold", default=False)


@contextmanager
def untold() -> Iterator[None]:
    """Tell nobody of what happens within the block, in this context alone.

    History brought in is no news, and what a release does to its ideas is told by the release itself.
    """
    token = _untold.set(True)
    try:
        yield
    finally:
        _untold.reset(token)


def tell(
    entry: JournalEntry, cause: Cause, hearers: Hearers, *, about: int | None = None, said: int | None = None
) -> None:
    """Tell `hearers` of `entry`, each for the first reason in their order that fits, in one statement for any number.

    Nobody hears of one entry twice: who was told of it before, for whatever cause, is left out. So are whoever did it
    themselves, members who cannot sign in, and those who muted the post `about` or see neither it nor the post `said`,
    whose words it is. How each one hears is as they chose.
    """
    if not _untold.get() and hearers:
        _tell(entry, cause, hearers, about, said)


def tell_everyone(entry: JournalEntry, cause: Cause, *, about: int) -> None:
    """Tell all members of `entry`, which leads to the post `about`: in one row for the site, whatever their number.

    Only those who asked for letters of this `cause` are told one by one, and by mail.
    """
    if _untold.get():
        return
    db.session.add(Broadcast(entry_id=entry.id, cause=cause, about_id=about, at=entry.at))
    db.session.flush()
    asked = select(Choice.member_id).where(
        Choice.cause == cause, Choice.channel == Channel.MAIL, Choice.pace != Pace.OFF
    )
    _tell(entry, cause, {Why.EVERYONE: asked}, about, None, on_site=False)


def unmailed() -> None:
    """Mail nothing of what waits to be: for a story, whose readers do not exist."""
    db.session.execute(update(Notice).where(Notice.due_at.is_not(None)).values(pace=None, due_at=None))


def _tell(
    entry: JournalEntry, cause: Cause, hearers: Hearers, about: int | None, said: int | None, *, on_site: bool = True
) -> None:
    heard, site, mail = _heard(hearers), aliased(Choice), aliased(Choice)
    shown = func.coalesce(site.pace != Pace.OFF, literal(True)) if on_site else literal(False)
    told = (
        select(Member.id, heard.c.why, shown.label("on_site"), _pace(cause, mail).label("pace"))
        .join_from(heard, Member, Member.id == heard.c.member_id)
        .outerjoin(site, _chose(site, cause, Channel.SITE))
        .outerjoin(mail, _chose(mail, cause, Channel.MAIL))
        .where(Member.state == MemberState.ACTIVE, Member.id.is_distinct_from(entry.actor_id))
        .where(_hears_of(about), _sees(about), _sees(said))
        .order_by(Member.id)
        .subquery()
    )
    rows = select(
        told.c.id,
        literal(entry.id, BigInteger),
        literal(cause.value, Text),
        told.c.why,
        literal(about, BigInteger),
        literal(said, BigInteger),
        literal(entry.at, Instant()),
        told.c.on_site,
        told.c.pace,
        _due(told.c.pace),
    ).where(or_(told.c.on_site, told.c.pace.is_not(None)))
    columns = ("member_id", "entry_id", "cause", "why", "about_id", "said_id", "at", "on_site", "pace", "due_at")
    db.session.execute(insert(Notice).from_select(columns, rows).on_conflict_do_nothing())


def _heard(hearers: Hearers) -> Subquery:
    """Each member among `hearers` once, with the first reason."""
    every = union_all(*(_for_reason(place, why, of) for place, (why, of) in enumerate(hearers.items()))).subquery()
    first = select(every.c.member_id, every.c.why).ext(distinct_on(every.c.member_id))
    return first.order_by(every.c.member_id, every.c.place).subquery()


def _for_reason(place: int, why: Why, members: Select[int] | Collection[int]) -> Select[Any]:
    ids: ColumnElement[int]
    if isinstance(members, Select):
        ids = next(iter(members.subquery().c))
    else:
        ids = func.unnest(literal(list(members), ARRAY(BigInteger)))
    return select(ids.label("member_id"), literal(place, Integer).label("place"), literal(why.value, Text).label("why"))


def _chose(choice: type[Choice], cause: Cause, channel: Channel) -> ColumnElement[bool]:
    return and_(choice.member_id == Member.id, choice.cause == cause, choice.channel == channel)


def _pace(cause: Cause, chosen: type[Choice]) -> ColumnElement[str | None]:
    """How soon a member is written to of `cause`; NULL for one who does not want it, or has no address."""
    has_address = exists().where(Identity.member_id == Member.id, Identity.kind == IdentityKind.EMAIL)
    pace = func.coalesce(chosen.pace, literal(BY_MAIL[cause].value, Text))
    return case((has_address, func.nullif(pace, Pace.OFF.value)), else_=null())


def _due(pace: ColumnElement[str]) -> ColumnElement[Any]:
    ends = {each.value: literal(paces.due(each, clock.now()), Instant()) for each in Pace if each is not Pace.OFF}
    return case(ends, value=pace)


def _hears_of(about: int | None) -> ColumnElement[bool]:
    if about is None:
        return true()
    return ~exists().where(Mute.member_id == Member.id, Mute.post_id == about)


def _sees(post_id: int | None) -> ColumnElement[bool]:
    if post_id is None:
        return true()
    return exists().where(Post.id == post_id, visible_to_each(Member.id))
