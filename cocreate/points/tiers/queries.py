"""Which tiers there are, and who has reached which."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, func, select

from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db, read
from cocreate.ledger.models import Account, AccountKind, Unit
from cocreate.members import queries as people
from cocreate.members.models import Member, MemberState
from cocreate.members.queries import Person
from cocreate.points.tiers.models import Tier


class Standing(NamedTuple):
    """The tier somebody is on, the next one, and how much contribution is `missing` to that."""

    tier: Tier | None
    following: Tier | None
    missing: int


class Move(NamedTuple):
    """How many members would come from one tier to another; ``None`` is none."""

    before: Tier | None
    after: Tier | None
    members: int


class Change(NamedTuple):
    """That somebody added, changed or removed the tier `key`: which `fields`, and its threshold before and after."""

    verb: str
    key: str
    fields: list[str]
    before: int | None
    after: int | None
    actor: Person
    at: datetime


def every() -> list[Tier]:
    """The tiers, the lowest first."""
    return list(db.session.scalars(select(Tier).order_by(Tier.from_contribution)))


def standing(contribution: int, tiers: Sequence[Tier]) -> Standing:
    """Where one stands with so much `contribution`, among `tiers` in their order."""
    reached = [tier for tier in tiers if tier.from_contribution <= contribution]
    above = next((tier for tier in tiers if tier.from_contribution > contribution), None)
    return Standing(reached[-1] if reached else None, above, above.from_contribution - contribution if above else 0)


def of(member_id: int) -> Tier | None:
    """The tier the member is on. One statement."""
    reached = select(Tier).where(Tier.from_contribution <= _contribution(member_id))
    return db.session.scalar(reached.order_by(Tier.from_contribution.desc()).limit(1))


def reached(member_id: int) -> set[str]:
    """The keys of all tiers that the member has reached. One statement."""
    return set(db.session.scalars(select(Tier.key).where(Tier.from_contribution <= _contribution(member_id))))


def members() -> dict[int, int]:
    """How many members are on each tier, by its id. One statement."""
    tiers = every()
    counts = _counted([tier.from_contribution for tier in tiers])
    return {tier.id: counts.get(place, 0) for place, tier in enumerate(tiers, 1)}


def moves(before: Sequence[Tier], after: Sequence[Tier]) -> list[Move]:
    """Who would move if `after` held instead of `before`, both in their order: each change and how many. One statement.

    Between two neighbouring thresholds of either, all members move alike.
    """
    edges = sorted({tier.from_contribution for tier in (*before, *after)})
    found: dict[tuple[str, str], Move] = {}
    for place, number in _counted(edges).items():
        contribution = edges[place - 1]
        old, new = standing(contribution, before).tier, standing(contribution, after).tier
        key = (old.key if old else "", new.key if new else "")
        if key[0] != key[1]:
            known = found.get(key)
            found[key] = Move(old, new, number + (known.members if known else 0))
    return list(found.values())


def history(limit: int = 20) -> list[Change]:
    """What was last done to tiers, the latest first. One statement."""
    columns = (*people.columns(), JournalEntry.verb, JournalEntry.data, JournalEntry.at)
    noted = select(*columns).join(Member, Member.id == JournalEntry.actor_id).where(JournalEntry.subject_kind == "tier")
    rows = read(noted.order_by(JournalEntry.id.desc()).limit(limit))
    return [_change(row) for row in rows]


def _change(row: Any) -> Change:
    data = row.data
    fields = data.get("fields", [])
    return Change(row.verb, data["key"], fields, data.get("before"), data.get("after"), Person(*row[:5]), row.at)


def by_key(key: str) -> Tier | None:
    """The tier known as `key`."""
    return db.session.scalar(select(Tier).where(Tier.key == key))


def _counted(edges: Sequence[int]) -> dict[int, int]:
    """How many members have at least the first of `edges`, by the number of the last edge they have reached."""
    if not edges:
        return {}
    place = func.width_bucket(Account.balance, list(edges)).label("place")
    wallets = (Account.unit == Unit.CONTRIBUTION, Account.kind == AccountKind.WALLET, Account.balance >= edges[0])
    holders = select(place, func.count()).join(Member, Member.id == Account.holder_id)
    rows = read(holders.where(*wallets, Member.state == MemberState.ACTIVE).group_by(place))
    return {row[0]: row[1] for row in rows}


def _contribution(member_id: int) -> ScalarSelect[int]:
    wallet = (Account.unit == Unit.CONTRIBUTION, Account.kind == AccountKind.WALLET, Account.holder_id == member_id)
    return select(Account.balance).where(*wallet).scalar_subquery()
