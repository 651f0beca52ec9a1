"""Appealing: once, in time, and to somebody else."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import Forbidden

from cocreate.journal.models import JournalEntry
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member
from cocreate.moderation import audit, queries
from cocreate.moderation.appeals.models import AppealState
from cocreate.moderation.appeals.rules import appeal, decide_appeal
from cocreate.moderation.decisions import undoing
from cocreate.moderation.decisions.models import Action, Decision
from cocreate.moderation.decisions.rules import decide
from cocreate.moderation.models import Reason
from cocreate.moderation.reports.models import Outcome, Report
from cocreate.moderation.reports.rules import report
from cocreate.notices.models import Notice
from cocreate.posts import rules as posts
from cocreate.posts.models import Post, PostState
from cocreate.screening.models import Case
from tests import make

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(autouse=True)
def adds_up(app: Flask) -> Iterable[None]:
    """Whatever a test does, nothing differs in the end."""
    yield
    db.session.flush()
    assert list(audit.check()) == []


@pytest.fixture
def author(app: Flask) -> Member:
    return make.member("Author")


@pytest.fixture
def hidden(moderator: Member, author: Member) -> Decision:
    """A decision by which a reported post of `author` is hidden."""
    post = make.idea(author).post
    report(make.member(), post=post, reason=Reason.SPAM)
    return decide(moderator, Action.HIDE, posts=[post], reason=Reason.SPAM)[0]


def test_an_appeal_that_is_upheld_undoes_the_decision(author: Member, hidden: Decision) -> None:
    made = appeal(author, hidden, "It is about my car.")
    second = make.member(roles=["moderator"])
    decide_appeal(second, made, upheld=True, note="You are right.")
    post = db.session.get_one(Post, hidden.post_id)
    assert (post.state, made.state, made.decided_by_id) == (PostState.VISIBLE, AppealState.UPHELD, second.id)
    with pytest.raises(Refused):
        decide_appeal(make.member(roles=["moderator"]), made, upheld=False, note="No.")


def test_an_appeal_that_is_declined_leaves_everything(author: Member, hidden: Decision) -> None:
    made = appeal(author, hidden, "It is about my car.")
    second = make.member(roles=["moderator"])
    with pytest.raises(Invalid):
        decide_appeal(second, made, upheld=False)
    decide_appeal(second, made, upheld=False, note="It names somebody.")
    assert (made.state, made.answer) == (AppealState.DECLINED, "It names somebody.")
    with pytest.raises(Refused):
        decide_appeal(make.member(roles=["admin"]), made, upheld=True)


def test_nobody_decides_upon_an_appeal_against_themselves(moderator: Member, author: Member, hidden: Decision) -> None:
    made = appeal(author, hidden, "It is about my car.")
    for member in (moderator, author, make.member(roles=["product"])):
        with pytest.raises(Forbidden):
            decide_appeal(member, made, upheld=True)


def test_whoever_decided_may_take_it_back_themselves(moderator: Member, author: Member, hidden: Decision) -> None:
    made = appeal(author, hidden, "It is about my car.")
    undoing.undo(moderator, hidden)
    db.session.refresh(made)
    assert made.state is AppealState.UPHELD


def test_an_appeal_comes_once_and_in_time(author: Member, hidden: Decision, moderator: Member) -> None:
    days = queries.settings().appeal_days
    for text in ("", "x" * 4001):
        with pytest.raises(Invalid):
            appeal(author, hidden, text)
    with pytest.raises(Invalid):
        appeal(make.member(), hidden, "Not mine.")
    with clock.telling(hidden.at + timedelta(days=days)), pytest.raises(Refused):
        appeal(author, hidden, "Too late.")
    appeal(author, hidden, "It is about my car.")
    with pytest.raises(Refused):
        appeal(author, hidden, "Once more.")
    (approved,) = decide(moderator, Action.RESTORE, posts=[db.session.get_one(Post, hidden.post_id)])
    with pytest.raises(Invalid):
        appeal(author, approved, "Of what was given back.")


def test_what_an_appeal_turns_over_was_no_right_report(author: Member, moderator: Member) -> None:
    post = make.idea(author).post
    reported = report(make.member(), post=post, reason=Reason.SPAM)
    (decision,) = decide(moderator, Action.REMOVE, posts=[post], reason=Reason.SPAM)
    decide_appeal(make.member(roles=["moderator"]), appeal(author, decision, "Look again."), upheld=True)
    assert (reported.outcome, post.state) == (Outcome.NOT_UPHELD, PostState.VISIBLE)


def test_a_decision_is_taken_back_by_anybody_after_an_appeal_was_declined(
    moderator: Member, author: Member, hidden: Decision
) -> None:
    decide_appeal(make.member(roles=["moderator"]), appeal(author, hidden, "Look again."), upheld=False, note="No.")
    undoing.undo(moderator, hidden)


def test_publishing_what_was_hidden_settles_the_appeal(moderator: Member, author: Member, hidden: Decision) -> None:
    post = db.session.get_one(Post, hidden.post_id)
    made = appeal(author, hidden, "It is about my car.")
    posts.rewrite(author, post, "Without a word too many.", title=post.title)
    (approved,) = decide(moderator, Action.APPROVE, posts=[post])
    db.session.refresh(made)
    reported = db.session.scalars(select(Report)).one()
    assert (post.state, made.state, reported.outcome) == (PostState.VISIBLE, AppealState.UPHELD, Outcome.NOT_UPHELD)
    told = select(JournalEntry.subject_id).join(Notice, Notice.entry_id == JournalEntry.id)
    back = db.session.scalars(select(Decision).where(Decision.undoes_id == hidden.id)).one()
    heard = db.session.scalars(told.where(Notice.member_id == author.id).order_by(Notice.id))
    assert list(heard) == [hidden.id, approved.id, back.id]
    undoing.undo(moderator, approved)  # what hid it stands no more
    assert post.is_visible


def test_an_appeal_is_granted_whatever_happened_to_the_post_since(
    moderator: Member, author: Member, hidden: Decision
) -> None:
    post = db.session.get_one(Post, hidden.post_id)
    made = appeal(author, hidden, "It is about my car.")
    (removed,) = decide(moderator, Action.REMOVE, posts=[post], reason=Reason.ILLEGAL)
    second = make.member(roles=["moderator"])
    decide_appeal(second, made, upheld=True)
    reported = db.session.scalars(select(Report)).one()
    assert (post.state, made.state, reported.outcome) == (PostState.REMOVED, AppealState.UPHELD, Outcome.NOT_UPHELD)
    decide_appeal(second, appeal(author, removed, "This, too."), upheld=True)
    assert post.is_visible


def test_what_waited_when_a_ban_took_it_along_waits_again(moderator: Member, author: Member) -> None:
    shown, waiting = make.idea(author).post, make.held(author).post
    ban, *_parts = decide(moderator, Action.BLOCK_ALL, members=[author], reason=Reason.SPAM)
    decide_appeal(make.member(roles=["moderator"]), appeal(author, ban, "It was not me."), upheld=True)
    assert (shown.state, waiting.state) == (PostState.VISIBLE, PostState.HELD)
    assert db.session.scalars(select(Case.post_id).where(Case.closed_at.is_(None))).all() == [waiting.id]
