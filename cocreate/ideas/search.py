"""What ideas tell the search of themselves."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, select

from cocreate.ideas.merging.models import Merge
from cocreate.ideas.models import Idea, IdeaModel
from cocreate.kernel.database import db
from cocreate.posts.access import publicly_visible
from cocreate.posts.models import Post, PostKind
from cocreate.posts.search import rules
from cocreate.posts.search.labels import label, of_models
from cocreate.posts.search.sources import Told, tells, weighs


def index(idea: Idea) -> None:
    """Bring the entry of `idea` to what it is, and where it is merged that of the idea which is found by its words."""
    rules.index(_found_by(idea))


def lock(idea: Idea) -> None:
    """Hold what `index` will lock, before anything is written to one of it."""
    rules.lock(_found_by(idea))


@tells(PostKind.IDEA)
def tell(idea_ids: Collection[int]) -> dict[int, Told]:
    """Kind, stage, status and models; the words of what is merged into it. What is merged is found by its target."""
    models, words = of_models(IdeaModel.idea_id, idea_ids), _words_merged_into(idea_ids)
    is_merged = exists().where(Merge.idea_id == Idea.id, Merge.ended_at.is_(None)).label("is_merged")
    query = select(Idea.id, Idea.kind, Idea.stage, Idea.status_key, is_merged).where(Idea.id.in_(idea_ids))
    return {
        row.id: Told(
            labels=(
                label("kind", row.kind),
                label("stage", row.stage),
                label("status", row.status_key),
                *models[row.id],
            ),
            also=tuple(words[row.id]),
            absent=row.is_merged,
        )
        for row in db.session.execute(query)
    }


@weighs
def supports(post_id: SQLColumnExpression[int]) -> ColumnElement[int]:
    """How many support the idea."""
    return select(Idea.supports).where(Idea.id == post_id).scalar_subquery()


def _found_by(idea: Idea) -> list[int]:
    """The posts whose entries hold the words of `idea`."""
    target = select(Merge.into_id).where(Merge.idea_id == idea.id, Merge.ended_at.is_(None))
    return [idea.id, *db.session.scalars(target)]


def _words_merged_into(idea_ids: Collection[int]) -> defaultdict[int, list[str]]:
    """The titles and texts of the ideas merged into each that everybody may read, in the order of their keys."""
    query = (
        select(Merge.into_id, Post.title, Post.body)
        .join(Post, Post.id == Merge.idea_id)
        .where(Merge.into_id.in_(idea_ids), Merge.ended_at.is_(None), publicly_visible())
        .order_by(Post.id)
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for into_id, title, body in db.session.execute(query):
        found[into_id] += [title or "", body]
    return found
