"""What a member brings to a perk."""

from sqlalchemy import ColumnElement, and_, exists, or_, true

from cocreate.kernel import clock
from cocreate.members.models import Member
from cocreate.perks.access import Standing
from cocreate.perks.models import Perk, PerkAudience, PerkSeries, PerkVariant
from cocreate.perks.redemptions import counting
from cocreate.points import wallets
from cocreate.points.tiers import queries as tiers
from cocreate.vehicles import queries as vehicles


def of(member: Member, perk: Perk) -> Standing:
    """What `member` brings to `perk` now."""
    redeemed = counting.of(member.id, perk)
    return Standing(
        spendable=wallets.spendable(member.id),
        is_owner=member.is_owner,
        series=vehicles.owned_series(member.id) if perk.audience is PerkAudience.MODEL else frozenset(),
        tiers=frozenset(tiers.reached(member.id)) if perk.audience is PerkAudience.TIER else frozenset(),
        redeemed=redeemed.ever,
        again=redeemed.again,
    )


def within_reach(member: Member, spendable: int) -> ColumnElement[bool]:
    """The condition that `member`, with so many points to spend, may redeem a perk now."""
    meant = [Perk.audience == PerkAudience.ALL]
    meant.append(and_(Perk.audience == PerkAudience.TIER, Perk.tier_key.in_(tiers.reached(member.id))))
    if member.is_owner:
        meant.append(Perk.audience == PerkAudience.OWNERS)
        owned = PerkSeries.series_id.in_(vehicles.owned_series(member.id))
        meant.append(exists().where(PerkSeries.perk_id == Perk.id, owned))
    begun = or_(Perk.starts_at.is_(None), Perk.starts_at <= clock.now())
    return and_(Perk.price <= spendable, begun, available(), or_(*meant), counting.unlimited(member.id))


def available() -> ColumnElement[bool]:
    """The condition that something of a perk is left."""
    left = or_(PerkVariant.stock.is_(None), PerkVariant.taken < PerkVariant.stock)
    return exists().where(PerkVariant.perk_id == Perk.id, PerkVariant.offered == true(), left)
