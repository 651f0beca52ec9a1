"""Having read notices; and hearing no more of a post."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, delete, exists, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from cocreate.kernel import clock
from cocreate.kernel.database import Instant, db
from cocreate.members.models import Member
from cocreate.notices.choices import in_order
from cocreate.notices.models import Broadcast, BroadcastRead, Cause, Choice, Mailing, Mute, Notice, Why
from cocreate.posts.models import Post

AWAITED = timedelta(days=4 * 366)  # a release is announced three years ahead at most


def read(member: Member, up_to: int, key: str = "") -> None:
    """Have `member` have read their notices up to the one of the journal's entry `up_to`: all, or those of a group.

    What came later stays unread; `key` is as in ``queries.Group``. What was read is mailed no more.
    """
    theirs = (Notice.member_id == member.id, Notice.read_at.is_(None), Notice.entry_id <= up_to, *_of_group(key))
    waiting = in_order(select(Notice.id).where(*theirs))
    db.session.execute(update(Notice).where(Notice.id.in_(waiting)).values(read_at=clock.now()))
    everybody = select(literal(member.id), Broadcast.entry_id).where(Broadcast.entry_id <= up_to)
    if key:
        everybody = everybody.where(Broadcast.about_id == _post(key))
    rows = insert(BroadcastRead).from_select(["member_id", "entry_id"], everybody)
    db.session.execute(rows.on_conflict_do_nothing())


def mute(member: Member, post: Post) -> None:
    """Tell `member` nothing more about `post`, by whatever way; twice is as once."""
    row = insert(Mute).values(member_id=member.id, post_id=post.id, at=clock.now())
    db.session.execute(row.on_conflict_do_nothing())


def unmute(member: Member, post: Post) -> None:
    """Tell `member` about `post` again, from now on."""
    db.session.execute(delete(Mute).where(Mute.member_id == member.id, Mute.post_id == post.id))


def hand_on_mutes(muted: int, post: int, at: datetime) -> None:
    """Tell whoever muted the post with the id `muted` nothing about another one either, since the instant `at`."""
    handed = select(Mute.member_id, literal(post), literal(at, Instant())).where(Mute.post_id == muted)
    rows = insert(Mute).from_select(["member_id", "post_id", "at"], handed)
    db.session.execute(rows.on_conflict_do_nothing())


def take_back_mutes(muted: int, post: int, at: datetime) -> None:
    """Undo what `hand_on_mutes` did at that instant, for as long as those members mute the first one still."""
    still = select(Mute.member_id).where(Mute.post_id == muted)
    db.session.execute(delete(Mute).where(Mute.post_id == post, Mute.at == at, Mute.member_id.in_(still)))


def forget_read(before: datetime) -> None:
    """Remove notices that were read before an instant."""
    db.session.execute(delete(Notice).where(Notice.read_at < before, ~_is_awaited()))


def forget_old(before: datetime) -> None:
    """Remove notices of before an instant, what was told to everybody, and the log of letters."""
    db.session.execute(delete(Notice).where(Notice.at < before, ~_is_awaited()))
    broadcasts = select(Broadcast.entry_id).where(Broadcast.at < before)
    db.session.execute(delete(BroadcastRead).where(BroadcastRead.entry_id.in_(broadcasts)))
    db.session.execute(delete(Broadcast).where(Broadcast.at < before))
    tells = exists().where(Notice.mailing_id == Mailing.id)
    db.session.execute(delete(Mailing).where(Mailing.at < before, ~tells))


def forget(posts: Collection[int], members: Collection[int]) -> None:
    """Remove everything about `posts`, and everything of `members`: both are about to be deleted."""
    of_posts = or_(Notice.about_id.in_(posts), Notice.said_id.in_(posts))
    db.session.execute(delete(Notice).where(or_(of_posts, Notice.member_id.in_(members))))
    broadcasts = select(Broadcast.entry_id).where(Broadcast.about_id.in_(posts))
    db.session.execute(
        delete(BroadcastRead).where(or_(BroadcastRead.entry_id.in_(broadcasts), BroadcastRead.member_id.in_(members)))
    )
    db.session.execute(delete(Broadcast).where(Broadcast.about_id.in_(posts)))
    db.session.execute(delete(Mute).where(or_(Mute.post_id.in_(posts), Mute.member_id.in_(members))))
    for table in (Choice, Mailing):
        db.session.execute(delete(table).where(table.member_id.in_(members)))


def forget_entries(entries: Select[int]) -> None:
    """Remove what members were told of these entries of the journal: they are about to be deleted."""
    db.session.execute(delete(Notice).where(Notice.entry_id.in_(entries)))


def _is_awaited() -> ColumnElement[bool]:
    """The condition that a release was announced by the notice: it is the list of whom to tell what becomes of that."""
    is_announced = and_(Notice.cause == Cause.RELEASE, Notice.why == Why.HOLDER)
    return and_(is_announced, Notice.at >= clock.now() - AWAITED)


def _of_group(key: str) -> tuple[ColumnElement[bool], ...]:
    if not key:
        return ()
    if key in set(Cause):
        return (Notice.about_id.is_(None), Notice.cause == key)
    return (Notice.about_id == _post(key),)


def _post(public_id: str) -> ColumnElement[int]:
    return select(Post.id).where(Post.public_id == public_id).scalar_subquery()
