"""Telling those whom a comment is for: the one it answers, the author of what it stands under, those it names."""

from collections.abc import Collection

from sqlalchemy import select

from cocreate.comments.models import Comment
from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db
from cocreate.notices import rules as notices
from cocreate.notices.models import Cause, Notice, Why
from cocreate.notices.rules import Hearers
from cocreate.posts.models import Post


def commented(
    entry: JournalEntry, comment: Comment, thread: Post, mentioned: Collection[int], concerned: Hearers, about: int
) -> None:
    """Tell of the new `comment` under `thread`; one that names or answers somebody for several reasons is one notice.

    `concerned` are those who hear of it only because it is the brand's answer. `about` is the id of the post it shows
    under, be that `thread` or one that gathers it: the one members mute.
    """
    answered = [comment.parent.post.author_id] if comment.parent is not None else []
    direct: Hearers = {Why.ANSWERED: answered, Why.AUTHOR: [thread.author_id]}
    notices.tell(entry, Cause.ANSWER, direct, about=about, said=comment.id)
    named(entry, comment, mentioned, about)
    if comment.official:
        notices.tell(entry, Cause.OFFICIAL, concerned, about=about, said=comment.id)


def named(entry: JournalEntry, comment: Comment, members: Collection[int], about: int) -> None:
    """Tell the members with these ids that `comment`, which shows under the post `about`, names them."""
    if members:
        notices.tell(entry, Cause.MENTION, {Why.MENTIONED: members}, about=about, said=comment.id)


def named_meanwhile(comment: Comment, present: Collection[int], about: int) -> None:
    """Tell those of the members `present` in `comment` whom a change of it has named while it was not seen."""
    changes = (JournalEntry.subject_kind == "post", JournalEntry.subject_id == comment.id, JournalEntry.verb == "edit")
    query = select(JournalEntry).where(*changes, JournalEntry.data.has_key("named")).order_by(JournalEntry.id)
    for entry in db.session.scalars(query).all():
        named(entry, comment, set(entry.data["named"]) & set(present) - heard(comment), about)


def heard(comment: Comment) -> set[int]:
    """The ids of those who were told before that `comment` names them: taken out and put in again it is no news."""
    told = select(Notice.member_id).where(Notice.said_id == comment.id, Notice.cause == Cause.MENTION)
    return set(db.session.scalars(told))
