"""Makers for ideas that are merged, and what tests ask of them."""

from collections.abc import Callable, Iterable

from sqlalchemy import select

from cocreate.accounts.vehicles import audit as vehicles
from cocreate.comments import audit as comments
from cocreate.ideas import audit, queries
from cocreate.ideas import rules as ideas
from cocreate.ideas.merging import rules
from cocreate.ideas.merging.models import Merge
from cocreate.ideas.models import Idea, Support
from cocreate.ideas.recorded import audit as recorded
from cocreate.ideas.responses import audit as responses
from cocreate.ideas.safety import audit as safety
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.posts.models import Post
from tests import make

CHECKS: tuple[Callable[[], Iterable[str]], ...] = (
    audit.check, comments.check, recorded.check, responses.check, safety.check, vehicles.check,
)  # fmt: skip


def merged(source: Idea, target: Idea, reason: str = "The same wish.", actor: Member | None = None) -> Merge:
    """The merge of `source` into `target` by somebody of the team."""
    (made,) = rules.merge(actor or make.member(roles=["moderator"]), [source], target, reason)
    assert isinstance(made, Merge)
    return made


def apart(source: Idea, reason: str = "Not the same.", actor: Member | None = None) -> Merge:
    """`source` taken out of what it is merged into."""
    return rules.unmerge(actor or make.member(roles=["moderator"]), source, reason)


def supported(*idea: Idea, by: Iterable[Member]) -> None:
    """Have each of the members support each idea, in this order."""
    for member in by:
        for each in idea:
            ideas.support(member, each)


def voices(idea: Idea) -> set[int]:
    """The members whose voice counts in `idea`."""
    return set(db.session.scalars(select(Support.member_id).where(Support.counted_in_id == idea.id)))


def counts(idea: Idea) -> tuple[int, int]:
    """Supports and owners as lists show them."""
    row = queries.row(idea, None, "en")
    return row.supports, row.owners


def key(idea: Idea) -> str:
    """The public id of `idea`, whatever the requests of the test have let go of."""
    return db.session.scalars(select(Post.public_id).where(Post.id == idea.id)).one()


def differences() -> list[str]:
    """What the audits of everything merging touches find."""
    return [found for check in CHECKS for found in check()]
