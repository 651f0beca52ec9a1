"""Telling those whom a question concerns, and saying so when they read it."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import Select, select

from cocreate.comments import naming
from cocreate.comments.models import Follow
from cocreate.journal.models import JournalEntry
from cocreate.notices import rules as notices
from cocreate.notices.models import Cause, Notice, Why
from cocreate.notices.words import Saying, Told, tells
from cocreate.posts.models import Post
from cocreate.questions.models import Answer


def answered(entry: JournalEntry, answer: Answer) -> None:
    """Tell the asker of the new `answer`, and those it names; where the brand gave it, followers too."""
    asker = {Why.AUTHOR: select(Post.author_id).where(Post.id == answer.question_id)}
    notices.tell(entry, Cause.ANSWER, asker, about=answer.question_id, said=answer.id)
    naming.tell(entry, answer.post, naming.present(answer.post), answer.question_id)
    if answer.official:
        followers = {Why.FOLLOWER: _followers(answer)}
        notices.tell(entry, Cause.OFFICIAL, followers, about=answer.question_id, said=answer.id)


def accepted(entry: JournalEntry, answer: Answer) -> None:
    """Tell whose `answer` it is that it helped, then the asker, if a keeper said so, and followers.

    Each once, though it be taken back and said again.
    """
    told = select(Notice.member_id).join(JournalEntry, JournalEntry.id == Notice.entry_id)
    before = told.where(Notice.said_id == answer.id, JournalEntry.verb == "accept")
    own = select(Post.author_id).where(Post.id == answer.id, Post.author_id.not_in(before))
    asker = select(Post.author_id).where(Post.id == answer.question_id, Post.author_id.not_in(before))
    followers = _followers(answer).where(Follow.member_id.not_in(before))
    hearers: notices.Hearers = {Why.ANSWERED: own, Why.AUTHOR: asker, Why.FOLLOWER: followers}
    notices.tell(entry, Cause.STATUS, hearers, about=answer.question_id, said=answer.id)


@tells("accept")
def of_acceptance(told: Sequence[Told], _locale: str) -> list[Saying | None]:
    """Whose answer it is that helped, and what it says."""
    return [_of_acceptance(notice) for notice in told]


def _of_acceptance(notice: Told) -> Saying:
    lines = {
        Why.ANSWERED: _("Your answer was chosen as the best one"),
        Why.AUTHOR: _("An answer to your question was chosen as the best one"),
    }
    line = str(lines.get(notice.why) or _("A question you follow is solved: it has a best answer"))
    said = notice.said
    return Saying(line, said.excerpt, said.language, said.url) if said else Saying(line)


def _followers(answer: Answer) -> Select[int]:
    return select(Follow.member_id).where(Follow.post_id == answer.question_id)
