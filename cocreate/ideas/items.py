"""Ideas as the API tells them: the row of a list, and the text of its post."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from cocreate.ideas import queries
from cocreate.ideas.merging import queries as merging
from cocreate.ideas.merging.queries import Link, Links
from cocreate.ideas.models import MERGED, Idea
from cocreate.ideas.queries import IdeaRow
from cocreate.kernel.api import absolute
from cocreate.kernel.database import db
from cocreate.kernel.i18n import locale
from cocreate.members import reading
from cocreate.members.models import Member
from cocreate.posts import topics
from cocreate.posts.models import Post
from cocreate.posts.pictures import queries as pictures
from cocreate.posts.pictures.queries import PictureView
from cocreate.posts.queries import tags, tags_of


def items(rows: Sequence[IdeaRow]) -> list[dict[str, Any]]:
    """The items of `rows`, in their order. Three statements, and one more where something of them is merged."""
    found = select(Post).where(Post.public_id.in_([row.public_id for row in rows]))
    posts = {post.public_id: post for post in db.session.scalars(found)} if rows else {}
    tagged = tags_of(posts.values())
    pictured = pictures.of_each([posts[row.public_id].id for row in rows if row.picture])
    keys = [posts[row.public_id].id for row in rows]
    linked = merging.links([key for row, key in zip(rows, keys, strict=True) if _is_linked(row)], reading.reader())
    return [
        _item(row, posts[row.public_id], tagged[key], pictured.get(key, []), linked.get(key))
        for row, key in zip(rows, keys, strict=True)
    ]


def item(idea: Idea, reader: Member | None) -> dict[str, Any]:
    """The item of one `idea`, read afresh."""
    row = queries.row(idea, reader, locale())
    linked = merging.links([idea.id], reader).get(idea.id) if _is_linked(row) else None
    return _item(row, idea.post, tags(idea.post), pictures.of(idea.post), linked)


def support(row: IdeaRow) -> dict[str, Any]:
    """Where the support of the idea `row` stands."""
    elsewhere = {"recorded": row.recorded, "elsewhere": row.elsewhere, "elsewhere_label": row.elsewhere_label}
    supports = {"all": row.supports, "owners": row.owners, **elsewhere}
    return {"supports": supports, "supported_by_me": row.supported}


def linked_idea(link: Link) -> dict[str, Any]:
    """Another idea, as an answer names it."""
    return {"id": link.id, "url": absolute(link.url), "title": link.title}


def _is_linked(row: IdeaRow) -> bool:
    """Whether the idea is merged into another, or others into it."""
    return row.duplicates > 0 or row.status.key == MERGED


def _item(
    row: IdeaRow, post: Post, tagged: list[str], shown: list[PictureView], linked: Links | None
) -> dict[str, Any]:
    into, authors = linked or (None, [])
    return {
        "id": row.public_id,
        "url": absolute(row.url),
        "kind": row.kind,
        "title": row.title,
        "language": row.language,
        "stage": row.stage,
        "models": [model.key for model in row.models],
        **topics.told(post, tagged, shown),
        "safety": row.safety,
        "status": row.status,
        "target": row.target.key if row.target else None,
        **support(row),
        "comments": row.comments,
        "author": row.author,
        "co_authors": authors,
        "merged_into": linked_idea(into) if into else None,
    }
