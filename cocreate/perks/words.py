"""What is said of perks in two languages: each text in the reader's where it is said there, else in the other one."""

from typing import NamedTuple

from flask_babel import gettext as _

from cocreate.kernel.money import Money
from cocreate.perks.models import Perk, PerkVariant


class Said(NamedTuple):
    """Words and their language; both languages may lack them."""

    words: str
    language: str


def said(zh: str, en: str, locale: str) -> Said:
    """The words in the language `locale`, or in the other one."""
    first, second = (Said(zh, "zh"), Said(en, "en")) if locale == "zh" else (Said(en, "en"), Said(zh, "zh"))
    return first if first.words or not second.words else second


def text(perk: Perk, name: str, locale: str) -> Said:
    """The text of `perk` called `name`: title, summary, body or discount."""
    return said(getattr(perk, f"{name}_zh"), getattr(perk, f"{name}_en"), locale)


def discount(perk: Perk, locale: str) -> Said:
    """What the coupon `perk` takes off a bill: in words, or else the amount."""
    found = text(perk, "discount", locale)
    if found.words or perk.discount_fen is None:
        return found
    amount = f"{Money(perk.discount_fen).decimal:,}".removesuffix(".00")
    return Said(_("%(amount)s yuan off the bill", amount=amount), locale)


def variant(row: PerkVariant, locale: str) -> str:
    """What `row` is called; nothing where its perk comes in one alone."""
    return " · ".join(filter(None, (said(row.colour_zh, row.colour_en, locale).words, row.size)))
