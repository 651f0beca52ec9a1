"""Who may write and publish releases, and who sees which."""

from sqlalchemy import ColumnElement

from cocreate.members.models import Member, Role
from cocreate.posts.access import changes, listed_for
from cocreate.posts.models import Post, PostKind, PostState
from cocreate.roadmap.releases.models import Release, ReleaseState

# Whoever speaks for what was built; the same as for the status of an idea.
BRAND = (Role.PRODUCT, Role.ADMIN)


def may_release(member: Member | None) -> bool:
    """The product team."""
    return member is not None and member.has_role(*BRAND)


@changes(PostKind.RELEASE)
def may_change(member: Member, _release_id: int) -> bool:
    """Whether `member` may change a release, and so its pictures."""
    return may_release(member)


def visible_to(member: Member | None) -> ColumnElement[bool]:
    """The condition that `member` sees a release: its team every one, everybody else what is told and stands."""
    if may_release(member):
        return Post.state != PostState.REMOVED
    return (Release.state != ReleaseState.DRAFT) & listed_for(member)
