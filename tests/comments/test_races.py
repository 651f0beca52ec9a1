"""Votes while what they are about changes, on real connections."""

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import select

from cocreate.comments.earning import HELPFUL_FROM
from cocreate.comments.helpful import rules, voters
from cocreate.kernel import jobs
from cocreate.kernel.database import db
from cocreate.ledger.models import Unit
from cocreate.ledger.queries import balances
from cocreate.members import queries as members
from cocreate.moderation.decisions import rules as decisions
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.models import Reason
from cocreate.points import audit
from cocreate.posts.models import Post, PostState
from tests import make
from tests.support.race import Real


class Comment:
    """A comment that one more vote makes helpful, and what may happen at that moment."""

    def __init__(self, real: Real) -> None:
        self.real = real
        self.moderator = real.commit(lambda: make.member(roles=["moderator"]).id)
        self.voters = [real.commit(lambda: make.member().id) for _number in range(HELPFUL_FROM)]
        self.id, self.author, self.idea = real.commit(self._build)

    def _build(self) -> tuple[int, int, int]:
        made = make.comment()
        for voter in self.voters[1:]:
            rules.vote(members.by_id(voter), made.post)
        return made.id, made.post.author_id, made.thread_id

    def vote(self) -> bool:
        return rules.vote(members.by_id(self.voters[0]), db.session.get_one(Post, self.id))

    def hide(self) -> None:
        idea = db.session.get_one(Post, self.idea)
        decisions.decide(members.by_id(self.moderator), Action.HIDE, posts=[idea], reason=Reason.SPAM)

    def ban(self, voter: int) -> None:
        barred = members.by_id(voter)
        decisions.decide(members.by_id(self.moderator), Action.BAN, members=[barred], reason=Reason.SPAM)

    def work(self) -> None:
        for name, arguments in self.real.commit(jobs.take_waiting):
            if name == voters.JOB:
                self.real.commit(partial(jobs.work(name), **arguments))

    def earned(self) -> int:
        assert self.real.commit(lambda: list(audit.check())) == []
        return self.real.commit(lambda: balances(self.author, Unit.POINTS).balance)


@pytest.fixture
def comment(real: Real) -> Comment:
    return Comment(real)


@pytest.mark.parametrize("hidden_first", [True, False])
def test_a_vote_at_the_moment_its_idea_is_hidden_pays_nothing(real: Real, comment: Comment, hidden_first: bool) -> None:
    both = (comment.hide, comment.vote) if hidden_first else (comment.vote, comment.hide)
    assert set(real.behind(*both)) <= {None, True}
    hidden = select(Post.state).where(Post.id == comment.idea)
    assert real.commit(lambda: db.session.scalar(hidden)) is PostState.HIDDEN
    assert comment.earned() == 0


def test_who_is_barred_while_somebody_votes_counts_no_more(real: Real, comment: Comment) -> None:
    barring: Callable[[], None] = partial(comment.ban, comment.voters[1])
    real.together([comment.vote, barring])
    comment.work()
    assert comment.earned() == 0


def test_who_votes_while_they_are_barred_counts_no_more(real: Real, comment: Comment) -> None:
    assert real.behind(comment.vote, partial(comment.ban, comment.voters[0])) == [True, None]
    comment.work()
    assert comment.earned() == 0
