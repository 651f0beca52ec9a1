"""What kinds, states and audiences of perks are called."""

from flask_babel import gettext as _
from flask_babel import pgettext

from cocreate.perks.models import PerkAudience, PerkKind, PerkState


def kinds() -> dict[str, str]:
    """The name of each kind, by its code."""
    return {
        PerkKind.GOODS.value: _("Goods, shipped to you"),
        PerkKind.VOUCHER.value: _("Voucher code"),
        PerkKind.SERVICE_COUPON.value: _("Service coupon"),
    }


def states() -> dict[str, str]:
    """The name of each state, by its code."""
    return {
        PerkState.DRAFT.value: pgettext("perk", "Draft"),
        PerkState.ON_SALE.value: pgettext("perk", "On sale"),
        PerkState.WITHDRAWN.value: pgettext("perk", "Withdrawn"),
    }


def audiences() -> dict[str, str]:
    """The name of each audience, by its code."""
    return {
        PerkAudience.ALL.value: _("Every member"),
        PerkAudience.OWNERS.value: _("Verified owners"),
        PerkAudience.MODEL.value: _("Owners of certain models"),
        PerkAudience.TIER.value: _("Members from a tier on"),
    }
