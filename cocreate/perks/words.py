"""What is said of perks in two languages: each text in the reader's where it is said there, else in the other one."""

from typing import NamedTuple

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


def variant(row: PerkVariant, locale: str) -> str:
    """What `row` is called; nothing where its perk comes in one alone."""
    return " · ".join(filter(None, (said(row.colour_zh, row.colour_en, locale).words, row.size)))
