"""Where an idea that was merged is found now."""

from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from cocreate.ideas import queries
from cocreate.ideas.merging.models import Merge
from cocreate.ideas.models import MERGED, Idea
from cocreate.kernel.api import absolute
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.members.models import Member
from cocreate.posts.access import visible_to
from cocreate.posts.models import Post


class Target(NamedTuple):
    """The idea into which another one is merged."""

    public_id: str
    title: str
    language: str
    url: str


def target_of(idea: Idea, reader: Member | None) -> Target | None:
    """Into which idea `idea` is merged, if it is and `reader` sees that one. No statement for any other idea."""
    if idea.status_key != MERGED:
        return None
    lasting = select(Merge.into_id).where(Merge.idea_id == idea.id, Merge.ended_at.is_(None)).scalar_subquery()
    query = select(Post.public_id, Post.title, Post.language).where(Post.id == lasting, visible_to(reader))
    found = db.session.execute(query).first()
    if found is None:
        return None
    return Target(found.public_id, found.title or "", found.language, queries.url(found.public_id, found.title or ""))


def lasting_target(idea: Idea) -> Idea | None:
    """The idea into which `idea` is merged, if it is, whoever sees it."""
    lasting = select(Merge.into_id).where(Merge.idea_id == idea.id, Merge.ended_at.is_(None)).scalar_subquery()
    return db.session.scalar(select(Idea).where(Idea.id == lasting))


def check_here(member: Member, idea: Idea) -> None:
    """Raise `Refused`, which names the target, where `idea` is merged into one that `member` sees."""
    target = target_of(idea, member)
    if target is not None:
        raise Refused(
            "merged",
            _("This idea was merged into “%(title)s”. Go on there.", title=target.title),
            merged_into={"id": target.public_id, "url": absolute(target.url)},
        )
