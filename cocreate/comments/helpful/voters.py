"""What becomes of votes when those who gave them are barred, or free again: what they brought is looked at anew."""

from datetime import datetime

from sqlalchemy import exists, select

from cocreate.comments import earning
from cocreate.comments.helpful.models import HelpfulVote
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.jobs import defer, defer_until, job
from cocreate.points import deeds
from cocreate.posts.models import Post

JOB, BATCH = "recount_helpful", 100


def barred(voter_id: int, until: datetime | None = None) -> None:
    """Have a job look at what the votes of a member bring, who was barred or is free again; and once more at the end.

    Each of several people's comments would have to be held, by whoever decides: a job holds some at a time.
    """
    if db.session.scalar(select(exists().where(HelpfulVote.member_id == voter_id))):
        defer(JOB, voter_id=voter_id)
        if until is not None and until > clock.now():
            defer_until(until, JOB, voter_id=voter_id)


@job(JOB)
def recount(voter_id: int, after: int = 0) -> None:
    """Bring the authors of what `voter_id` found helpful what it has earned by now, or take it back.

    Some at once, by their keys; another job those with higher ones.
    """
    found = select(Post).join(HelpfulVote, HelpfulVote.post_id == Post.id).where(HelpfulVote.member_id == voter_id)
    enough = found.where(Post.helpful >= earning.HELPFUL_FROM, Post.id > after).order_by(Post.id).limit(BATCH)
    posts = list(db.session.scalars(enough))
    keys = {post.id for post in posts}
    held = select(Post).where(Post.id.in_(keys | earning.threads(posts))).order_by(Post.id)
    afresh = held.with_for_update(key_share=True).execution_options(populate_existing=True)
    with deeds.together():
        for post in [post for post in db.session.scalars(afresh) if post.id in keys]:
            earning.settle(post)
    if len(posts) == BATCH:
        defer(JOB, voter_id=voter_id, after=posts[-1].id)
