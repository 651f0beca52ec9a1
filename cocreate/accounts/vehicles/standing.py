"""What follows from the cars of members and from whom they work for. Nothing else writes these three.

`Member.is_owner`, `ModelYear.owners`, and by way of ``ideas.owners`` the owner's marks of their supports.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import update

from cocreate.catalogue.models import ModelYear
from cocreate.ideas import owners
from cocreate.kernel.database import db
from cocreate.members.models import Affiliation, Member
from cocreate.points import deeds
from cocreate.vehicles import queries as vehicles
from cocreate.vehicles.queries import Spell

# The model years a member counts as an owner of, each with the instant from which it does.
Standing = frozenset[tuple[int | None, datetime]]


@contextmanager
def settling(*members: Member) -> Iterator[None]:
    """Settle at its end what the block changes of the cars of `members` or of whom they work for.

    The members' rows are locked first, in the order of their ids, and read afresh. What the block earns them, or takes
    back, is done when all that is settled.
    """
    ordered = sorted(set(members), key=lambda member: member.id)
    with deeds.together():
        for member in ordered:
            db.session.refresh(member, ["affiliation", "is_owner"], with_for_update={"key_share": True})
        before = {member: _standing(spells) for member, spells in _spells(ordered).items()}
        yield
        _settle(ordered, before)


def _settle(members: Sequence[Member], before: dict[Member, Standing]) -> None:
    for member in members:
        if member.affiliation is not Affiliation.NONE:
            member.is_owner = False  # in one statement with the affiliation, as the constraint wants it
    db.session.flush()
    owning = _spells(members)
    after = {member: _standing(spells) for member, spells in owning.items()}
    for member, spells in owning.items():
        member.is_owner = any(spell.until is None for spell in spells)
    _count(before, after)
    db.session.flush()
    owners.mark(*(member for member in members if after[member] != before[member]))


def _count(before: dict[Member, Standing], after: dict[Member, Standing]) -> None:
    steps: Counter[int] = Counter()
    for member, standing in after.items():
        steps.update(_years(standing))
        steps.subtract(_years(before[member]))
    for year, step in sorted(steps.items()):
        if step:
            more = update(ModelYear).where(ModelYear.id == year).values(owners=ModelYear.owners + step)
            db.session.execute(more)


def _spells(members: Sequence[Member]) -> dict[Member, Sequence[Spell]]:
    """The spells that count of each of `members`."""
    working_for_none = [member.id for member in members if member.affiliation is Affiliation.NONE]
    found = vehicles.spells_of(working_for_none)
    return {member: found.get(member.id, ()) for member in members}


def _standing(spells: Sequence[Spell]) -> Standing:
    return frozenset((spell.model_year_id, spell.since) for spell in spells)


def _years(standing: Standing) -> set[int]:
    return {year for year, _since in standing if year is not None}
