"""Finding a post helpful, and taking that back.

What that brings the author is settled where the count changes: at the end of `vote` and of `withdraw`.
"""

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from cocreate.comments import earning
from cocreate.comments.helpful.models import HelpfulVote
from cocreate.journal import rules as journal
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.members.models import Member
from cocreate.posts.models import Post, PostKind
from cocreate.screening.rates import rules as rates
from cocreate.screening.rates.models import Deed

_kinds: set[PostKind] = {PostKind.COMMENT}


def takes(kind: PostKind) -> None:
    """Register that posts of `kind` take votes, as comments do."""
    _kinds.add(kind)


def may_vote(member: Member | None, author_id: int, is_visible: bool) -> bool:
    """Anybody of what others wrote, while it is seen."""
    return member is not None and is_visible and author_id != member.id


def vote(member: Member, post: Post) -> bool:
    """Have `member` find `post` helpful; ``False`` when they did already.

    The post's row is locked, so that of two votes at once each is counted; the member's before it. Raises `Refused` for
    a post of one's own, and for one that takes no votes or is not seen; `TooMany` for a member who is too quick.
    """
    if post.kind not in _kinds:
        raise Refused("takes-no-votes", _("This takes no votes."))
    if post.author_id == member.id:
        raise Refused("own-post", _("It is for others to find what you wrote helpful."))
    rates.use(Deed.SUPPORT, member, target=post.author_id)
    # Whoever bars them meanwhile waits, and finds the vote.
    db.session.execute(select(Member.id).where(Member.id == member.id).with_for_update(read=True))
    locked = _locked(post)
    if not locked.is_visible:
        raise Refused("takes-no-votes", _("This is not public at the moment and takes no votes."))
    row = insert(HelpfulVote).values(post_id=post.id, member_id=member.id).on_conflict_do_nothing()
    if db.session.execute(row.returning(HelpfulVote.post_id)).first() is None:
        return False
    locked.helpful += 1
    journal.note(member.id, "find_helpful", "post", post.id)
    db.session.flush()
    earning.settle(locked)
    return True


def withdraw(member: Member, post: Post) -> bool:
    """Take the vote of `member` back; ``False`` when there is none. Raises `TooMany` for a member who is too quick."""
    rates.use(Deed.SUPPORT, member)
    locked = _locked(post)
    theirs = delete(HelpfulVote).where(HelpfulVote.post_id == post.id, HelpfulVote.member_id == member.id)
    if db.session.execute(theirs.returning(HelpfulVote.post_id)).first() is None:
        return False
    locked.helpful -= 1
    journal.note(member.id, "unfind_helpful", "post", post.id)
    db.session.flush()
    earning.settle(locked)
    return True


def forget_own(member: Member) -> None:
    """Take away the votes of `member` for what has become theirs."""
    own = select(Post.id).where(Post.author_id == member.id)
    theirs = (HelpfulVote.member_id == member.id, HelpfulVote.post_id.in_(own))
    gone = db.session.scalars(delete(HelpfulVote).where(*theirs).returning(HelpfulVote.post_id)).all()
    left = select(func.count()).where(HelpfulVote.post_id == Post.id).scalar_subquery()
    db.session.execute(update(Post).where(Post.id.in_(gone)).values(helpful=left))


def _locked(post: Post) -> Post:
    """The `post`, held, and read afresh; before it what it stands under, which many may hold so at once."""
    above = select(Post.id).where(Post.id.in_(earning.threads([post]))).order_by(Post.id)
    db.session.execute(above.with_for_update(read=True))
    db.session.refresh(post, ["state", "helpful"], with_for_update={"key_share": True})
    return post
