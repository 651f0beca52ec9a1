"""Makers of what is redeemed: members with points, perks on sale, wishes."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.perks.models import Perk, PerkKind, PerkState, PerkVariant
from cocreate.perks.redemptions import rules
from cocreate.perks.redemptions.addresses import Address
from cocreate.perks.redemptions.models import Redemption
from cocreate.perks.redemptions.rules import Wish
from cocreate.points import wallets
from tests import make

ADDRESS = Address("Lin Yi", "+8613800138000", "Shanghai, Pudong", "17 Orchid Lane, flat 3")
_numbers = count(1)


def rich(member: Member | None = None, points: int = 1000) -> Member:
    """A member with so many points to spend."""
    member = member or make.member()
    wallets.credit(member.id, points, f"test:{next(_numbers)}:{member.id}", "award", "test:1", spendable_at=clock.now())
    return member


def perk(
    kind: PerkKind = PerkKind.GOODS, *, price: int = 100, stock: int | None = None, per_member: int | None = None
) -> PerkVariant:
    """The one variant of a perk on sale."""
    number = next(_numbers)
    made = Perk(kind=kind, title_zh=f"杯子{number}", title_en=f"Mug {number}", price=price, per_member=per_member)
    made.state, made.shown_at = PerkState.ON_SALE, clock.now() - timedelta(days=1)
    db.session.add(made)
    db.session.flush()
    variant = PerkVariant(perk_id=made.id, stock=stock)
    db.session.add(variant)
    db.session.flush()
    return variant


def redemption(member: Member | None = None, variant: PerkVariant | None = None, key: str | None = None) -> Redemption:
    """What a member with points has redeemed: goods, if nothing is said."""
    return rules.redeem(member or rich(), wish(variant or perk(), key))


def wish(variant: PerkVariant, key: str | None = None) -> Wish:
    """The wish for one of `variant`."""
    return Wish(variant.id, key=key, address=ADDRESS)


def of(variant: PerkVariant) -> Perk:
    """The perk that `variant` is of."""
    return db.session.get_one(Perk, variant.perk_id)


def addresses_of(name: str, street: str) -> Address:
    """An address like any other, but for these two parts."""
    return replace(ADDRESS, name=name, street=street)
