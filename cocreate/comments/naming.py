"""Members whom a post names with an ``@``: who they are, and that they hear of it, each once."""

from collections.abc import Collection, Mapping
from typing import Any

from markupsafe import Markup
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
from cocreate.posts import rules as posts
from cocreate.posts.models import Post, PostKind, PostRevision
from cocreate.posts.rules import is_away

MAX_NAMED = 10
Named = Mapping[str, Member]


def find(body: str, thread: Post | None = None, others: Select[int] | None = None) -> Named:
    """The members `body` names, by folded name: of several of one name, the only one who takes part in `thread`, if
    there is one, as its author or one of the `others` selected by their keys."""
    names = sorted({text.fold(match.group(1)) for match in text.MENTION.finditer(body)})[:MAX_NAMED]
    found = members.by_names(names)
    if any(len(namesakes) > 1 for namesakes in found.values()):
        present = {thread.author_id} if thread is not None else set()
        present |= set(db.session.scalars(others.distinct())) if others is not None else set()
        found = {name: _narrowed(namesakes, present) for name, namesakes in found.items()}
    return {name: namesakes[0] for name, namesakes in found.items() if len(namesakes) == 1}


def ids(named: Named) -> set[int]:
    """The keys of those `named`."""
    return {member.id for member in named.values()}


def preview(source: str, most: int) -> Markup:
    """How the first `most` characters of what is being typed will look, with the names that lead to somebody."""
    return text.preview(source, most, links(find(source[:most])))


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


def write(author: Member, kind: PostKind, body: str, **said: Any) -> Post:
    """`posts.write` of a post of its own, with whom it names; `published` tells them."""
    named = find(body)
    post = posts.write(author, kind, body, mentions=links(named), reaches=ids(named), **said)
    db.session.flush()
    if named:
        remember(post, named)
    return post


def published(post: Post, verb: str) -> None:
    """Tell those whom `post`, one of its own which is seen for the first time, names; nobody before it is seen. `verb`:
    how the journal calls it that such a post was written."""
    if not (post.mentions and post.is_visible):
        return
    entries = (JournalEntry.subject_kind == "post", JournalEntry.subject_id == post.id)
    written = select(JournalEntry).where(*entries, JournalEntry.verb == verb).order_by(JournalEntry.id).limit(1)
    tell(db.session.scalars(written).one(), post, present(post), post.id)


def rewrite(
    editor: Member, post: Post, body: str, others: Select[int], **said: Any
) -> tuple[PostRevision | None, set[int]]:
    """`posts.rewrite` of a post of its own under which `others` said something: what it was, and whom it names
    since."""
    named, before = find(body, post, others), present(post)
    replaced = posts.rewrite(editor, post, body, mentions=links(named), reaches=ids(named), **said)
    if replaced is None:
        return None, set()
    if named or before:
        remember(post, named)
    return replaced, ids(named) - before


def edited(editor: Member, post: Post, fresh: Collection[int], about: int) -> None:
    """Note that `editor` has changed `post`, and tell the `fresh` ones whom it names since; where it is not seen now,
    once it is."""
    tell_newly(journal.note(editor.id, "edit", "post", post.id, **later(post, fresh)), post, fresh, about)


def later(post: Post, fresh: Collection[int]) -> dict[str, Any]:
    """What the entry of a change keeps of the `fresh` ones whom `post` names since, where it is not seen now."""
    return {"named": sorted(fresh)} if fresh and is_away(post) else {}


def tell_meanwhile(post: Post, about: int) -> None:
    """Tell those in `post` whom a change of it has named while it was not seen; its entry says so (``named``)."""
    entries = (JournalEntry.subject_kind == "post", JournalEntry.subject_id == post.id)
    query = select(JournalEntry).where(*entries, JournalEntry.data.has_key("named")).order_by(JournalEntry.id)
    still = present(post)
    for entry in db.session.scalars(query).all():
        tell_newly(entry, post, set(entry.data["named"]) & still, about)


def tell_newly(entry: JournalEntry, post: Post, fresh: Collection[int], about: int) -> None:
    """Tell the `fresh` ones, but for who heard before that `post` names them: taken out and put in again it is no
    news. Of what was never seen nobody hears yet, whoever may read it: where it is published, all are told."""
    if fresh and post.published_at is not None:
        tell(entry, post, set(fresh) - _heard(post), about)


def _heard(post: Post) -> set[int]:
    """The keys of those who were told before that `post` names them."""
    told = select(Notice.member_id).where(Notice.said_id == post.id, Notice.cause == Cause.MENTION)
    return set(db.session.scalars(told))


def _narrowed(namesakes: list[Member], present: set[int]) -> list[Member]:
    return namesakes if len(namesakes) == 1 else [member for member in namesakes if member.id in present]
