"""Members whom a post names with an ``@``: who they are, and that they hear of it, each once."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Select, delete, select

from cocreate.comments.models import Mention
from cocreate.journal import rules as journal
from cocreate.journal.models import JournalEntry
from cocreate.kernel import text
from cocreate.kernel.database import db
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.notices import rules as notices
from cocreate.notices.models import Cause, Notice, Why
from cocreate.posts.models import Post
from cocreate.posts.rules import is_away

MAX_NAMED = 10
Named = Mapping[str, Member]


def find(body: str, thread: Post, others: Select[int]) -> Named:
    """The members `body` names, by folded name: of several of one name, the only one who takes part in `thread`, as its
    author or one of the `others` selected by their keys."""
    names = sorted({text.fold(match.group(1)) for match in text.MENTION.finditer(body)})[:MAX_NAMED]
    found = members.by_names(names)
    if any(len(namesakes) > 1 for namesakes in found.values()):
        present = {thread.author_id, *db.session.scalars(others.distinct())}
        found = {name: _narrowed(namesakes, present) for name, namesakes in found.items()}
    return {name: namesakes[0] for name, namesakes in found.items() if len(namesakes) == 1}


def ids(named: Named) -> set[int]:
    """The keys of those `named`."""
    return {member.id for member in named.values()}


def links(named: Named) -> dict[str, str]:
    """Where each name leads."""
    return {name: members.url(member.public_id) for name, member in named.items()}


def remember(post: Post, named: Named) -> None:
    """Keep whom `post` names, and forget whom it named before."""
    db.session.execute(delete(Mention).where(Mention.post_id == post.id))
    db.session.add_all(Mention(post_id=post.id, member_id=member_id) for member_id in ids(named))
    db.session.flush()


def present(post: Post) -> set[int]:
    """The keys of those whom `post` names."""
    return set(db.session.scalars(select(Mention.member_id).where(Mention.post_id == post.id)))


def tell(entry: JournalEntry, post: Post, named: Collection[int], about: int) -> None:
    """Tell the members with these keys that `post`, which shows under the one with the key `about`, names them."""
    if named:
        notices.tell(entry, Cause.MENTION, {Why.MENTIONED: named}, about=about, said=post.id)


def edited(editor: Member, post: Post, fresh: Collection[int], about: int) -> None:
    """Note that `editor` has changed `post`, and tell the `fresh` ones whom it names since; where it is not seen now,
    once it is."""
    later: dict[str, Any] = {"named": sorted(fresh)} if fresh and is_away(post) else {}
    _tell_newly(journal.note(editor.id, "edit", "post", post.id, **later), post, fresh, about)


def tell_meanwhile(post: Post, about: int) -> None:
    """Tell those in `post` whom a change of it has named while it was not seen; its entry says so (``named``)."""
    changes = (JournalEntry.subject_kind == "post", JournalEntry.subject_id == post.id, JournalEntry.verb == "edit")
    query = select(JournalEntry).where(*changes, JournalEntry.data.has_key("named")).order_by(JournalEntry.id)
    still = present(post)
    for entry in db.session.scalars(query).all():
        _tell_newly(entry, post, set(entry.data["named"]) & still, about)


def _tell_newly(entry: JournalEntry, post: Post, fresh: Collection[int], about: int) -> None:
    """Tell the `fresh` ones, but for who heard before that `post` names them: taken out and put in again it is no
    news."""
    if fresh:
        tell(entry, post, set(fresh) - _heard(post), about)


def _heard(post: Post) -> set[int]:
    """The keys of those who were told before that `post` names them."""
    told = select(Notice.member_id).where(Notice.said_id == post.id, Notice.cause == Cause.MENTION)
    return set(db.session.scalars(told))


def _narrowed(namesakes: list[Member], present: set[int]) -> list[Member]:
    return namesakes if len(namesakes) == 1 else [member for member in namesakes if member.id in present]
