"""Links between posts, as the post they lead to shows them: it needs not know what links to it."""

from typing import Any, NamedTuple

from flask import url_for
from sqlalchemy import BindParameter, ScalarSelect, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from cocreate.posts.access import publicly_visible
from cocreate.posts.models import Post, PostLink


class LinkView(NamedTuple):
    """A post that links to the one at hand; `kind` is that of the link, `language` that of the title."""

    kind: str
    title: str
    url: str
    language: str


def told_links(post: BindParameter[int]) -> ScalarSelect[Any]:
    """Within a statement: what everybody sees that links to `post`, for `heard_links`; null for nothing."""
    row = func.jsonb_build_array(PostLink.kind, Post.kind, Post.public_id, Post.title, Post.language)
    in_order = func.jsonb_agg(aggregate_order_by(row, Post.published_at))
    query = select(in_order).select_from(PostLink).join(Post, Post.id == PostLink.from_id)
    return query.where(PostLink.to_id == post, publicly_visible()).scalar_subquery()


def heard_links(rows: list[list[str]] | None) -> list[LinkView]:
    """The links that `told_links` found, the oldest first."""
    return [
        LinkView(kind, title, url_for(f"{post_kind}s.show", public_id=public_id), language)
        for kind, post_kind, public_id, title, language in rows or ()
    ]
