"""The owner's mark: which supports are those of owners, and for which model years they speak.

A support is marked when its member is a verified owner as it is cast, or else once they become one; selling the car
takes no mark away. It speaks for the model years its member owned a car of at that instant. So a mark follows from
the support's instant and the member's spells of owning alone, in whatever order they were written down. Staff and
dealers have none.

A mark never comes after one that is missing: of two supports of one member, the earlier one is marked if the later one
is. So it does no owner's voice any harm that of several in a group of merged ideas the earliest counts.

Locks are taken members first, then ideas by id: whoever casts a support and whoever verifies a car wait for each other
at the member's row, and the later one sees what the earlier one wrote. Between them the groups are held: where a
support counts does not change on the way from the member to the idea.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, func, select, true, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from cocreate.ideas.evidence import rules as evidence
from cocreate.ideas.merging import groups
from cocreate.ideas.models import Idea, OwnerCount, Support, SupportModelYear
from cocreate.kernel.database import db
from cocreate.members.models import Affiliation, Member
from cocreate.vehicles import queries as vehicles
from cocreate.vehicles.queries import Spell

# The model years a support speaks for as an owner's; ``None`` where it is not marked.
Mark = frozenset[int] | None


class _Change(NamedTuple):
    """What becomes of the mark of one support, and where that counts; ``None`` where another one counts instead."""

    support_id: int
    idea_id: int | None
    before: Mark
    after: Mark


def mark_of(at: datetime, spells: Sequence[Spell]) -> Mark:
    """The mark of a support cast at the instant `at` by a member with these `spells`."""
    if not any(spell.covers(at) for spell in spells):
        later = [spell.since for spell in spells if spell.since > at]
        if not later:
            return None
        at = min(later)
    return frozenset(spell.model_year_id for spell in spells if spell.covers(at) and spell.model_year_id is not None)


def hold(member: Member) -> list[Spell]:
    """The spells of `member` that count, none of which changes until the transaction ends."""
    lock = select(Member.affiliation).where(Member.id == member.id).with_for_update(read=True)
    works_for = db.session.execute(lock).scalar_one()
    return vehicles.spells(member.id) if works_for is Affiliation.NONE else []


def hold_all(members: Collection[int]) -> set[int]:
    """Those of `members` who work for neither brand nor dealer, locked as by `hold`, in the order of their ids."""
    lock = select(Member.id, Member.affiliation).where(Member.id.in_(members)).order_by(Member.id)
    found = db.session.execute(lock.with_for_update(read=True))
    return {id_ for id_, works_for in found if works_for is Affiliation.NONE}


def cast(idea: Idea, support_id: int, mark: Mark) -> None:
    """Mark the support just cast for the locked `idea`, which counts it already."""
    db.session.flush()
    _carry_out([_Change(support_id, idea.id, None, mark)])


def forget(idea: Idea, member: Member) -> None:
    """Count the support of `member` for the locked `idea` as an owner's no longer: it is about to be withdrawn."""
    db.session.flush()
    here = Support.counted_in_id == idea.id
    _carry_out(_Change(id_, idea.id, before, None) for id_, _idea, _at, before in _marked(member, here))


def recount_years(idea: Idea) -> None:
    """Count anew, from its supports, how many owners of each model year support the locked `idea`."""
    db.session.flush()
    db.session.execute(delete(OwnerCount).where(OwnerCount.idea_id == idea.id))
    spoken = (
        select(Support.counted_in_id, SupportModelYear.model_year_id, func.count())
        .join(Support, Support.id == SupportModelYear.support_id)
        .where(Support.counted_in_id == idea.id)
        .group_by(Support.counted_in_id, SupportModelYear.model_year_id)
    )
    db.session.execute(insert(OwnerCount).from_select(["idea_id", "model_year_id", "owners"], spoken))


def mark(*members: Member) -> None:
    """Give every support of `members` the mark that follows from their cars and whom they work for, or take it away.

    The members are locked by the caller; the ideas are locked here, all of them at once and in the order of their ids.
    """
    db.session.flush()
    groups.hold()
    theirs = select(Support.counted_in_id).where(Support.member_id.in_([member.id for member in members]))
    lock = select(Idea.id).where(Idea.id.in_(theirs)).order_by(Idea.id).with_for_update(key_share=True)
    ideas = list(db.session.scalars(lock))
    for member in members if ideas else ():
        spells = vehicles.spells(member.id) if member.affiliation is Affiliation.NONE else []
        _carry_out(
            _Change(id_, idea_id, before, mark_of(at, spells)) for id_, idea_id, at, before in _marked(member, true())
        )
    evidence.bring(ideas)


def _marked(member: Member, which: ColumnElement[bool]) -> Iterator[tuple[int, int | None, datetime, Mark]]:
    """The supports of `member` that meet the condition `which`: where they count, with their instants and marks."""
    years = (
        select(func.array_agg(SupportModelYear.model_year_id))
        .where(SupportModelYear.support_id == Support.id)
        .scalar_subquery()
    )
    found = select(Support.id, Support.counted_in_id, Support.at, Support.owner, years)
    found = found.where(Support.member_id == member.id, which).order_by(Support.id)
    for id_, idea_id, at, owner, spoken in db.session.execute(found).all():
        yield id_, idea_id, at, frozenset(spoken or ()) if owner else None


def _carry_out(changes: Iterable[_Change]) -> None:
    """Write the marks of supports of one member, whose ideas are locked, and count them."""
    changed = [change for change in changes if change.before != change.after]
    for marked in (True, False):
        turned = [one for one in changed if (one.before is None) is marked and (one.after is not None) is marked]
        if turned:
            _turn(turned, marked)
    new = [(one, year) for one in changed for year in (one.after or frozenset()) - (one.before or frozenset())]
    old = [(one, year) for one in changed for year in (one.before or frozenset()) - (one.after or frozenset())]
    if old:
        _speak_no_longer(old)
    if new:
        _speak(new)


def _turn(changes: Sequence[_Change], marked: bool) -> None:
    step = 1 if marked else -1
    supports, ideas = [one.support_id for one in changes], [one.idea_id for one in changes if one.idea_id is not None]
    db.session.execute(update(Support).where(Support.id.in_(supports)).values(owner=marked))
    db.session.execute(update(Idea).where(Idea.id.in_(ideas)).values(owners=Idea.owners + step))


def _speak(pairs: Sequence[tuple[_Change, int]]) -> None:
    spoken = [{"support_id": one.support_id, "model_year_id": year} for one, year in pairs]
    db.session.execute(insert(SupportModelYear), spoken)
    counted = [
        {"idea_id": one.idea_id, "model_year_id": year, "owners": 1} for one, year in pairs if one.idea_id is not None
    ]
    if not counted:
        return
    row = insert(OwnerCount).values(counted)
    key = [OwnerCount.idea_id, OwnerCount.model_year_id]
    db.session.execute(row.on_conflict_do_update(index_elements=key, set_={"owners": OwnerCount.owners + 1}))


def _speak_no_longer(pairs: Sequence[tuple[_Change, int]]) -> None:
    spoken = tuple_(SupportModelYear.support_id, SupportModelYear.model_year_id)
    db.session.execute(delete(SupportModelYear).where(spoken.in_([(one.support_id, year) for one, year in pairs])))
    counted = tuple_(OwnerCount.idea_id, OwnerCount.model_year_id).in_([(one.idea_id, year) for one, year in pairs])
    db.session.execute(update(OwnerCount).where(counted).values(owners=OwnerCount.owners - 1))
    db.session.execute(delete(OwnerCount).where(counted, OwnerCount.owners == 0))
