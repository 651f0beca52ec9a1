"""Many supports at once are the same as one after the other."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from cocreate.cli.audit import CHECKS
from cocreate.comments.models import Follow
from cocreate.ideas import rules, together
from cocreate.ideas.models import Idea, IdeaKind, StatusChange, Support
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from tests import make


def differences() -> list[str]:
    return [line for check in CHECKS for line in check()]


def test_they_are_counted_marked_and_followed_as_if_cast_alone(app: Flask) -> None:
    one, other, now = make.idea(), make.idea(), clock.now()
    crowd = [make.owner(), make.owner(year=2025), make.member()]
    cast = {member.id: now + timedelta(hours=place) for place, member in enumerate(crowd)}
    together.support(one, cast)
    for member in crowd:
        rules.support(member, other, at=cast[member.id])
    ideas = select(Idea.supports, Idea.owners).where(Idea.id.in_([one.id, other.id]))
    assert [tuple(row) for row in db.session.execute(ideas)] == [(3, 2), (3, 2)]
    follows = select(func.count()).where(Follow.post_id == one.id, Follow.member_id.in_(cast))
    assert db.session.scalar(follows) == 3
    assert differences() == []


def test_cast_twice_they_count_once(app: Flask) -> None:
    idea, cast = make.idea(), {make.owner().id: clock.now()}
    together.support(idea, cast)
    together.support(idea, cast)
    assert db.session.scalar(select(func.count()).select_from(Support).where(Support.idea_id == idea.id)) == 1
    assert differences() == []


def test_enough_owners_bring_the_idea_to_the_team(app: Flask) -> None:
    idea = make.idea(kind=IdeaKind.PROBLEM)
    together.support(idea, {make.owner().id: clock.now() for _number in range(30)})
    brought = db.session.scalars(select(StatusChange).where(StatusChange.idea_id == idea.id)).one()
    assert brought.threshold == 30
    assert differences() == []


def test_a_closed_idea_takes_none(app: Flask) -> None:
    idea = make.idea(status="declined")
    with pytest.raises(Refused):
        together.support(idea, {make.member().id: clock.now()})


def test_a_story_is_told_at_its_own_time(app: Flask) -> None:
    then = clock.now() - timedelta(days=30)
    with clock.telling(then):
        assert clock.now() == then
    assert clock.now() > then
