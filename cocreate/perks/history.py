"""What was changed of a perk, by whom and when; nothing is rewritten."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from cocreate.journal import rules as journal
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.members.queries import Person, person
from cocreate.perks import words
from cocreate.perks.models import Perk, PerkChange, PerkField, PerkVariant

MOST = 200  # entries shown


class Entry(NamedTuple):
    """A change as the desk shows it; `variant` is its name, empty where the perk has one alone."""

    field: str
    before: str | None
    after: str | None
    variant: str
    actor: Person
    at: datetime


def note(
    actor: Member, perk: Perk, field: PerkField, before: object, after: object, variant: PerkVariant | None = None
) -> None:
    """Keep that `actor` changed `field` from `before` to `after`, if they differ; journalled."""
    if before == after:
        return
    told = [None if value is None else str(value) for value in (before, after)]
    change = PerkChange(perk_id=perk.id, actor_id=actor.id, field=field, before=told[0], after=told[1])
    change.variant_id = variant.id if variant else None
    db.session.add(change)
    data = {"before": told[0], "after": told[1], "variant": change.variant_id}
    journal.note(actor.id, f"change_{field}", "perk", perk.id, None, **data)


def entries(perk: Perk, locale: str) -> list[Entry]:
    """The latest changes of `perk`, the last first."""
    query = (
        select(PerkChange, Member, PerkVariant)
        .join(Member, Member.id == PerkChange.actor_id)
        .outerjoin(PerkVariant, PerkVariant.id == PerkChange.variant_id)
        .where(PerkChange.perk_id == perk.id)
        .order_by(PerkChange.id.desc())
        .limit(MOST)
    )
    return [
        Entry(
            change.field.value,
            change.before,
            change.after,
            words.variant(variant, locale) if change.variant_id else "",
            person(member),
            change.at,
        )
        for change, member, variant in db.session.execute(query)
    ]
