"""Who hears of what becomes of an idea: those of the ideas merged into it are its own."""

from sqlalchemy import Select, select

from cocreate.comments.models import Follow
from cocreate.ideas.merging.groups import duplicates, in_group
from cocreate.ideas.models import Support
from cocreate.notices.models import Why
from cocreate.posts.models import Post


def hearers(idea_id: int) -> dict[Why, Select[int]]:
    """Whom the idea concerns and why, the closest reason first; a member may be among several.

    Supporters are all who gave a support to an idea of the group, wherever it counts.
    """
    return {
        Why.AUTHOR: select(Post.author_id).where(Post.id == idea_id),
        Why.CO_AUTHOR: select(Post.author_id).where(Post.id.in_(duplicates(idea_id))),
        Why.SUPPORTER: select(Support.member_id).where(in_group(Support.idea_id, idea_id)),
        Why.FOLLOWER: select(Follow.member_id).where(in_group(Follow.post_id, idea_id)),
    }
