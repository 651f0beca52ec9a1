"""Makers of perks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.perks import rules
from cocreate.perks.contents import Content, Words
from cocreate.perks.models import Perk, PerkKind
from cocreate.perks.variants import Variant
from cocreate.points import wallets
from tests import make

_numbers = count(1)


def content(words: Mapping[str, Words] | None = None, **said: Any) -> Content:
    """What is said of a T-shirt for 300 points, except as `said`."""
    words = words or {"en": Words(f"T-shirt {next(_numbers)}", "Soft.", "Of *cotton*.")}
    return replace(Content(PerkKind.GOODS, words, 300), **said)


def draft(by: Member | None = None, variants: Sequence[Variant] = (Variant(),), **said: Any) -> Perk:
    """A perk that only the team sees."""
    return rules.create(by or make.member(roles=["admin"]), content(**said), variants)


def perk(by: Member | None = None, variants: Sequence[Variant] = (Variant(),), **said: Any) -> Perk:
    """A perk on sale."""
    by = by or make.member(roles=["admin"])
    made = draft(by, variants, **said)
    rules.put_on_sale(by, made)
    return made


def rich(points: int, of: Member | None = None) -> Member:
    """A member with so many points to spend."""
    member = of or make.member()
    now = clock.now()
    wallets.credit(member.id, points, f"test:{next(_numbers)}:{member.id}", "grant", "test:1", now, now)
    db.session.flush()
    return member
