"""What merging would bring, and undoing it take, looked at before anybody decides."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from cocreate.ideas.merging.groups import in_group
from cocreate.ideas.models import Idea, Support
from cocreate.kernel.database import db


class Voices(NamedTuple):
    """Of `given` supporters (each counted once), `both` count in the target anyway; `owners` are the owners among the
    others."""

    given: int
    both: int
    owners: int

    @property
    def new(self) -> int:
        """How many the target gains by merging, or loses when it is undone."""
        return self.given - self.both


def of_merging(sources: Collection[Idea], target: Idea) -> Voices:
    """Whose voices `sources` would bring to `target`. One statement."""
    here = select(Support.member_id).where(Support.counted_in_id == target.id)
    return _voices([idea.id for idea in sources], here)


def of_parting(source: Idea, target_id: int) -> Voices:
    """Whose voices leave the idea `target_id` with `source`: not who supports another of the group. One statement."""
    other = aliased(Support)
    here = select(other.member_id).where(in_group(other.idea_id, target_id), other.idea_id != source.id)
    return _voices([source.id], here)


def _voices(ideas: Collection[int], here: Select[int]) -> Voices:
    given = (
        select(Support.member_id, func.bool_or(Support.owner).label("owner"))
        .where(Support.idea_id.in_(ideas))
        .group_by(Support.member_id)
        .subquery()
    )
    present = given.c.member_id.in_(here)
    both, owners = func.count().filter(present), func.count().filter(~present, given.c.owner)
    return Voices(*db.session.execute(select(func.count(), both, owners).select_from(given)).one())
