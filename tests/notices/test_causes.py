"""What each cause tells whom, from the deed to the words."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.accounts import roles
from cocreate.accounts.vehicles import deciding, voiding
from cocreate.catalogue.stages import Stage
from cocreate.ideas import rules as ideas
from cocreate.ideas import together
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.ideas.targets import rules as targets
from cocreate.ideas.targets.windows import Window
from cocreate.ideas.triage import scheduled
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.i18n import speaking
from cocreate.members import queries as members
from cocreate.members.models import Member, Role
from cocreate.notices import paces, queries, words
from cocreate.notices.models import Cause, Notice, Pace, Why
from cocreate.vehicles import queries as vehicles
from tests import make
from tests.make import cars

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def team(app: Flask) -> Member:
    return make.member("Team", roles=["product"])


@pytest.fixture
def idea(app: Flask) -> Idea:
    return make.idea()


@pytest.fixture
def supporter(idea: Idea) -> Member:
    member = make.member()
    ideas.support(member, idea)
    return member


def said_to(member: Member) -> list[str]:
    """Every line `member` reads, the newest first."""
    return [words.unmarked(saying.line) for saying in sayings(member)]


def sayings(member: Member) -> list[words.Saying]:
    notices = queries.flat(member).items
    with speaking("en"):
        said = words.sayings(notices, "en")
    return [said[notice] for notice in notices]


def causes() -> list[tuple[int, Cause, Why]]:
    rows = db.session.scalars(select(Notice).order_by(Notice.entry_id, Notice.member_id))
    return [(row.member_id, row.cause, row.why) for row in rows]


def test_a_change_of_status_is_told_to_all_it_concerns(idea: Idea, supporter: Member, team: Member) -> None:
    ideas.change_status(team, idea, "reviewing", "We look at it.")
    assert causes() == [(idea.post.author_id, Cause.STATUS, Why.AUTHOR), (supporter.id, Cause.STATUS, Why.SUPPORTER)]
    assert said_to(supporter) == ["An idea you support is now “Under review”"]


def test_what_is_under_embargo_is_told_when_it_appears(idea: Idea, supporter: Member, team: Member) -> None:
    scheduled.schedule(team, idea, "reviewing", "Soon.", clock.now() + timedelta(minutes=1))
    assert causes() == []
    with clock.telling(clock.now() + timedelta(minutes=2)):
        scheduled.make_due()
        scheduled.make_due()
    assert [cause for _who, cause, _why in causes()] == [Cause.STATUS] * 2


def test_an_official_answer_is_told_to_all_it_concerns(idea: Idea, supporter: Member, team: Member) -> None:
    make.comment(idea, team, "We hear you.")
    assert causes() == [(idea.post.author_id, Cause.ANSWER, Why.AUTHOR), (supporter.id, Cause.OFFICIAL, Why.SUPPORTER)]
    assert said_to(supporter) == ["An idea you support has an official answer"]


def test_what_members_say_is_told_to_those_it_is_for(idea: Idea, supporter: Member) -> None:
    make.comment(idea)
    assert causes() == [(idea.post.author_id, Cause.ANSWER, Why.AUTHOR)]


def test_supporters_hear_that_the_text_was_changed(idea: Idea) -> None:
    early = [make.member() for _number in range(10)]
    now = clock.now()
    together.support(idea, {member.id: now for member in early})
    author = members.by_id(idea.post.author_id)
    change = (idea, "A new title", "New words.", Stage.DRIVING, IdeaKind.WISH)
    ideas.edit(author, *change)
    assert causes() == [(member.id, Cause.EDIT, Why.SUPPORTER) for member in early]


def test_a_slip_is_told_and_a_first_target_with_its_status(idea: Idea, supporter: Member, team: Member) -> None:
    ideas.change_status(team, idea, "reviewing", "We look at it.")
    quarter = Window.quarter(clock.local_day(clock.now()))
    ideas.change_status(team, idea, "adopted", "Yes.", window=quarter)
    assert len(said_to(supporter)) == 2
    targets.set_target(team, idea, quarter.following(), "The supplier is late.")
    line = f"It is expected: {quarter.following().name('en')} instead of {quarter.name('en')}"
    assert said_to(supporter)[0] == line


def test_roles_are_told(team: Member) -> None:
    member, admin = make.member(), make.member(roles=["admin"])
    roles.grant_role(admin, member, Role.SERVICE)
    roles.grant_role(admin, member, Role.SERVICE)
    roles.revoke_role(admin, member, Role.SERVICE)
    assert said_to(member) == ["You no longer hold the role “Service team”", "You now hold the role “Service team”"]


def about_cars(member: Member) -> list[str]:
    """What the member was told, but for the points that a verified car brings."""
    return [said for said in said_to(member) if "points" not in said]


def test_what_is_decided_about_cars_is_told_to_both_sides(app: Flask) -> None:
    owner, claimant, staff = make.member(), make.member(), make.member(roles=["service"])
    vin = cars.vin()
    cars.record(vin, cars.phone(owner))
    owned = cars.car(owner, vin)
    claim = cars.car(claimant, vin)
    claimed, verified = about_cars(owner)
    assert verified.endswith("is verified")
    assert claimed.startswith("Another member says")
    dispute = vehicles.open_dispute(claim.id)
    assert dispute is not None
    deciding.uphold(staff, dispute, "The papers say so.")
    assert about_cars(owner)[0].startswith("It is decided")
    assert about_cars(owner)[0].endswith("another member's")
    assert about_cars(claimant)[0].endswith("is yours")
    assert len(about_cars(claimant)) == 1
    assert owned.ended_at is not None


def test_a_verification_found_false_is_told(app: Flask) -> None:
    owner, staff = make.member(), make.member(roles=["moderator"])
    vin = cars.vin()
    cars.record(vin, cars.phone(owner))
    voiding.void(staff, cars.car(owner, vin), "The papers were false.")
    (saying,) = [one for one in sayings(owner) if one.line.endswith("was found false")]
    assert saying.words == "The papers were false."


def test_every_cause_has_a_sentence(idea: Idea, supporter: Member) -> None:
    make.comment(idea)
    (notice,) = queries.flat(db.session.get_one(Member, idea.post.author_id)).items
    for cause in Cause:
        for why in Why:
            told = words.Told(**{**vars(notice), "cause": cause, "why": why, "verb": "do", "said": None})
            assert words.sayings([told], "en")[told].line


def test_letters_are_due_in_whole_periods() -> None:
    monday = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)  # eight o'clock where the site is
    assert paces.due(Pace.WEEKLY, monday - timedelta(seconds=1)) == monday
    assert paces.due(Pace.WEEKLY, monday) == monday + timedelta(days=7)
    assert paces.due(Pace.DAILY, monday) == monday + timedelta(days=1)
    assert paces.due(Pace.AT_ONCE, monday) == monday + timedelta(minutes=5)
    with pytest.raises(ValueError, match="never due"):
        paces.due(Pace.OFF, monday)
