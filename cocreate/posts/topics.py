"""Topics, the posts that others write under, as the API tells them: what is read from the root row."""

from collections.abc import Sequence
from typing import Any

from cocreate.posts.models import Post
from cocreate.posts.pictures.api import item as picture_item
from cocreate.posts.pictures.queries import PictureView
from cocreate.posts.queries import html


def told(post: Post, tagged: Sequence[str], shown: Sequence[PictureView]) -> dict[str, Any]:
    """Of what `TopicOutput` holds, that which is read from the `post` itself, its tags and its pictures."""
    return {
        "body": post.body,
        "html": str(html(post)),
        "tags": tagged,
        "pictures": [picture_item(picture) for picture in shown],
        "state": post.state.value,
        "created_at": post.created_at,
        "published_at": post.published_at,
        "edited_at": post.edited_at,
    }
