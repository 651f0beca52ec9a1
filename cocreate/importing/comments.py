"""Comments that come in: what a row says of one, and writing them."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cocreate.comments.models import Comment
from cocreate.comments.rules import MAX_BODY
from cocreate.importing import present, writers
from cocreate.importing.errors import Rejected
from cocreate.importing.mapping import Mapping
from cocreate.importing.rows import Draft, Row
from cocreate.importing.tally import Tally
from cocreate.importing.writers import Writer
from cocreate.kernel.database import db
from cocreate.posts import rules as posts
from cocreate.posts.models import PostImport, PostKind
from cocreate.posts.queries import imported
from cocreate.posts.search.rules import index


@dataclass(frozen=True, kw_only=True)
class CommentDraft(Draft):
    """A comment to be, under the idea with the reference `idea`, answering the comment `parent` if any."""

    writer: Writer
    idea: str
    body: str
    language: str | None


def draft(row: Row) -> CommentDraft:
    """What `row` says of a comment."""
    body = row.text("body")
    if not body:
        raise Rejected("it has no text")
    if len(body) > MAX_BODY:
        raise Rejected(f"its text has more than {MAX_BODY} characters")
    idea, parent = row.line("idea"), row.line("parent")
    if not idea:
        raise Rejected("it names no idea")
    return CommentDraft(
        reference=row.reference(),
        writer=row.writer(),
        idea=idea,
        parent=parent if parent and parent != row.feed("parent").top else None,
        body=body,
        at=row.instant("created_at"),
        language=row.language(),
    )


def known(mapping: Mapping) -> frozenset[str]:
    """The references of the ideas a comment may stand under."""
    ideas = select(PostImport.reference).where(PostImport.kind == PostKind.IDEA, PostImport.source == mapping.source)
    return frozenset(db.session.scalars(ideas))


def check(draft: CommentDraft, known: frozenset[str]) -> None:
    """Raise `Rejected` when the idea of `draft` is not there."""
    if draft.idea not in known:
        raise Rejected(f"the idea {draft.idea!r} has not been imported from the same source")


def write(mapping: Mapping, drafts: dict[int, CommentDraft], at: datetime, tally: Tally) -> None:
    """Write the comments of `drafts` (by row number) that are not here yet, each after the one it answers; those
    without a time `at` that instant. What answers a comment that is not there, or not under the same idea, stands at
    the top as orphaned.

    Names after an ``@`` stay text: whoever was meant elsewhere need not be who is called so here. Nobody follows the
    thread by having commented, and nobody is told.
    """
    drafts = present.new(PostKind.COMMENT, mapping, drafts, tally)
    people = writers.members(mapping.source, [draft.writer for draft in drafts.values()])
    threads = imported(PostKind.IDEA, mapping.source, {draft.idea for draft in drafts.values()})
    known = _comments(mapping.source, {draft.parent for draft in drafts.values() if draft.parent})
    count: Counter[int] = Counter()

    def write_all(some: Sequence[CommentDraft]) -> None:
        roots = {
            draft.reference: posts.write(
                people[draft.writer], PostKind.COMMENT, draft.body, language=draft.language, at=draft.at or at
            )
            for draft in some
        }
        db.session.flush()
        made: dict[str, Comment] = {}
        for draft in some:
            parent = made.get(draft.parent or "") or known.get(draft.parent or "")
            made[draft.reference] = _comment(draft, roots[draft.reference].id, threads[draft.idea], parent)
        db.session.add_all(made.values())
        db.session.flush()
        posts.remember_imports(mapping.source, roots)
        index([root.id for root in roots.values()])
        known.update(made)
        count.update(comment.thread_id for comment in made.values())

    tally.attempt(drafts, write_all)
    for thread_id, more in sorted(count.items()):
        posts.count_comment(thread_id, more)


def _comment(draft: CommentDraft, own_id: int, thread_id: int, parent: Comment | None) -> Comment:
    if parent is not None and parent.thread_id != thread_id:
        parent = None
    return Comment(
        id=own_id,
        thread_id=thread_id,
        parent_id=parent.id if parent else None,
        top_id=parent.top_id if parent else own_id,
        orphaned=draft.parent is not None and parent is None,
    )


def _comments(source: str, references: Collection[str]) -> dict[str, Comment]:
    """The comments of `source` by reference."""
    keys = imported(PostKind.COMMENT, source, references)
    query = select(Comment).where(Comment.id.in_(keys.values()))
    found = {comment.id: comment for comment in db.session.scalars(query)}
    return {reference: found[key] for reference, key in keys.items()}
