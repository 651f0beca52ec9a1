"""What helpful comments bring their authors."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from cocreate.accounts.leaving import erasing
from cocreate.comments import rules
from cocreate.comments.earning import HELPFUL_FROM
from cocreate.comments.helpful import rules as helpful
from cocreate.comments.helpful import voters
from cocreate.comments.models import Comment
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.ledger.models import Unit
from cocreate.ledger.queries import balances
from cocreate.members.models import Affiliation, Member, Trust
from cocreate.moderation.decisions import rules as decisions
from cocreate.moderation.decisions import undoing
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.models import Reason
from tests import make

pytestmark = pytest.mark.usefixtures("app")
WORTH = 5


def points(member: Member) -> int:
    return balances(member.id, Unit.POINTS).balance


def found_helpful(comment: Comment, number: int = HELPFUL_FROM) -> list[Member]:
    voters = [make.member() for _number in range(number)]
    for voter in voters:
        helpful.vote(voter, comment.post)
    return voters


def test_enough_votes_pay_once_and_fewer_take_it_back() -> None:
    author = make.member()
    comment = make.comment(author=author)
    voters = found_helpful(comment, HELPFUL_FROM - 1)
    assert points(author) == 0
    voters += found_helpful(comment, 2)
    assert points(author) == WORTH
    helpful.withdraw(voters[0], comment.post)
    assert points(author) == WORTH
    helpful.withdraw(voters[1], comment.post)
    assert points(author) == 0
    helpful.vote(voters[1], comment.post)
    assert points(author) == WORTH


def test_newcomers_and_whoever_is_barred_do_not_count() -> None:
    author = make.member()
    comment = make.comment(author=author)
    found_helpful(comment, HELPFUL_FROM - 1)
    helpful.vote(make.member(trust=Trust.NEWCOMER), comment.post)
    barred = make.member()
    barred.banned_at = clock.now()
    helpful.vote(barred, comment.post)
    assert points(author) == 0
    found_helpful(comment, 1)
    assert points(author) == WORTH


def test_what_is_removed_pays_nothing_until_it_is_back() -> None:
    author, moderator = make.member(), make.member(roles=["moderator"])
    comment = make.comment(author=author)
    found_helpful(comment)
    (removal,) = decisions.decide(moderator, Action.REMOVE, posts=[comment.post], reason=Reason.SPAM)
    assert points(author) == 0
    undoing.undo(moderator, removal)
    assert points(author) == WORTH
    rules.remove(author, comment)
    assert points(author) == 0


def test_the_team_earns_nothing_nor_does_the_brand() -> None:
    colleague = make.member(affiliation=Affiliation.STAFF)
    official = make.member(roles=["product"])
    for author in (colleague, official):
        found_helpful(make.comment(author=author))
    assert (points(colleague), points(official)) == (0, 0)


def test_a_day_pays_so_many_and_no_more() -> None:
    author, idea = make.member(), make.idea()
    voters = [make.member() for _number in range(HELPFUL_FROM)]
    for _number in range(6):
        comment = make.comment(idea, author)
        for voter in voters:
            helpful.vote(voter, comment.post)
    assert points(author) == 5 * WORTH


def test_comments_under_what_is_decided_away_pay_nothing_until_it_is_back() -> None:
    author, moderator, idea = make.member(), make.member(roles=["moderator"]), make.idea()
    comment = make.comment(idea, author)
    found_helpful(comment)
    (removal,) = decisions.decide(moderator, Action.REMOVE, posts=[idea.post], reason=Reason.SPAM)
    assert points(author) == 0
    undoing.undo(moderator, removal)
    assert points(author) == WORTH


def test_who_is_barred_counts_no_more_until_they_are_free_again_and_who_leaves_does(
    run_jobs: Callable[[], list[str]],
) -> None:
    author, moderator = make.member(), make.member(roles=["moderator"])
    comment = make.comment(author=author)
    leaver, barred, *_others = found_helpful(comment)
    erasing.erase(erasing.hold(leaver.id), posts_too=False)
    until = clock.now() + timedelta(days=1)
    (ban,) = decisions.decide(moderator, Action.SUSPEND, members=[barred], reason=Reason.SPAM, until=until)
    assert points(author) == WORTH
    run_jobs()
    assert points(author) == 0
    undoing.undo(moderator, ban)
    run_jobs()
    assert points(author) == WORTH
    decisions.decide(moderator, Action.SUSPEND, members=[barred], reason=Reason.SPAM, until=until)
    assert db.session.scalars(text("SELECT scheduled_at FROM procrastinate_jobs ORDER BY id")).all()[-2:] == [
        None,
        until,
    ]
    run_jobs()
    assert points(author) == 0
    with clock.telling(until):
        voters.recount(barred.id)
    assert points(author) == WORTH
