"""Telling those whom a comment is for: the one it answers, the author of what it stands under, those it names."""

from collections.abc import Collection

from cocreate.comments import naming
from cocreate.comments.models import Comment
from cocreate.journal.models import JournalEntry
from cocreate.notices import rules as notices
from cocreate.notices.models import Cause, Why
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
    naming.tell(entry, comment.post, mentioned, about)
    if comment.official:
        notices.tell(entry, Cause.OFFICIAL, concerned, about=about, said=comment.id)
