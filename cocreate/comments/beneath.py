"""What is written beneath a post, comments and answers alike: who sees it, and who found it helpful.

The conditions are parts of statements that never vary, in which `Post` stands beneath; `reading` gives what they ask
for.
"""

from sqlalchemy import BigInteger, Boolean, ColumnElement, and_, bindparam, exists, or_

from cocreate.comments.helpful.models import HelpfulVote
from cocreate.kernel.database import written
from cocreate.members.models import Member
from cocreate.posts.access import KEEPERS
from cocreate.posts.models import Audience, Post, PostState

VISIBLE = Post.state == written(PostState.VISIBLE)
# Shown to their authors and to moderators alone.
WAITING = (PostState.HELD, PostState.HIDDEN)


def reading(reader: Member | None) -> dict[str, object]:
    """The values by which the conditions are about `reader`."""
    return {"reader": reader.id if reader else 0, "keeps": reader is not None and reader.has_role(*KEEPERS)}


def seen() -> ColumnElement[bool]:
    """The condition that everybody sees it, or that it waits and the reader is its author or a moderator."""
    theirs = or_(Post.author_id == bindparam("reader", type_=BigInteger), bindparam("keeps", type_=Boolean))
    return or_(VISIBLE, and_(Post.state.in_([written(state) for state in WAITING]), theirs))


def helped() -> ColumnElement[bool]:
    """The column ``helped``: whether the reader found it helpful."""
    theirs = (HelpfulVote.post_id == Post.id, HelpfulVote.member_id == bindparam("reader", type_=BigInteger))
    return exists().where(*theirs).correlate(Post).label("helped")


def public_of(member: Member, thread: type[Post]) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which everybody sees what `member` wrote, and the post `thread` it stands beneath."""
    return (
        Post.author_id == member.id,
        VISIBLE,
        thread.state == written(PostState.VISIBLE),
        thread.audience == written(Audience.EVERYONE),
    )
