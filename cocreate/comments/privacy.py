"""What a member said under posts, followed, and was named in."""

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import aliased

from cocreate.comments.calm.models import Turn
from cocreate.comments.helpful.models import HelpfulVote
from cocreate.comments.models import Comment, Follow, Mention
from cocreate.kernel.database import db
from cocreate.kernel.personal import Columns, Row, deleted, kept, rows
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.posts.models import Post
from cocreate.posts.privacy import unlink

COLUMNS: Columns = {
    **deleted("follows", "member_id", "What the member wanted to hear of."),
    **kept("helpful_votes", "member_id", "Who found what helpful: a row without a name, and no number changes."),
    **kept("calm_measures", "actor_id ended_by_id reason", "What the team did; by now a row without a name."),
    **deleted("calm_turns", "member_id", "When the member last had their turn in a slow thread."),
    **deleted("mentions", "member_id", "Where others named the member: the name stays theirs, and leads nowhere."),
}


def export(member: Member) -> Row:
    """Under what each comment of theirs stands, and what they follow; the words are among the posts."""
    own, thread, answered = aliased(Post), aliased(Post), aliased(Post)
    columns = (own.public_id.label("post"), thread.public_id.label("under"), answered.public_id.label("answers"))
    comments = (
        select(*columns, Comment.official)
        .join(own, own.id == Comment.id)
        .join(thread, thread.id == Comment.thread_id)
        .outerjoin(answered, answered.id == Comment.parent_id)
        .where(own.author_id == member.id)
        .order_by(Comment.id)
    )
    found = select(thread.public_id.label("post"), HelpfulVote.at).join(thread, thread.id == HelpfulVote.post_id)
    follows = select(thread.public_id.label("post"), Follow.since).join(thread, thread.id == Follow.post_id)
    return {
        "comments": rows(comments),
        "found_helpful": rows(
            found.where(HelpfulVote.member_id == member.id).order_by(HelpfulVote.at, HelpfulVote.post_id)
        ),
        "follows": rows(follows.where(Follow.member_id == member.id).order_by(Follow.since, Follow.post_id)),
    }


def naming(member: Member) -> list[int]:
    """The posts that name the member, which `erase` changes and whoever calls it has locked."""
    return list(db.session.scalars(select(Mention.post_id).where(Mention.member_id == member.id)))


def erase(member: Member, posts: Collection[int]) -> None:
    """Forget what the member followed, and whom the `posts` that go name; no post leads to the member any more."""
    for post in db.session.scalars(select(Post).where(Post.id.in_(naming(member))).order_by(Post.id)).all():
        unlink(post, members.url(member.public_id))
    db.session.execute(delete(Mention).where(Mention.post_id.in_(posts)))
    for table in (Follow, Mention, Turn):
        db.session.execute(delete(table).where(table.member_id == member.id))
