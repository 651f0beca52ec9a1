"""Writing comments that come in."""

from collections import Counter
from collections.abc import Callable, Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from cocreate.comments.models import Comment
from cocreate.importing import writers
from cocreate.importing.drafts import CommentDraft
from cocreate.importing.mapping import Mapping
from cocreate.importing.tally import Tally
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.posts import rules as posts
from cocreate.posts.models import PostImport, PostKind


class _Parent(NamedTuple):
    id: int
    thread_id: int
    top_id: int


def write(mapping: Mapping, drafts: dict[int, CommentDraft], at: datetime, tally: Tally) -> None:
    """Write the comments of `drafts` (by row number), each after the one it answers; those without a time `at` that
    instant. What answers a comment that is not there, or not under the same idea, stands at the top as orphaned.

    Names after an ``@`` stay text: whoever was meant elsewhere need not be who is called so here. Nobody follows the
    thread by having commented, and nobody is told.
    """
    people = writers.members(mapping.source, [draft.writer for draft in drafts.values()])
    threads = _ideas(mapping, {draft.idea for draft in drafts.values()})
    parents = _comments(mapping, {draft.parent for draft in drafts.values() if draft.parent})
    count: Counter[int] = Counter()
    for number, draft in drafts.items():
        thread_id = threads[draft.idea]
        parent = parents.get(draft.parent or "")
        if parent is not None and parent.thread_id != thread_id:
            parent = None
        made = tally.attempt(number, _writing(mapping, draft, people[draft.writer], thread_id, parent, draft.at or at))
        if made is not None:
            parents[draft.reference] = _Parent(made.id, thread_id, made.top_id)
            count[thread_id] += 1
    for thread_id, more in sorted(count.items()):
        posts.count_comment(thread_id, more)


def _writing(
    mapping: Mapping, draft: CommentDraft, author: Member, thread_id: int, parent: _Parent | None, at: datetime
) -> Callable[[], Comment]:
    def write_one() -> Comment:
        root = posts.write(author, PostKind.COMMENT, draft.body, language=draft.language, at=at)
        comment = Comment(
            id=root.id,
            thread_id=thread_id,
            parent_id=parent.id if parent else None,
            top_id=parent.top_id if parent else root.id,
            orphaned=draft.parent is not None and parent is None,
        )
        db.session.add(comment)
        posts.remember_import(root, mapping.source, draft.reference)
        return comment

    return write_one


def _ideas(mapping: Mapping, references: Collection[str]) -> dict[str, int]:
    """The ideas of the source by reference."""
    query = select(PostImport.reference, PostImport.post_id).where(
        PostImport.kind == PostKind.IDEA,
        PostImport.source == mapping.source,
        PostImport.reference.in_(references),
    )
    return dict(db.session.execute(query).tuples().all())


def _comments(mapping: Mapping, references: Collection[str]) -> dict[str, _Parent]:
    """The comments of the source by reference."""
    query = (
        select(PostImport.reference, Comment.id, Comment.thread_id, Comment.top_id)
        .join(Comment, Comment.id == PostImport.post_id)
        .where(
            PostImport.kind == PostKind.COMMENT,
            PostImport.source == mapping.source,
            PostImport.reference.in_(references),
        )
    )
    return {reference: _Parent(*place) for reference, *place in db.session.execute(query)}
