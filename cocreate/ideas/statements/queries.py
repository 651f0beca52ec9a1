"""Who signed a statement, and what stands beside it."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Integer, Select, bindparam, case, func, or_, select

from cocreate.ideas.evidence.queries import ENOUGH
from cocreate.ideas.evidence.shown import words
from cocreate.ideas.models import Idea, IdeaKind, Support
from cocreate.ideas.queries import url
from cocreate.kernel.database import read, written
from cocreate.kernel.statistics import Share, share
from cocreate.members.models import Member
from cocreate.posts.access import publicly_visible
from cocreate.posts.models import LinkKind, Post, PostLink
from cocreate.site.models import SiteRecord

MOST_OPPOSITES = 10


class Opposite(NamedTuple):
    """A statement that counters the one at hand, or that it `is_countered` by it, with its signatures."""

    title: str
    url: str
    language: str
    signed: int
    owners: int
    is_countered: bool


@dataclass(frozen=True)
class Signatures:
    """Of `of` verified owners `owners` signed; of all who `signed`, `newcomers` had joined only days before.

    Owners are those of now, and whoever was one when signing. `opposites` are other statements, the countered
    first, then the most signed; never more than `MOST_OPPOSITES`.
    """

    signed: int
    owners: int
    of: int
    newcomers: int
    newcomer_days: int
    opposites: tuple[Opposite, ...]

    @property
    def share(self) -> Share | None:
        """The owners' share with its interval, where there are enough owners to tell one."""
        return share(self.owners, self.of) if self.of >= ENOUGH else None

    @property
    def words(self) -> str:
        """The share as people read it, ``""`` where none is told."""
        return words(self.share) if self.share else ""


def signatures(idea: Idea) -> Signatures | None:
    """Who signed `idea`, nothing where it is no statement. Two statements."""
    if idea.kind is not IdeaKind.STATEMENT:
        return None
    found = read(_signed(), {"idea_id": idea.id}).one()
    return Signatures(
        signed=found.signed,
        owners=found.by_owners,
        of=found.owners_now + found.former_owners,
        newcomers=found.newcomers,
        newcomer_days=found.newcomer_days,
        opposites=tuple(_opposites(idea)),
    )


def _opposites(idea: Idea) -> list[Opposite]:
    rows = read(_linked(), {"idea_id": idea.id})
    return [
        Opposite(row.title, url(row.public_id, row.title), row.language, row.supports, row.owners, row.is_countered)
        for row in rows
    ]


@cache
def _signed() -> Select[*tuple[Any, ...]]:
    """One row about the signatures that count, and the owners there are."""
    age = Support.at - Member.joined_at
    days = select(SiteRecord.newcomer_days).scalar_subquery()
    is_new = (age >= timedelta(0)) & (age < func.make_interval(0, 0, 0, days.cast(Integer)))
    owners_now = select(func.count()).select_from(Member).where(Member.is_owner).correlate(None).scalar_subquery()
    return (
        select(
            func.count().label("signed"),
            func.count().filter(Support.owner).label("by_owners"),
            func.count().filter(Support.owner & ~Member.is_owner).label("former_owners"),
            func.count().filter(is_new).label("newcomers"),
            owners_now.label("owners_now"),
            days.label("newcomer_days"),
        )
        .select_from(Support)
        .join(Member, Member.id == Support.member_id)
        .where(Support.counted_in_id == bindparam("idea_id", type_=BigInteger))
    )


@cache
def _linked() -> Select[*tuple[Any, ...]]:
    """The statements everybody sees that ``idea_id`` counters, then those that counter it, the most signed first."""
    here = bindparam("idea_id", type_=BigInteger)
    other = case((PostLink.from_id == here, PostLink.to_id), else_=PostLink.from_id)
    is_countered = PostLink.from_id == here
    return (
        select(
            Post.title, Post.public_id, Post.language, Idea.supports, Idea.owners, is_countered.label("is_countered")
        )
        .select_from(PostLink)
        .join(Idea, Idea.id == other)
        .join(Post, Post.id == Idea.id)
        .where(PostLink.kind == written(LinkKind.COUNTERS), or_(PostLink.from_id == here, PostLink.to_id == here))
        .where(publicly_visible())
        .order_by(is_countered.desc(), Idea.supports.desc(), Idea.id)
        .limit(MOST_OPPOSITES)
    )
