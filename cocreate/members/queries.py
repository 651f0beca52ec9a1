"""Questions about members."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, func, select
from sqlalchemy.orm import selectinload

from cocreate.kernel import sealing
from cocreate.kernel.database import db, plain
from cocreate.kernel.text import fold
from cocreate.members.models import BarredIdentity, Identity, IdentityKind, Member, MemberState


class Person(NamedTuple):
    """A member as shown beside what they wrote."""

    public_id: str
    name: str
    affiliation: str
    state: str
    is_owner: bool = False


def person(member: Member) -> Person:
    """`member` as shown to everybody."""
    return Person(member.public_id, member.name, member.affiliation.value, member.state.value, member.is_owner)


def columns(member: type[Member] = Member) -> tuple[SQLColumnExpression[Any], ...]:
    """`member` within a statement, as the columns a `Person` is made of."""
    return member.public_id, member.name, plain(member.affiliation), plain(member.state), member.is_owner


def told(member: type[Member] = Member) -> ColumnElement[list[Any]]:
    """`member` within a statement, as a list of what a `Person` is made of."""
    return func.jsonb_build_array(*columns(member))


def url(public_id: str) -> str:
    """The address of a member's page."""
    return f"/members/{public_id}"


def by_id(member_id: int) -> Member:
    """The member with the integer key `member_id`, roles loaded, also where they were loaded without."""
    query = select(Member).where(Member.id == member_id).options(selectinload(Member.grants))
    return db.session.scalars(query).one()


def by_public_id(public_id: str) -> Member | None:
    """The member with `public_id`, roles loaded."""
    query = select(Member).where(Member.public_id == public_id).options(selectinload(Member.grants))
    return db.session.scalar(query)


def by_identity(kind: IdentityKind, value: str) -> Member | None:
    """The member who confirmed the identity `value` (already normalised), roles loaded."""
    query = (
        select(Member)
        .join(Identity, Identity.member_id == Member.id)
        .where(Identity.kind == kind, Identity.lookup.in_(sealing.lookups(value)))
        .options(selectinload(Member.grants))
    )
    return db.session.scalar(query)


def is_barred_identity(kind: IdentityKind, value: str) -> bool:
    """Whether the identity `value` (already normalised) is one that a banned member held, or leads to the same box."""
    lookups = [lookup for one in same_box(value) for lookup in sealing.lookups(one)]
    barred = exists().where(BarredIdentity.kind == kind, BarredIdentity.lookup.in_(lookups))
    return bool(db.session.scalar(select(barred)))


def same_box(value: str) -> list[str]:
    """The identity `value`, and for an address with a tag (``name+tag@example.com``) the one without it."""
    local, at, domain = value.partition("@")
    bare = local.partition("+")[0]
    return [value, f"{bare}@{domain}"] if at and bare and bare != local else [value]


def by_names(names: Collection[str]) -> dict[str, list[Member]]:
    """Active members by folded name, for each of `names` (folded) that somebody has; at most 200 in all."""
    query = (
        select(Member)
        .where(Member.name_folded.in_(names), Member.state == MemberState.ACTIVE)
        .order_by(Member.id)
        .limit(200)
    )
    found: dict[str, list[Member]] = {}
    for member in db.session.scalars(query) if names else ():
        found.setdefault(member.name_folded, []).append(member)
    return found


def folded(name: str) -> str:
    """`name` as stored for comparing: folded, without spaces, so that an @mention can spell it."""
    return fold(name).replace(" ", "")
