"""Who keeps the catalogue of perks, who sees which, and who may redeem one: with every reason against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_

from cocreate.kernel import clock
from cocreate.kernel.i18n import ngettext
from cocreate.kernel.templating import day, number
from cocreate.members.models import Member, Role
from cocreate.perks.models import Perk, PerkAudience, PerkKind, PerkState, PerkVariant

# Who sees the catalogue at the desk; administrators alone change it.
DESK = (Role.SERVICE, Role.PRODUCT)


class Obstacle(StrEnum):
    """Why somebody can't redeem a perk now; stable, programs read it."""

    NOT_ON_SALE = "not-on-sale"
    NOT_YET = "not-yet"
    OVER = "over"
    OWNERS_ONLY = "owners-only"
    TIER = "tier"
    MODEL = "model"
    PER_MEMBER = "per-member"
    PER_PERIOD = "per-period"
    SOLD_OUT = "sold-out"
    TOO_FEW_POINTS = "too-few-points"


@dataclass(frozen=True)
class Reason:
    """An obstacle, as the member reads it."""

    code: Obstacle
    words: str


@dataclass(frozen=True)
class Offer:
    """A perk with what it asks for: the keys of its `series`, `whom` it is for in words, the `variants` looked at."""

    perk: Perk
    variants: Sequence[PerkVariant]
    series: frozenset[int] = frozenset()
    whom: str = ""


@dataclass(frozen=True)
class Standing:
    """What a member brings: points to spend, the `series` owned, `tiers` reached, how often the perk was redeemed ever
    and on which day it can be redeemed `again` where it was as often as its period allows."""

    spendable: int
    is_owner: bool = False
    series: frozenset[int] = frozenset()
    tiers: frozenset[str] = frozenset()
    redeemed: int = 0
    again: date | None = None


def may_manage(member: Member | None) -> bool:
    """Whether `member` changes the catalogue."""
    return member is not None and member.has_role(Role.ADMIN)


def may_look(member: Member | None) -> bool:
    """Whether `member` sees drafts, stock and history."""
    return member is not None and member.has_role(*DESK, Role.ADMIN)


def visible_to(member: Member | None) -> ColumnElement[bool]:
    """The condition that `member` sees a perk: what was on sale once everybody, drafts the team."""
    return Perk.id.is_not(None) if may_look(member) else Perk.state != PerkState.DRAFT


def on_sale(at: datetime) -> ColumnElement[bool]:
    """The condition that a perk stands in the shop at the instant `at`, also one that can be redeemed only later."""
    usable = or_(Perk.valid_until_on.is_(None), Perk.valid_until_on >= clock.local_day(at))
    return (Perk.state == PerkState.ON_SALE) & or_(Perk.ends_at.is_(None), Perk.ends_at > at) & usable


def may_redeem(offer: Offer, member: Standing | None, at: datetime) -> list[Reason]:
    """What keeps somebody from redeeming one of the variants of `offer` at the instant `at`; nothing: they may.

    Of somebody unknown (None) nothing is asked but what holds for everybody.
    """
    reasons = _closed(offer, at)
    if member is not None:
        reasons += [*_not_meant(offer, member), *_used_up(offer.perk, member)]
    if all(not variant.offered or variant.left == 0 for variant in offer.variants):
        reasons.append(Reason(Obstacle.SOLD_OUT, _("Sold out")))
    if member is not None and (missing := offer.perk.price - member.spendable) > 0:
        words = ngettext("%(num)s more point needed", "%(num)s more points needed", missing, num=number(missing))
        reasons.append(Reason(Obstacle.TOO_FEW_POINTS, words))
    return reasons


def _closed(offer: Offer, at: datetime) -> list[Reason]:
    perk = offer.perk
    if perk.state is not PerkState.ON_SALE:
        return [Reason(Obstacle.NOT_ON_SALE, _("No longer offered") if perk.shown_at else _("Not on sale yet"))]
    if perk.starts_at is not None and at < perk.starts_at:
        return [Reason(Obstacle.NOT_YET, _("Not on sale yet"))]
    if perk.is_over(at):
        return [Reason(Obstacle.OVER, _("The time to redeem it is over"))]
    return []


def _not_meant(offer: Offer, member: Standing) -> list[Reason]:
    match offer.perk.audience:
        case PerkAudience.OWNERS if not member.is_owner:
            return [Reason(Obstacle.OWNERS_ONLY, _("For verified owners"))]
        case PerkAudience.MODEL if not (member.is_owner and member.series & offer.series):
            return [Reason(Obstacle.MODEL, _("For owners of %(models)s", models=offer.whom))]
        case PerkAudience.TIER if offer.perk.tier_key not in member.tiers:
            return [Reason(Obstacle.TIER, _("For members from %(tier)s on", tier=offer.whom))]
    return []


def _used_up(perk: Perk, member: Standing) -> list[Reason]:
    if perk.per_member is not None and member.redeemed >= perk.per_member:
        words = (
            ngettext(
                "%(num)s for each member, and you have it",
                "%(num)s for each member, and you have them",
                perk.per_member,
            )
            if perk.kind is PerkKind.GOODS
            else ngettext(
                "%(num)s voucher for each member, and you have it",
                "%(num)s vouchers for each member, and you have them",
                perk.per_member,
            )
        )
        return [Reason(Obstacle.PER_MEMBER, words)]
    if member.again is not None:
        words = _("You can redeem it again from %(when)s on", when=day(member.again))
        return [Reason(Obstacle.PER_PERIOD, words)]
    return []
