"""What hangs on a merge: safety marks, what is owed, who hears, voices of placeholders and of owners."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.accounts import claims
from cocreate.comments import rules as comments
from cocreate.ideas import owners
from cocreate.ideas import rules as ideas
from cocreate.ideas.hearing import hearers
from cocreate.ideas.merging import rules
from cocreate.ideas.merging.models import Merge
from cocreate.ideas.models import Idea, StatusChange, Support
from cocreate.ideas.recorded import rules as recorded
from cocreate.ideas.recorded.models import Source
from cocreate.ideas.recorded.rules import Meeting
from cocreate.ideas.responses import rules as responses
from cocreate.ideas.responses.models import Response, ResponseKind, ResponseState
from cocreate.ideas.safety import rules as safety
from cocreate.ideas.safety.models import ClosingProposal, SafetyMark
from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.members.models import Member, MemberState, Placeholder
from cocreate.notices.models import Cause, Notice, Why
from tests import make
from tests.make.answers import problem
from tests.make.groups import apart, counts, differences, merged, supported, voices


@pytest.fixture(autouse=True)
def _site(app: Flask) -> None:
    """Every test here works on the site's database."""


def reread(idea: Idea) -> Idea:
    db.session.refresh(idea)
    return idea


def test_what_is_about_safety_takes_two_people_and_its_alarm_goes_along() -> None:
    one, two = make.member(roles=["moderator"]), make.member(roles=["moderator"])
    source, target = problem(safety=True), problem()
    (proposal,) = rules.merge(one, [source], target, "The same door.")
    assert isinstance(proposal, ClosingProposal)
    assert reread(source).status_key == "new"
    assert rules.merge(one, [source], target, "The same door.") == [proposal]
    (made,) = rules.merge(two, [source], target, "I agree.")
    assert isinstance(made, Merge)
    assert made.actor_id == one.id
    change = db.session.scalars(select(StatusChange).where(StatusChange.idea_id == source.id)).one()
    assert (change.confirmed_by_id, change.reason) == (two.id, "The same door.")
    assert reread(target).safety
    apart(source)
    assert (reread(source).safety, reread(target).safety) == (True, False)
    assert differences() == []


def test_an_alarm_that_somebody_decided_about_since_stays() -> None:
    one, two = make.member(roles=["product"]), make.member(roles=["product"])
    source, target = problem(safety=True), problem()
    for actor in (one, two):
        rules.merge(actor, [source], target)
    safety.change(one, target, False, "It is not.")
    safety.change(two, target, True, "It is.")
    apart(source)
    assert reread(target).safety


def test_the_alarm_stays_as_long_as_one_of_those_merged_raises_it() -> None:
    one, two = make.member(roles=["product"]), make.member(roles=["product"])
    sources, target = [problem(safety=True), problem(safety=True)], problem()
    for actor in (one, two):
        rules.merge(actor, sources, target)
    apart(sources[0])
    assert reread(target).safety
    apart(sources[1])
    assert not reread(target).safety
    assert differences() == []


def test_a_safety_problem_is_merged_into_problems_only_and_another_target_is_another_proposal() -> None:
    one, two = make.member(roles=["product"]), make.member(roles=["product"])
    source, target = problem(safety=True), problem()
    with pytest.raises(Refused) as caught:
        rules.merge(one, [source], make.idea())
    assert caught.value.code == "safety-needs-problem"
    rules.merge(one, [source], target)
    with pytest.raises(Refused) as caught:
        rules.merge(two, [source], problem())
    assert caught.value.code == "another-proposal"
    with pytest.raises(Refused) as caught:
        rules.confirm(one, source)
    assert caught.value.code == "needs-another"
    assert isinstance(rules.confirm(two, source), Merge)
    assert db.session.scalars(select(SafetyMark).where(SafetyMark.idea_id == target.id)).one().marked


def owed(idea: Idea) -> dict[ResponseKind, ResponseState]:
    rows = db.session.execute(select(Response.kind, Response.state).where(Response.idea_id == idea.id))
    return {row.kind: row.state for row in rows}


def test_a_reason_is_an_answer_and_the_decision_waits_for_the_target() -> None:
    target, source = make.idea(), make.idea()
    merged(source, target, "Good point; it is discussed there.")
    assert owed(source) == {ResponseKind.ANSWER: ResponseState.MET, ResponseKind.DECISION: ResponseState.PAUSED}
    with pytest.raises(Refused):
        responses.resume(make.member(roles=["product"]), source)
    apart(source)
    assert owed(source)[ResponseKind.DECISION] is ResponseState.RUNNING
    assert differences() == []


def test_without_a_reason_nobody_has_answered() -> None:
    target, source = make.idea(), make.idea()
    merged(source, target, "")
    assert set(owed(source).values()) == {ResponseState.PAUSED}
    change = db.session.scalars(select(StatusChange).where(StatusChange.idea_id == source.id)).one()
    assert change.reason
    assert not change.official
    apart(source, "")
    assert set(owed(source).values()) == {ResponseState.RUNNING}
    assert differences() == []


def test_what_waited_before_waits_on_after_it_is_undone() -> None:
    target, source = make.idea(), make.idea()
    responses.pause(make.member(roles=["product"]), source, "We wait for the supplier.")
    merged(source, target, "")
    apart(source)
    assert set(owed(source).values()) == {ResponseState.PAUSED}


def test_those_of_the_source_hear_once_where_it_went_and_those_of_the_target_do_not() -> None:
    author, supporter, follower, beside = (make.member() for _number in range(4))
    target, source = make.idea(beside), make.idea(author)
    supported(source, by=[author, supporter])
    comments.follow(follower, source.post)
    merged(source, target)
    told = db.session.scalars(select(Notice).where(Notice.cause == Cause.MERGE)).all()
    assert {(one.member_id, one.why) for one in told} == {
        (author.id, Why.AUTHOR), (supporter.id, Why.SUPPORTER), (follower.id, Why.FOLLOWER),
    }  # fmt: skip
    assert db.session.scalars(select(Notice).where(Notice.cause == Cause.STATUS)).all() == []


def test_those_of_the_source_hear_what_becomes_of_the_target() -> None:
    author, supporter = make.member(), make.member()
    target, source = make.idea(), make.idea(author)
    supported(source, by=[supporter])
    merged(source, target)
    concerned = {why: set(db.session.scalars(ids)) for why, ids in hearers(target.id).items()}
    assert concerned[Why.CO_AUTHOR] == {author.id}
    assert concerned[Why.SUPPORTER] == {supporter.id}
    assert concerned[Why.FOLLOWER] >= {author.id, supporter.id}
    apart(source)
    assert db.session.scalars(hearers(target.id)[Why.CO_AUTHOR]).all() == []


def test_both_are_noted_in_the_journal() -> None:
    target, source = make.idea(), make.idea()
    merge = merged(source, target)
    apart(source)
    query = select(JournalEntry).where(JournalEntry.verb.in_(["merge", "unmerge"])).order_by(JournalEntry.id)
    entries = db.session.scalars(query).all()
    assert [(one.verb, one.subject_id) for one in entries] == [("merge", source.id), ("unmerge", source.id)]
    assert entries[0].data == entries[1].data == {"into": target.id, "merge": merge.id}


def placeholder(name: str) -> tuple[Member, Placeholder]:
    former = make.member(state=MemberState.PLACEHOLDER)
    held = Placeholder(member_id=former.id, source="forum", reference=name)
    db.session.add(held)
    db.session.flush()
    return former, held


def test_a_claimed_support_joins_the_voice_its_member_has_in_the_group() -> None:
    former, held = placeholder("one")
    target, one, other = make.idea(), make.idea(), make.idea()
    member = make.member()
    supported(one, target, by=[member])
    supported(other, one, by=[former])
    for source in (one, other):
        merged(source, target)
    assert voices(target) == {member.id, former.id}
    assert claims.claim(member, member, held)
    assert voices(target) == {member.id}
    assert differences() == []
    for source in (one, other):
        apart(source)
    assert voices(target) == voices(one) == voices(other) == {member.id}
    assert differences() == []


def test_what_staff_recorded_for_a_merged_idea_counts_at_the_target_once_it_is_claimed() -> None:
    target, source, staff = make.idea(), make.idea(), make.member(roles=["service"])
    recorded.record_support(staff, source, Meeting(Source.PHONE, "Ms 17", clock.now().date() - timedelta(days=3)))
    merged(source, target)
    held = db.session.scalars(select(Placeholder)).one()
    member = make.member()
    ideas.support(member, target)
    assert claims.claim(staff, member, held)
    assert voices(target) == {member.id}
    apart(source)
    assert voices(source) == voices(target) == {member.id}
    assert differences() == []


def test_marks_follow_whom_somebody_works_for_within_a_group_too() -> None:
    target, source, owner = make.idea(), make.idea(), make.owner()
    supported(target, source, by=[owner])
    merged(source, target)
    owners.mark(owner)
    assert counts(target) == (1, 1)
    assert len(db.session.scalars(select(Support).where(Support.member_id == owner.id)).all()) == 2
