"""Reads about decisions."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cocreate.kernel.database import db
from cocreate.moderation.decisions import marks
from cocreate.moderation.decisions.models import Decision
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
