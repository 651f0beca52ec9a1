"""The owner's mark of supports."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from cocreate.accounts import claims, roles
from cocreate.accounts.vehicles import audit, rules
from cocreate.catalogue.models import ModelYear
from cocreate.ideas import owners
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea, OwnerCount, Support, SupportModelYear
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Affiliation, Member, MemberState, Placeholder
from cocreate.vehicles.models import Holding, Use
from cocreate.vehicles.queries import Spell
from tests import make

DAY = datetime(2026, 3, 1, tzinfo=UTC)


def days(number: float) -> datetime:
    return DAY + timedelta(days=number)


MARKS = {
    "nobody's": (0, [], None),
    "an owner's": (5, [Spell(7, days(1), None)], {7}),
    "at the very instant of becoming one": (1, [Spell(7, days(1), None)], {7}),
    "of who became one later": (0, [Spell(7, days(1), None)], {7}),
    "of who became one later and sold": (0, [Spell(7, days(1), days(2))], {7}),
    "of who had sold": (5, [Spell(7, days(1), days(2))], None),
    "at the very instant of selling": (2, [Spell(7, days(1), days(2))], None),
    "of two cars": (5, [Spell(7, days(1), None), Spell(8, days(2), None)], {7, 8}),
    "of a car then, not of one later": (5, [Spell(7, days(1), None), Spell(8, days(6), None)], {7}),
    "of the next car, between two": (5, [Spell(7, days(1), days(2)), Spell(8, days(6), None)], {8}),
    "of an unknown year": (5, [Spell(None, days(1), None)], set()),
}  # fmt: skip


@pytest.mark.parametrize("case", MARKS)
def test_the_mark_follows_from_when_one_owned_what(case: str) -> None:
    at, spells, years = MARKS[case]
    assert owners.mark_of(days(at), spells) == years


def counted(idea: Idea) -> tuple[int, int, dict[int, int]]:
    """Supports, owners among them, and these by year."""
    db.session.expire(idea, ["supports", "owners"])
    years = select(ModelYear.year, OwnerCount.owners).join(ModelYear, ModelYear.id == OwnerCount.model_year_id)
    found = db.session.execute(years.where(OwnerCount.idea_id == idea.id)).all()
    assert list(audit.check()) == []
    return idea.supports, idea.owners, {row.year: row.owners for row in found}


def year_owners() -> dict[int, int]:
    return {row.year: row.owners for row in db.session.execute(select(ModelYear.year, ModelYear.owners))}


def the_car_of(member: Member) -> Holding:
    return db.session.scalars(select(Holding).where(Holding.member_id == member.id)).one()


def test_an_owners_support_is_marked_when_cast(app: Flask) -> None:
    idea, owner = make.idea(supporters=2), make.owner(year=2024)
    ideas.support(owner, idea)
    assert counted(idea) == (3, 1, {2024: 1})
    assert year_owners() == {2024: 1}


def test_a_support_is_marked_once_a_car_is_verified(app: Flask) -> None:
    idea, member = make.idea(), make.member()
    ideas.support(member, idea)
    assert counted(idea) == (1, 0, {})
    make.owner(member, year=2023)
    make.owner(member, year=2024)
    assert counted(idea) == (1, 1, {2023: 1})
    assert year_owners() == {2023: 1, 2024: 1}


def test_selling_takes_no_mark_away(app: Flask) -> None:
    idea, owner = make.idea(), make.owner()
    ideas.support(owner, idea)
    rules.sell(owner, the_car_of(owner))
    assert counted(idea) == (1, 1, {2024: 1})
    assert year_owners() == {2024: 1}
    later = make.idea()
    ideas.support(owner, later)
    assert counted(later) == (1, 0, {})


def test_two_cars_of_a_year_are_one_owner(app: Flask) -> None:
    idea, owner = make.idea(), make.owner()
    make.owner(owner, series="lan-7")
    make.owner(owner, use=Use.COMPANY)
    ideas.support(owner, idea)
    assert counted(idea)[:2] == (1, 1)
    assert set(db.session.scalars(select(ModelYear.owners))) == {1}


def test_a_withdrawn_support_counts_no_more(app: Flask) -> None:
    idea, owner = make.idea(supporters=1), make.owner()
    ideas.support(owner, idea)
    ideas.withdraw(owner, idea)
    assert counted(idea) == (1, 0, {})
    assert list(db.session.scalars(select(SupportModelYear))) == []


def test_recounting_finds_the_same(app: Flask) -> None:
    idea = make.idea(supporters=1)
    for year in (2023, 2024, 2024):
        ideas.support(make.owner(year=year), idea)
    before = counted(idea)
    ideas.recount(idea)
    db.session.flush()
    assert counted(idea) == before == (4, 3, {2023: 1, 2024: 2})


@pytest.mark.parametrize("affiliation", [Affiliation.STAFF, Affiliation.DEALER])
def test_staff_and_dealers_never_count_and_count_again_afterwards(app: Flask, affiliation: Affiliation) -> None:
    idea, owner, actor = make.idea(), make.owner(), make.member()
    ideas.support(owner, idea)
    roles.affiliate(actor, owner, affiliation)
    assert counted(idea) == (1, 0, {})
    assert (owner.is_owner, year_owners()) == (False, {2024: 0})
    other = make.idea()
    ideas.support(owner, other)
    assert counted(other) == (1, 0, {})
    roles.affiliate(actor, owner, Affiliation.NONE)
    assert counted(idea) == counted(other) == (1, 1, {2024: 1})
    assert (owner.is_owner, year_owners()) == (True, {2024: 1})


def test_a_dealer_who_verifies_a_car_is_no_owner(app: Flask) -> None:
    dealer = make.owner(make.member(affiliation=Affiliation.DEALER))
    assert (dealer.is_owner, year_owners()) == (False, {2024: 0})


def test_what_a_placeholder_supported_gets_the_mark_of_who_claims_it(app: Flask) -> None:
    idea, owner = make.idea(), make.owner()
    former = make.member(state=MemberState.PLACEHOLDER)
    placeholder = Placeholder(member_id=former.id, source="old", reference="7")
    db.session.add(placeholder)
    ideas.support(former, idea)
    both = make.idea()
    for member in (former, owner):
        ideas.support(member, both)
    claims.claim(owner, owner, placeholder)
    assert counted(idea) == counted(both) == (1, 1, {2024: 1})


def test_a_placeholders_car_goes_along(app: Flask) -> None:
    member, former = make.member(), make.owner(make.member(state=MemberState.PLACEHOLDER))
    placeholder = Placeholder(member_id=former.id, source="old", reference="7")
    db.session.add(placeholder)
    idea = make.idea()
    ideas.support(member, idea)
    claims.claim(member, member, placeholder)
    assert (former.is_owner, member.is_owner) == (False, True)
    assert counted(idea) == (1, 1, {2024: 1})
    assert year_owners() == {2024: 1}


def test_a_support_of_the_past_has_the_mark_of_its_time(app: Flask) -> None:
    now = clock.now()
    idea = make.idea(at=now - timedelta(days=30))
    owner = make.owner(at=now - timedelta(days=10))
    ideas.support(owner, idea, at=now - timedelta(days=5))
    assert counted(idea) == (1, 1, {2024: 1})
    assert db.session.scalars(select(Support.owner)).one() is True


BREAKS = {
    "marked as an owner": "UPDATE members SET is_owner = NOT is_owner",
    "owners kept": "UPDATE model_years SET owners = 7",
    "marked as an owner's": "UPDATE supports SET owner = false",
    "do not belong together": "DELETE FROM support_model_years",
    "0 owners kept, 1 counted": "UPDATE ideas SET owners = 0",
    "of model year": "UPDATE idea_owner_counts SET owners = 9",
}


@pytest.mark.parametrize("sentence", BREAKS)
def test_the_audit_finds_what_differs(app: Flask, sentence: str) -> None:
    ideas.support(make.owner(), make.idea())
    db.session.execute(text(BREAKS[sentence]))
    assert any(sentence in found for found in audit.check())
