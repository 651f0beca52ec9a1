"""Merging ideas, and undoing it exactly."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.ideas import queries
from cocreate.ideas import rules as ideas
from cocreate.ideas.evidence.models import Threshold
from cocreate.ideas.merging import rules
from cocreate.ideas.models import Idea, IdeaKind, OwnerCount
from cocreate.ideas.responses.models import Response
from cocreate.ideas.triage import scheduled
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.posts.models import Audience, PostState
from tests import make
from tests.make.groups import apart, counts, differences, merged, supported, voices


@pytest.fixture(autouse=True)
def _site(app: Flask) -> None:
    """Every test here works on the site's database."""


def reread(idea: Idea) -> Idea:
    db.session.refresh(idea)
    return idea


def picture(*every: Idea) -> list[tuple[object, ...]]:
    """Everything that merging must give back."""
    found: list[tuple[object, ...]] = []
    for idea in every:
        reread(idea)
        years = select(OwnerCount.model_year_id, OwnerCount.owners).where(OwnerCount.idea_id == idea.id)
        owed = select(Response.kind, Response.state, Response.met_at).where(Response.idea_id == idea.id)
        found.append((
            idea.status_key, idea.status_changed_at, idea.supports, idea.owners, round(idea.score, 6), idea.safety,
            voices(idea), sorted(tuple(row) for row in db.session.execute(years)),
            sorted(tuple(map(str, row)) for row in db.session.execute(owed)),
            queries.row(idea, None, "en").comments,
        ))  # fmt: skip
    return found


def test_who_supports_both_counts_once_and_everybody_else_counts_too() -> None:
    target, source = make.idea(supporters=2), make.idea(supporters=3)
    both = [make.member() for _number in range(4)]
    supported(target, source, by=both)
    merged(source, target)
    assert counts(target) == (9, 0)
    assert counts(source) == (0, 0)
    assert reread(source).status_key == "merged"
    assert differences() == []


def test_unmerging_gives_back_exactly_what_was() -> None:
    owner = make.owner(year=2024)
    target, source = make.idea(supporters=2), make.idea(supporters=3, status="reviewing")
    supported(source, target, by=[owner, make.member()])
    make.comment(source)
    make.comment(target)
    before = picture(target, source)
    merged(source, target)
    assert counts(target) == (7, 1)
    apart(source)
    assert picture(target, source) == before
    assert differences() == []


def test_supports_given_since_stay_where_they_were_given() -> None:
    target, source = make.idea(), make.idea()
    first, later = make.member(), make.member()
    ideas.support(first, source)
    merged(source, target)
    assert ideas.support(later, target)
    assert not ideas.support(first, target)  # counted through the source already
    apart(source)
    assert (voices(target), voices(source)) == ({later.id}, {first.id})
    assert differences() == []


def test_who_takes_back_their_support_takes_their_voice_out_of_the_whole_group() -> None:
    target, source = make.idea(), make.idea()
    member = make.member()
    supported(target, source, by=[member, make.member()])
    merged(source, target)
    assert ideas.withdraw(member, target)
    assert not ideas.withdraw(member, target)
    assert counts(target) == (1, 0)
    apart(source)
    assert member.id not in voices(target) | voices(source)
    assert counts(target) == counts(source) == (1, 0)
    assert differences() == []


def test_a_voice_hidden_behind_another_source_counts_again_when_that_one_leaves() -> None:
    target, one, other = make.idea(), make.idea(), make.idea()
    member = make.member()
    supported(one, other, by=[member])
    merged(one, target)
    merged(other, target)
    assert voices(target) == {member.id}
    apart(one)
    assert voices(target) == voices(one) == {member.id}
    apart(other)
    assert (voices(target), voices(other)) == (set(), {member.id})
    assert differences() == []


@pytest.mark.parametrize("first", ["source", "target"])
def test_the_earliest_support_counts_and_so_an_owners_voice_is_an_owners(first: str) -> None:
    target, source = make.idea(), make.idea()
    member, now = make.member(), clock.now()
    early, late = (source, target) if first == "source" else (target, source)
    ideas.support(member, early, at=now - timedelta(days=20))
    ideas.support(member, late, at=now - timedelta(days=10))
    make.owner(member, at=now - timedelta(days=15))
    merged(source, target)
    assert counts(target) == (1, 1)
    assert differences() == []


def test_a_car_verified_after_the_merge_marks_the_voice_wherever_it_was_given() -> None:
    target, source = make.idea(), make.idea()
    member = make.member()
    supported(source, target, by=[member])
    merged(source, target)
    make.owner(member, year=2024)
    assert counts(target) == (1, 1)
    apart(source)
    assert counts(target) == counts(source) == (1, 1)
    assert differences() == []


def test_enough_owners_of_both_bring_the_target_to_the_team() -> None:
    target, source = make.idea(), make.idea()
    threshold = db.session.scalars(
        select(Threshold).where(Threshold.stage == target.stage, Threshold.kind == target.kind)
    ).one()
    threshold.owners = 2
    db.session.flush()
    supported(target, by=[make.owner()])
    supported(source, by=[make.owner()])
    merged(source, target)
    assert reread(target).status_key == "reviewing"
    apart(source)
    assert reread(source).status_key == "new"
    supported(source, by=[make.owner()])  # it still comes by itself
    assert reread(source).status_key == "reviewing"
    assert differences() == []


def test_what_was_merged_takes_no_supports_and_names_its_target() -> None:
    target, source = make.idea(title="The target"), make.idea()
    member = make.member()
    ideas.support(member, source)
    merged(source, target)
    for verb in (ideas.support, ideas.withdraw):
        with pytest.raises(Refused) as caught:
            verb(member, source)
        assert caught.value.code == "merged"
        assert "The target" in caught.value.message
        assert caught.value.extra["merged_into"]["id"] == target.post.public_id


def test_a_target_that_the_caller_does_not_see_is_not_named() -> None:
    target, source = make.idea(title="The target"), make.idea()
    merged(source, target)
    target.post.state = PostState.HIDDEN
    db.session.flush()
    with pytest.raises(Refused) as caught:
        ideas.support(make.member(), source)
    assert caught.value.code == "takes-no-supports"
    assert "merged_into" not in caught.value.extra


def test_chains_and_circles_are_refused_and_the_way_out_is_told() -> None:
    target, source, other = make.idea(title="Everything"), make.idea(), make.idea()
    merged(source, target)
    with pytest.raises(Refused) as caught:
        merged(other, source)
    assert (caught.value.code, caught.value.extra["merged_into"]["id"]) == ("target-merged", target.post.public_id)
    with pytest.raises(Refused) as caught:
        merged(target, other)
    assert caught.value.code == "has-duplicates"
    with pytest.raises(Refused) as caught:
        merged(target, source)
    assert caught.value.code == "target-merged"
    with pytest.raises(Invalid) as wrong:
        merged(target, target)
    assert wrong.value.field == "into"
    assert differences() == []


def test_merging_twice_is_merging_once_and_elsewhere_is_refused() -> None:
    target, source = make.idea(), make.idea()
    first = merged(source, target)
    assert merged(source, target) is first
    with pytest.raises(Refused) as caught:
        merged(source, make.idea())
    assert caught.value.code == "merged"
    apart(source)
    with pytest.raises(Refused) as caught:
        apart(source)
    assert caught.value.code == "not-merged"
    assert merged(source, target) is not first
    assert reread(target).duplicates == 1


def test_several_are_merged_at_once_or_none() -> None:
    target, one, other = make.idea(), make.idea(supporters=1), make.idea(supporters=1)
    stuck = make.idea(kind=IdeaKind.PRAISE)
    actor = make.member(roles=["product"])
    with pytest.raises(Refused), db.session.begin_nested():
        rules.merge(actor, [one, stuck], target)
    assert reread(one).status_key == "new"
    assert len(rules.merge(actor, [one, other], target)) == 2
    assert (counts(target), reread(target).duplicates) == ((2, 0), 2)
    assert differences() == []


@pytest.mark.parametrize(
    ("source", "target", "code"),
    [
        (IdeaKind.PRAISE, IdeaKind.WISH, "praise-apart"),
        (IdeaKind.PROBLEM, IdeaKind.PRAISE, "praise-apart"),
        (IdeaKind.PRAISE, IdeaKind.PRAISE, None),
        (IdeaKind.WISH, IdeaKind.PROBLEM, None),
    ],
)
def test_praise_stays_among_itself(source: IdeaKind, target: IdeaKind, code: str | None) -> None:
    ideas_ = make.idea(kind=source), make.idea(kind=target)
    if code is None:
        assert merged(*ideas_).ended_at is None
        return
    with pytest.raises(Refused) as caught:
        merged(*ideas_)
    assert caught.value.code == code


def test_only_what_the_same_people_see_is_merged() -> None:
    target, hidden, staff = make.idea(), make.idea(), make.idea()
    hidden.post.state, staff.post.audience = PostState.HIDDEN, Audience.STAFF
    db.session.flush()
    for pair in ((hidden, target), (target, hidden), (staff, target), (target, staff)):
        with pytest.raises(Refused) as caught:
            merged(*pair)
        assert caught.value.code == "not-seen-alike"


def test_what_is_scheduled_is_cancelled_first() -> None:
    target, source, actor = make.idea(), make.idea(), make.member(roles=["product"])
    scheduled.schedule(actor, source, "reviewing", "Soon.", clock.now() + timedelta(days=1))
    with pytest.raises(Refused) as caught:
        merged(source, target)
    assert caught.value.code == "change-scheduled"
    scheduled.cancel(actor, source)
    assert merged(source, target).ended_at is None
