"""Writing, changing and taking back comments; following."""

from collections.abc import Collection
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import Select, delete, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from cocreate.comments import earning, naming, search, telling
from cocreate.comments.calm import rules as calm
from cocreate.comments.gathering import shown_under as gathered_by
from cocreate.comments.gathering import within
from cocreate.comments.helpful import rules as helpful
from cocreate.comments.models import Comment, Follow, Mention
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member
from cocreate.notices.rules import Hearers
from cocreate.posts import rules as posts
from cocreate.posts import standing
from cocreate.posts.drafts import rules as drafts
from cocreate.posts.models import Post, PostKind, PostState
from cocreate.posts.pictures.rules import attach, remove_of
from cocreate.posts.standing import Kept

MAX_BODY = 10_000
_NOBODY: Hearers = {}


def post(
    author: Member,
    thread: Post,
    body: str,
    *,
    answers: Comment | None = None,
    orphaned: bool = False,
    official: bool = True,
    pictures: Collection[str] = (),
    concerned: Hearers = _NOBODY,
    shown_under: int | None = None,
    at: datetime | None = None,
) -> Comment:
    """Put a comment by `author` under `thread`, as a reply to the comment it `answers`, if any.

    The author follows the thread from then on, and speaks for the brand where it is meant as `official` and they may.
    `concerned` hear of an official one, beside those it is for. `pictures` is as `attach` takes it. It is `shown_under`
    the post with that id, where another gathers the thread. Raises `Invalid` at ``body``, ``reply_to`` or ``pictures``,
    `NotNow` or `TooMany` where the thread is calmed and it is not the author's turn (``calm``).
    """
    _check_body(body)
    if answers is not None and (answers.thread_id != thread.id or not answers.post.is_visible):
        raise Invalid("reply_to", _("The comment you answer is no longer there."))
    calm.check(author, shown_under or thread.id)
    named, target = naming.find(body, thread, authors(thread)), _target(thread, answers)
    reaches = {thread.author_id, *naming.ids(named), *([target] if target else [])}
    links = naming.links(named)
    root = posts.write(author, PostKind.COMMENT, body, mentions=links, target=target, reaches=reaches, at=at)
    db.session.flush()
    comment = Comment(
        id=root.id,
        post=root,
        thread_id=thread.id,
        parent=answers,
        parent_id=answers.id if answers else None,
        top_id=answers.top_id if answers else root.id,
        official=official and author.is_official,
        orphaned=orphaned,
    )
    db.session.add(comment)
    db.session.flush()
    naming.remember(root, named)
    if pictures:
        attach(root, author, pictures)
    search.index(comment)
    follow(author, thread, at=at)
    if root.is_visible:
        posts.count_comment(thread.id, +1)
        _tell(comment, thread, naming.ids(named), concerned, shown_under or thread.id, at)
    return comment


def edit_key(post: Post) -> str:
    """The key of drafts of changes to the comment of `post`."""
    return f"comments/{post.public_id}/edit"


def _target(thread: Post, answers: Comment | None) -> int | None:
    """The key of the member whom a comment meets; where the brand speaks it bears as many as come."""
    if answers is not None:
        return None if answers.official else answers.post.author_id
    return thread.author_id if thread.kind is PostKind.IDEA else None


def edit(author: Member, comment: Comment, body: str, pictures: Collection[str] | None = None) -> None:
    """Change the text of `comment`; what it was stays readable as a revision. ``None`` leaves its `pictures` alone.

    Raises as `post` does, but for its turn in a slow thread.
    """
    _check_body(body)
    thread = db.session.get_one(Post, comment.thread_id)
    calm.check_change(author, gathered_by(thread))
    named, before = naming.find(body, thread, authors(thread)), naming.present(comment.post)
    reaches = {thread.author_id, *naming.ids(named), *_answered(comment)}
    rewritten = posts.rewrite(author, comment.post, body, mentions=naming.links(named), reaches=reaches) is not None
    if rewritten:
        comment.official = comment.official and author.is_official  # who has left the team no longer speaks for it
        naming.remember(comment.post, named)
        search.index(comment)
    pictured = pictures is not None and attach(comment.post, author, pictures)
    if rewritten or pictured:
        fresh = naming.ids(named) - before if rewritten else set()
        naming.edited(author, comment.post, fresh, gathered_by(thread))


def _answered(comment: Comment) -> set[int]:
    """The key of the member whose comment `comment` answers, if it does."""
    return set(db.session.scalars(select(Post.author_id).where(Post.id == comment.parent_id)))


def _tell(
    comment: Comment, thread: Post, mentioned: Collection[int], concerned: Hearers, about: int, at: datetime | None
) -> None:
    """Note that `comment` is published under `thread`, and tell whom it is for."""
    said = {"comment": comment.id} | ({"official": True} if comment.official else {})
    entry = journal.note(comment.post.author_id, "comment", "post", thread.id, at=at, **said)
    telling.commented(entry, comment, thread, mentioned, concerned, about)


def came(post: Post, first: bool) -> None:
    """What the comment of `post` brings with it when it is seen."""
    query = select(Comment).where(Comment.id == post.id)
    query = query.options(joinedload(Comment.post), joinedload(Comment.parent).joinedload(Comment.post))
    comment = db.session.scalars(query).one()
    posts.count_comment(comment.thread_id, +1)
    thread = db.session.get_one(Post, comment.thread_id)
    if first:
        _tell(comment, thread, naming.present(post), _NOBODY, gathered_by(thread), None)
    else:
        naming.tell_meanwhile(post, gathered_by(thread))
    earning.settle(post)


def went(post: Post) -> None:
    """What goes with the comment of `post` when it is seen no more."""
    posts.count_comment(db.session.get_one(Comment, post.id).thread_id, -1)
    if post.state is PostState.REMOVED:
        drafts.forget(edit_key(post))
    earning.settle(post)


def lock(comment_ids: Collection[int]) -> Collection[int]:
    """The posts under which these comments are counted change with them; nothing is locked before."""
    return db.session.scalars(select(Comment.thread_id).where(Comment.id.in_(comment_ids)).distinct()).all()


standing.keeps(PostKind.COMMENT, Kept(lock, came, went))


def remove(actor: Member, comment: Comment) -> None:
    """Take the visible `comment` away with its pictures; where replies hang on it, a bare stub stays."""
    post = standing.lock([comment.id])[comment.id]
    if post.state is not PostState.VISIBLE:
        return
    standing.move(post, PostState.REMOVED)
    remove_of([comment.id])
    journal.note(actor.id, "remove", "post", comment.id)


def follow(member: Member, thread: Post, at: datetime | None = None) -> bool:
    """Have `member` hear of `thread`; ``False`` when they did already."""
    row = insert(Follow).values(member_id=member.id, post_id=thread.id, since=at or clock.now())
    row = row.on_conflict_do_nothing()
    return db.session.execute(row.returning(Follow.post_id)).first() is not None


def unfollow(member: Member, thread: Post) -> None:
    """Have `member` hear no more of `thread`, nor of what it gathers."""
    db.session.execute(delete(Follow).where(Follow.member_id == member.id, within(Follow.post_id, thread)))


def reassign(former: Member, member: Member) -> None:
    """Hand the follows and mentions of `former` to `member`, each kept once and as it was."""
    for table in (Follow, Mention):
        columns = list(table.__table__.columns)
        handed = [literal(member.id) if column.name == "member_id" else column for column in columns]
        theirs = table.member_id == former.id
        rows = insert(table).from_select([column.name for column in columns], select(*handed).where(theirs))
        db.session.execute(rows.on_conflict_do_nothing())
        db.session.execute(delete(table).where(theirs))
    helpful.forget_own(member)


def _check_body(body: str) -> None:
    if not body:
        raise Invalid("body", _("Write something first."))
    if len(body) > MAX_BODY:
        raise Invalid("body", _("At most %(count)s characters, please.", count=MAX_BODY))


def authors(thread: Post) -> Select[int]:
    """The keys of those who commented under `thread`."""
    return select(Post.author_id).join(Comment, Comment.id == Post.id).where(Comment.thread_id == thread.id)
