"""Reporting: what it weighs, what it sets going, and what becomes of it."""

from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, TooMany
from cocreate.members.models import Member, Trust
from cocreate.moderation import audit, queries
from cocreate.moderation.decisions import undoing
from cocreate.moderation.decisions.models import Action, Decision
from cocreate.moderation.decisions.rules import decide
from cocreate.moderation.models import Reason
from cocreate.moderation.reports import weighing
from cocreate.moderation.reports.models import Outcome, Report
from cocreate.moderation.reports.rules import report
from cocreate.notices import queries as notices
from cocreate.notices import words
from cocreate.posts.models import PostState
from cocreate.screening.models import Case
from tests import make

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(autouse=True)
def adds_up(app: Flask) -> Iterable[None]:
    """Whatever a test does, nothing differs in the end."""
    yield
    db.session.flush()
    assert list(audit.check()) == []


def lines(member: Member) -> list[str]:
    """What `member` was told, the latest first."""
    told = notices.flat(member, None, 20).items
    said = words.sayings(told, "en")
    return [said[notice].line for notice in told]


def test_a_second_report_of_the_same_changes_nothing() -> None:
    post, reporter = make.idea().post, make.member()
    first = report(reporter, post=post, reason=Reason.SPAM)
    assert report(reporter, post=post, reason=Reason.INSULT) is first
    case = db.session.scalars(select(Case)).one()
    assert (case.post_id, case.causes, case.weight) == (post.id, ["report"], first.weight)


def test_what_weighs_enough_is_held_by_itself_and_its_author_told() -> None:
    author = make.member()
    post = make.idea(author, title="A loud one").post
    for _number in range(2):
        report(make.member(), post=post, reason=Reason.SPAM)
    assert post.is_visible
    report(make.member(), post=post, reason=Reason.SPAM)
    assert post.state is PostState.HELD
    decision = db.session.scalars(select(Decision)).one()
    assert (decision.action, decision.actor_id, decision.member_id) == (Action.HOLD, None, author.id)
    assert lines(author) == ["“A loud one” was reported by several members and waits until somebody has looked."]


def test_new_accounts_alone_hold_nothing() -> None:
    post = make.idea().post
    for _number in range(12):
        report(make.member(trust=Trust.NEWCOMER), post=post, reason=Reason.SPAM)
    assert (post.is_visible, db.session.scalars(select(Case.weight)).one()) == (True, 6.0)
    report(make.member(), post=post, reason=Reason.SPAM)
    assert post.is_visible
    report(make.member(), post=post, reason=Reason.SPAM)
    assert post.state is PostState.HELD


def test_neither_the_team_nor_what_was_approved_is_held_by_a_crowd(moderator: Member) -> None:
    approved, official = make.idea().post, make.idea(make.member(roles=["product"])).post
    report(make.member(), post=approved, reason=Reason.SPAM)
    decide(moderator, Action.APPROVE, posts=[approved])
    for post in (approved, official):
        for _number in range(4):
            report(make.member(), post=post, reason=Reason.SPAM)
        assert post.is_visible


def test_a_report_weighs_by_who_reports_and_how_often_they_were_right(moderator: Member) -> None:
    right, wrong = make.member(), make.member()
    for _number in range(3):
        good, bad = make.idea().post, make.idea().post
        report(right, post=bad, reason=Reason.SPAM)
        report(wrong, post=good, reason=Reason.SPAM)
        decide(moderator, Action.HIDE, posts=[bad], reason=Reason.SPAM)
        decide(moderator, Action.APPROVE, posts=[good])
    assert (weighing.record(right), weighing.record(wrong)) == ((3, 0), (0, 3))
    weights = [
        weighing.weigh(one) for one in (right, wrong, make.member(), moderator, make.member(trust=Trust.NEWCOMER))
    ]
    assert weights == [pytest.approx(expected) for expected in (1.6, 0.4, 1.0, 2.0, 0.5)]


def test_the_reporter_hears_what_came_of_it_and_never_a_name(moderator: Member) -> None:
    reporter, author = make.member(), make.member()
    first, second = make.idea(author).post, make.idea(author).post
    for post in (first, second):
        report(reporter, post=post, reason=Reason.SPAM, note="Look here.")
    (hidden,) = decide(moderator, Action.HIDE, posts=[first], reason=Reason.SPAM, note="Between us.")
    decide(moderator, Action.APPROVE, posts=[second])
    assert lines(reporter) == [
        "We looked at what you reported. It does not break the rules and stays",
        "We looked at what you reported, and have acted on it. Thank you",
    ]
    undoing.undo(moderator, hidden)
    assert lines(reporter)[1] == "We looked at what you reported, and have acted on it. Thank you"
    assert len(lines(author)) == 2  # of the hiding, and its end; that nothing came of a report is not theirs


def test_members_are_reported_like_posts(moderator: Member) -> None:
    member = make.member()
    made = report(make.member(), member=member, reason=Reason.UNDISCLOSED)
    (decision,) = decide(moderator, Action.WARN, members=[member], reason=Reason.UNDISCLOSED)
    assert (made.outcome, made.decision_id) == (Outcome.UPHELD, decision.id)
    assert db.session.scalars(select(Case.closed_at)).one() is not None


def test_a_report_after_a_decision_opens_the_case_anew(moderator: Member) -> None:
    post = make.idea().post
    report(make.member(), post=post, reason=Reason.SPAM)
    decide(moderator, Action.APPROVE, posts=[post])
    later = report(make.member(), post=post, reason=Reason.PRIVACY)
    case = db.session.scalars(select(Case)).one()
    assert (case.closed_at, case.weight, case.causes) == (None, later.weight, ["report"])


def test_what_cannot_be_reported() -> None:
    member, other = make.member(), make.member()
    own, hidden = make.idea(member).post, make.held().post
    cases: list[tuple[dict[str, Any], str]] = [
        ({}, "post"),
        ({"post": own, "member": other}, "post"),
        ({"post": own}, "post"),
        ({"post": hidden}, "post"),
        ({"member": member}, "member"),
        ({"member": other, "reason": Reason.OTHER}, "note"),
        ({"member": other, "note": "x" * 1001}, "note"),
    ]
    for said, field in cases:
        with pytest.raises(Invalid) as refused:
            report(member, **{"reason": Reason.SPAM, **said})
        assert refused.value.field == field, said
    assert db.session.scalars(select(Report)).all() == []


def test_nobody_reports_without_end() -> None:
    queries.settings().reports_per_day = 2
    reporter = make.member()
    for _number in range(2):
        report(reporter, post=make.idea().post, reason=Reason.SPAM)
    with pytest.raises(TooMany):
        report(reporter, post=make.idea().post, reason=Reason.SPAM)
