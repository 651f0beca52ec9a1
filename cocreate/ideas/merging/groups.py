"""The ideas that count as one: a target and what is merged into it.

Of a member's supports in a group the earliest counts, at the target. It is the one that is marked as an owner's if any
is (see ``ideas.owners``), and it does not depend on the order in which ideas were merged.

Locks: whoever merges or unmerges excludes everybody who does, or who holds the groups (`exclude`, `hold`), before any
idea is locked; then the ideas by id. Who supports a target or takes that back locks the target alone: its group does
not change without that lock.
"""

from sqlalchemy import ColumnElement, Select, func, or_, select, text, update
from sqlalchemy.orm import InstrumentedAttribute

from cocreate.comments.gathering import gathered, gathers
from cocreate.ideas.merging.models import Merge
from cocreate.ideas.models import Support
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.posts.models import PostKind

# Supports are counted in statements, and not kept in the session.
UNSEEN = {"synchronize_session": False}


def exclude() -> None:
    """Be the only one to merge or unmerge until the transaction ends."""
    db.session.execute(text("LOCK TABLE merges IN SHARE ROW EXCLUSIVE MODE"))


def hold() -> None:
    """Let nobody merge or unmerge until the transaction ends; several may hold the groups at once."""
    db.session.execute(text("LOCK TABLE merges IN SHARE MODE"))


@gathers(PostKind.IDEA)
def duplicates(target_id: int) -> Select[int]:
    """The ids of the ideas that are merged into `target_id`."""
    return select(Merge.idea_id).where(Merge.into_id == target_id, Merge.ended_at.is_(None))


@gathered(PostKind.IDEA)
def target(idea_id: int) -> Select[int]:
    """The id of the idea into which `idea_id` is merged, if it is."""
    return select(Merge.into_id).where(Merge.idea_id == idea_id, Merge.ended_at.is_(None))


def in_group(column: InstrumentedAttribute[int], target_id: int) -> ColumnElement[bool]:
    """The condition that `column` names `target_id` or an idea merged into it."""
    return or_(column == target_id, column.in_(duplicates(target_id)))


def settle(target_id: int, member: Member | None = None) -> None:
    """Let of the supports each member (or `member` alone) gave in the group of `target_id` the earliest count there,
    and no other; what is voided counts nowhere. Counters are made anew by the caller, who has locked the target."""
    place = func.row_number().over(partition_by=Support.member_id, order_by=(Support.at, Support.id))
    given = select(Support.id, place.label("place"))
    given = given.where(in_group(Support.idea_id, target_id), Support.voiding_id.is_(None))
    if member is not None:
        given = given.where(Support.member_id == member.id)
    ranked = given.subquery()
    # One after the other: a support may only count where no other one of its member does any more.
    later = select(ranked.c.id).where(ranked.c.place > 1)
    earliest = select(ranked.c.id).where(ranked.c.place == 1)
    hidden = update(Support).where(Support.id.in_(later), Support.counted_in_id.is_not(None))
    db.session.execute(hidden.values(counted_in_id=None), execution_options=UNSEEN)
    shown = update(Support).where(Support.id.in_(earliest), Support.counted_in_id.is_distinct_from(target_id))
    db.session.execute(shown.values(counted_in_id=target_id), execution_options=UNSEEN)
