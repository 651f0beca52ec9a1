"""Telling whom an idea concerns where it has gone, and that it is back."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.ideas import queries
from cocreate.ideas.hearing import hearers
from cocreate.ideas.merging.models import Merge
from cocreate.ideas.models import MERGED, StatusChange
from cocreate.journal.models import JournalEntry
from cocreate.kernel import text
from cocreate.kernel.database import db
from cocreate.notices import rules as notices
from cocreate.notices.models import Cause, Why
from cocreate.notices.words import Saying, Told, tells
from cocreate.posts.access import publicly_visible
from cocreate.posts.models import Post


def tell(entry: JournalEntry) -> None:
    """Tell those of the idea that was merged, or is no longer, as `entry` says."""
    notices.tell(entry, Cause.MERGE, hearers(entry.subject_id), about=entry.subject_id)


@tells("merge")
def of_merge(told: Sequence[Told], locale: str) -> list[Saying | None]:
    """Into which idea, and why."""
    targets, reasons = _targets(told), _reasons(told)
    each = [(notice, targets.get(notice.data["into"])) for notice in told]
    return [_into(notice, target, reasons.get(notice.data["merge"], "")) if target else None for notice, target in each]


@tells("unmerge")
def of_unmerge(told: Sequence[Told], locale: str) -> list[Saying | None]:
    """That it stands on its own again."""
    return [Saying(_alone(notice.why)) for notice in told]


def _into(notice: Told, target: Post, reason: str) -> Saying:
    title = target.title or ""
    language = text.language_of(reason) if reason else ""
    return Saying(_merged(notice.why, title), reason, language, queries.url(target.public_id, title))


def _targets(told: Sequence[Told]) -> Mapping[int, Post]:
    """The ideas merged into that everybody sees, by their keys. One statement."""
    wanted = {notice.data["into"] for notice in told}
    found = db.session.scalars(select(Post).where(Post.id.in_(wanted), publicly_visible()))
    return {post.id: post for post in found}


def _reasons(told: Sequence[Told]) -> Mapping[int, str]:
    """Why, by the key of the merge: the change of status of the same idea and instant says it. One statement."""
    merges = {notice.data["merge"] for notice in told}
    said = (StatusChange.idea_id == Merge.idea_id, StatusChange.at == Merge.at, StatusChange.to_key == MERGED)
    query = select(Merge.id, StatusChange.reason).join(StatusChange, said[0]).where(*said[1:], Merge.id.in_(merges))
    return {key: text.excerpt(reason) for key, reason in db.session.execute(query)}


def _merged(why: Why, title: str) -> str:
    sentences = {
        Why.AUTHOR: _("Your idea was merged into “%(title)s”; you are named there as a co-author", title=title),
        Why.SUPPORTER: _("An idea you support was merged into “%(title)s”; your support counts there", title=title),
    }
    return str(sentences.get(why) or _("An idea you follow was merged into “%(title)s”", title=title))


def _alone(why: Why) -> str:
    sentences = {
        Why.AUTHOR: _("Your idea stands on its own again"),
        Why.SUPPORTER: _("An idea you support stands on its own again"),
    }
    return str(sentences.get(why) or _("An idea you follow stands on its own again"))
