"""Writing tiers. Whatever changes is journalled; who is on which tier follows by itself."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from cocreate.journal import rules as journal
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member
from cocreate.points.tiers.models import Tier

MOST = 20
MOST_CONTRIBUTION = 1_000_000_000
# How many characters each text may have.
LENGTHS = {"name_zh": 20, "name_en": 40, "benefits_zh": 1000, "benefits_en": 2000}


class Said(NamedTuple):
    """What a tier says."""

    from_contribution: int
    name_zh: str
    name_en: str
    benefits_zh: str
    benefits_en: str


def add(actor: Member, key: str, said: Said) -> Tier:
    """A new tier, known as `key` for ever. Raises `Invalid` at the field."""
    others = _locked()
    if not re.fullmatch("[a-z][a-z0-9_]{0,29}", key):
        raise Invalid("key", _("A code of small letters, digits and underscores, a letter first."))
    if any(one.key == key for one in others):
        raise Invalid("key", _("There is a tier of this code."))
    if len(others) >= MOST:
        raise Invalid("key", _("There are enough tiers."))
    _check(said, others)
    tier = Tier(key=key, **_values(said))
    db.session.add(tier)
    db.session.flush()
    journal.note(actor.id, "add_tier", "tier", tier.id, key=key, after=said.from_contribution)
    return tier


def change(actor: Member, tier: Tier, said: Said) -> bool:
    """Have the `tier` say this; whether it said something else. Raises `Invalid` at the field."""
    _check(said, [one for one in _locked() if one.id != tier.id])
    wanted, before = _values(said), tier.from_contribution
    changed = [name for name, value in wanted.items() if getattr(tier, name) != value]
    for name in changed:
        setattr(tier, name, wanted[name])
    if changed:
        numbers = {"before": before, "after": said.from_contribution}
        journal.note(actor.id, "change_tier", "tier", tier.id, None, key=tier.key, fields=changed, **numbers)
    return bool(changed)


def remove(actor: Member, tier: Tier) -> None:
    """Take the `tier` away: nobody is on it any more.

    Raises:
        Refused: something is for members on this tier alone.
    """
    _locked()
    journal.note(actor.id, "remove_tier", "tier", tier.id, key=tier.key, before=tier.from_contribution)
    try:
        with db.session.begin_nested():
            db.session.delete(tier)
    except IntegrityError as error:
        words = _("Some perks are for members on this tier alone. Let them be for others first.")
        raise Refused("tier-in-use", words) from error


def instead(tiers: Sequence[Tier], tier: Tier | None, from_contribution: int | None) -> list[Tier]:
    """`tiers` as they would be with `tier` (None: a new one) from so much contribution on (None: without it)."""
    others = [one for one in tiers if tier is None or one.id != tier.id]
    if from_contribution is None:
        return others
    key, zh, en = (tier.key, tier.name_zh, tier.name_en) if tier else ("-", "", "")
    changed = Tier(key=key, name_zh=zh, name_en=en, from_contribution=from_contribution)
    return sorted([*others, changed], key=lambda one: one.from_contribution)


def _locked() -> list[Tier]:
    """All tiers, kept to this transaction: there are few, and changes are rare."""
    return list(db.session.scalars(select(Tier).order_by(Tier.id).with_for_update()))


def _check(said: Said, others: Sequence[Tier]) -> None:
    if not 1 <= said.from_contribution <= MOST_CONTRIBUTION:
        least_most = {"least": 1, "most": MOST_CONTRIBUTION}
        raise Invalid("from_contribution", _("This must be from %(least)s to %(most)s.", **least_most))
    if any(one.from_contribution == said.from_contribution for one in others):
        raise Invalid("from_contribution", _("Another tier begins here already."))
    values = said._asdict()
    for name, most in LENGTHS.items():
        if len(values[name]) > most:
            raise Invalid(name, _("This is longer than %(most)s characters.", most=most))
    for name in ("name_zh", "name_en"):
        if not values[name]:
            raise Invalid(name, _("Members have to call it something."))


def _values(said: Said) -> Mapping[str, int | str]:
    values = said._asdict()
    for name in ("benefits_zh", "benefits_en"):
        values[name] = "\n".join(line.strip() for line in values[name].splitlines() if line.strip())
    return values
