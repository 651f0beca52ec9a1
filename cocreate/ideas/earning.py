"""What an idea brings its authors: as it is adopted, and as it is shipped, while it is seen.

The author and the co-authors, by when their ideas were written, share what the rules give. What was awarded stays with
whom it was awarded: who becomes a co-author by a later merge gets nothing of it, who ceases to be one keeps it, and an
idea that is merged keeps what it brought before. What is taken back with a status, or as the idea is seen no more, is
awarded again to who are its authors then. What an import brought or staff recorded was not written here, and earns
nothing, whoever claims it.
"""

from datetime import datetime

from sqlalchemy import exists, select

from cocreate.ideas.merging.groups import in_group
from cocreate.ideas.models import MERGED, Idea, StatusChange
from cocreate.ideas.recorded.models import RecordedIdea
from cocreate.kernel.database import db
from cocreate.points import deeds
from cocreate.points.models import RuleKey
from cocreate.posts.models import Post, PostImport, PostState

# The order is that in which an idea earns them.
_BRINGS = {
    RuleKey.IDEA_ADOPTED: frozenset({"adopted", "in_progress", "partly_shipped", "shipped"}),
    RuleKey.IDEA_SHIPPED: frozenset({"partly_shipped", "shipped"}),
}


def moved(idea: Idea, change: StatusChange) -> None:
    """What the `change` of the locked `idea` brings and takes; a merge takes nothing, nor does its end."""
    if change.to_key == MERGED:
        return
    before = () if change.from_key == MERGED else _brought(change.from_key)
    after = _brought(change.to_key)
    if gone := [rule for rule in before if rule not in after]:
        deeds.undone(source(idea.id), gone, at=change.at)
    if idea.post.is_visible:
        _earn(idea, [rule for rule in after if rule not in before], change.at)


def came(idea: Idea) -> None:
    """What the locked `idea` brings as it is seen (again)."""
    _earn(idea, _brought(idea.status_key))


def went(idea_id: int) -> None:
    """What goes with an idea that is seen no more."""
    deeds.undone(source(idea_id), tuple(_BRINGS))


def source(idea_id: int) -> str:
    """By what awards name the idea."""
    return f"idea:{idea_id}"


def _brought(status_key: str) -> list[RuleKey]:
    return [rule for rule, statuses in _BRINGS.items() if status_key in statuses]


def _earn(idea: Idea, rules: list[RuleKey], at: datetime | None = None) -> None:
    authors = _authors(idea.id) if rules else []
    for rule in rules if authors else ():
        deeds.earned(rule, source(idea.id), authors, at=at)


def _authors(idea_id: int) -> list[int]:
    """Who wrote the idea and what is merged into it here, the author first."""
    elsewhere = exists().where(PostImport.post_id == Post.id) | exists().where(RecordedIdea.idea_id == Post.id)
    written = select(Post.author_id).where(in_group(Post.id, idea_id), Post.state == PostState.VISIBLE, ~elsewhere)
    return list(dict.fromkeys(db.session.scalars(written.order_by(Post.id != idea_id, Post.created_at, Post.id))))
