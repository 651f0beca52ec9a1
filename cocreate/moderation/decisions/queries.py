"""Reads about decisions."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cocreate.kernel.database import db
from cocreate.moderation.decisions import marks
from cocreate.moderation.decisions.models import Action, Decision, DecisionNote
from cocreate.moderation.wording import reason_name
from cocreate.posts.models import Post


class Why(NamedTuple):
    """Why a post is not seen: the reason and what was written to its author. `is_reported`: several members reported
    it, and nobody has decided yet.
    """

    state: str
    reason: str = ""
    note: str = ""
    is_reported: bool = False


class EditNote(NamedTuple):
    """What the team changed about a text, and why: for everybody who reads it."""

    reason: str
    note: str


def edit_notes(public_ids: Collection[str]) -> dict[str, EditNote]:
    """The last note about each of the posts called so whose text the team put right. One statement, none for none."""
    if not public_ids:
        return {}
    edited = (Decision.action == Action.EDIT, Post.public_id.in_(public_ids), marks.stands())
    query = select(Post.public_id, Decision.reason, DecisionNote.text).join_from(
        Decision, Post, Post.id == Decision.post_id
    )
    query = query.join(DecisionNote, DecisionNote.decision_id == Decision.id).where(*edited).order_by(Decision.id)
    return {row.public_id: EditNote(reason_name(row.reason), row.text) for row in db.session.execute(query)}


def why(post: Post) -> Why | None:
    """Why `post` is seen by its author and the team alone; ``None`` for a visible one, for which nothing is read."""
    if post.is_visible:
        return None
    moved = (Decision.post_id == post.id, Decision.to_state == post.state, marks.stands())
    query = select(Decision).where(*moved).order_by(Decision.id.desc()).limit(1).options(joinedload(Decision.note))
    decision = db.session.scalar(query)
    if decision is None:
        return Why(post.state.value)
    note = decision.note.text if decision.note else ""
    return Why(post.state.value, reason_name(decision.reason), note, decision.is_automatic)
