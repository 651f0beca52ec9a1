"""Owners bring an idea to the team by themselves, once."""

from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import select, update

from cocreate.catalogue.stages import Stage
from cocreate.ideas import audit, history
from cocreate.ideas import rules as ideas
from cocreate.ideas.evidence import rules
from cocreate.ideas.evidence.models import Threshold
from cocreate.ideas.models import Idea, IdeaKind, StatusChange
from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member
from cocreate.site import queries as site
from tests import make

WISH = (Stage.DRIVING, IdeaKind.WISH)


@pytest.fixture
def team(app: Flask) -> Member:
    """A product manager who lets three owners bring a wish about driving."""
    member = make.member(roles=["product"])
    rules.change(member, {WISH: 3}, 7)
    return member


def changes(idea: Idea) -> Sequence[StatusChange]:
    return db.session.scalars(select(StatusChange).where(StatusChange.idea_id == idea.id)).all()


def given_by_owners(idea: Idea, number: int) -> None:
    for _number in range(number):
        ideas.support(make.owner(), idea)


def test_the_owner_who_completes_the_number_brings_the_idea(team: Member) -> None:
    idea = make.idea(supporters=5)
    given_by_owners(idea, 2)
    assert (idea.owners, idea.status_key, changes(idea)) == (2, "new", [])
    given_by_owners(idea, 1)
    (change,) = changes(idea)
    assert (change.from_key, change.to_key, idea.status_key) == ("new", "reviewing", "reviewing")
    assert (change.actor_id, change.actor_role, change.threshold, change.reason) == (None, "automatic", 3, "")
    assert not change.official
    assert idea.status_changed_at == change.at
    note = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "change_status")).one()
    assert (note.actor_id, note.subject_id, note.data["status"]) == (None, idea.id, "reviewing")
    given_by_owners(idea, 2)
    assert len(changes(idea)) == 1
    assert list(audit.check()) == []


def test_the_history_says_so_in_the_readers_language(team: Member) -> None:
    idea = make.idea()
    given_by_owners(idea, 3)
    (step,) = history.of(idea, "en")
    assert step.actor is None
    assert "3" in step.reason
    assert step.to_status.key == "reviewing"


def test_who_becomes_an_owner_later_may_complete_the_number(team: Member) -> None:
    idea, member = make.idea(), make.member()
    ideas.support(member, idea)
    given_by_owners(idea, 2)
    assert idea.status_key == "new"
    make.owner(member)
    db.session.refresh(idea)
    assert idea.status_key == "reviewing"


def test_praise_stays_however_many_owners_share_it(team: Member) -> None:
    idea = make.idea(kind=IdeaKind.PRAISE)
    given_by_owners(idea, 4)
    assert (idea.owners, changes(idea)) == (4, [])


def test_what_the_team_has_taken_in_hand_stays_with_the_team(team: Member) -> None:
    idea = make.idea()
    ideas.change_status(team, idea, "reviewing", "We look at it.")
    ideas.change_status(team, idea, "new", "It needs another description first.")
    given_by_owners(idea, 4)
    assert (idea.status_key, len(changes(idea))) == ("new", 2)


def test_an_owner_who_withdraws_does_not_take_it_back_and_nobody_brings_it_twice(team: Member) -> None:
    idea, owner = make.idea(), make.owner()
    given_by_owners(idea, 2)
    ideas.support(owner, idea)
    ideas.withdraw(owner, idea)
    assert idea.status_key == "reviewing"
    ideas.change_status(team, idea, "new", "Please say which seats.")
    ideas.support(owner, idea)
    assert (idea.status_key, len(changes(idea))) == ("new", 2)


def test_another_stage_may_need_fewer(team: Member) -> None:
    author = make.member()
    idea = make.idea(author, stage=Stage.DESIGN)
    given_by_owners(idea, 3)
    assert idea.status_key == "new"
    ideas.edit(author, idea, "Seats", "Softer.", Stage.DRIVING, IdeaKind.WISH)
    assert idea.status_key == "reviewing"


def test_a_lower_threshold_brings_what_has_reached_it_already(team: Member) -> None:
    near, far, praise = make.idea(), make.idea(), make.idea(kind=IdeaKind.PRAISE)
    given_by_owners(near, 2)
    given_by_owners(far, 1)
    given_by_owners(praise, 2)
    rules.change(team, {WISH: 2}, 7)
    assert [idea.status_key for idea in (near, far, praise)] == ["reviewing", "new", "new"]
    assert changes(near)[0].threshold == 2


def test_without_a_threshold_nothing_comes_by_itself(team: Member) -> None:
    rules.change(team, {WISH: None}, 7)
    idea = make.idea()
    given_by_owners(idea, 4)
    assert idea.status_key == "new"


def test_each_change_is_written_down_once(team: Member) -> None:
    rules.change(team, {WISH: 3, (Stage.DESIGN, IdeaKind.PROBLEM): 30}, 7)
    rules.change(team, {WISH: None}, 30)
    rules.change(team, {WISH: 9}, 30)
    notes = db.session.scalars(select(JournalEntry).where(JournalEntry.actor_id == team.id).order_by(JournalEntry.id))
    said = [(note.verb, note.subject_kind, note.data) for note in notes]
    place = {"stage": "driving", "kind": "wish"}
    assert said == [
        ("set_threshold", "threshold", {**place, "owners": 3}),
        ("set_threshold", "threshold", {**place, "owners": None}),
        ("change", "site", {"newcomer_days": 30}),
        ("set_threshold", "threshold", {**place, "owners": 9}),
    ]
    assert site.record().newcomer_days == 30


@pytest.mark.parametrize(
    ("owners", "days", "field"),
    [
        (0, 7, "driving_wish"),
        (-1, 7, "driving_wish"),
        (10**7, 7, "driving_wish"),
        (5, -1, "newcomer_days"),
        (5, 366, "newcomer_days"),
    ],
)
def test_numbers_out_of_bounds_are_told_at_their_field(team: Member, owners: int, days: int, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.change(team, {WISH: owners}, days)
    assert refused.value.field == field


def test_an_idea_that_should_have_come_is_found_by_the_audit(team: Member) -> None:
    idea = make.idea()
    given_by_owners(idea, 2)
    assert list(audit.check()) == []
    db.session.execute(update(Threshold).values(owners=2))  # behind the rule's back
    assert [line for line in audit.check() if f"idea {idea.id}" in line] != []
